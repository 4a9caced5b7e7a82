import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { JsonScalar } from '../scalars/json.js';
import { FeatureVectorType } from './feature-vectors-type.js';

@ObjectType('Prediction', { description: 'What a model predicts for one row, and what it saw.' })
export class PredictionType {
  @Field(() => ID, { description: 'Under which the prediction is logged and can be replayed.' })
  id!: string;

  @Field(() => String, { description: 'The model.' })
  model!: string;

  @Field(() => Int, { description: 'The model version that answered.' })
  version!: number;

  @Field(() => JsonScalar, {
    description: 'The predicted label. For a Boolean label: whether the probability is one half or more.',
  })
  prediction!: unknown;

  @Field(() => Float, { nullable: true, description: 'The probability that the label is true.' })
  probability!: number | null;

  @Field(() => [String], { description: 'The features the model saw, "View.feature", in its order.' })
  columns!: readonly string[];

  @Field(() => FeatureVectorType, { description: 'The values of those features.' })
  features!: FeatureVectorType;
}

@ObjectType('PredictionReplay', { description: 'A logged prediction computed again.' })
export class PredictionReplayType {
  @Field(() => ID, { description: 'The logged prediction.' })
  id!: string;

  @Field(() => String, { description: 'The model.' })
  model!: string;

  @Field(() => Int, { description: 'The model version that had answered.' })
  version!: number;

  @Field(() => Float, { description: 'The probability that was logged.' })
  logged!: number;

  @Field(() => Float, { description: 'The probability computed again.' })
  replayed!: number;

  @Field(() => Boolean, { description: 'Whether both are the same number, bit for bit.' })
  same!: boolean;
}
