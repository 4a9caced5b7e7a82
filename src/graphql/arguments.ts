import { ArgsType, Field, ID, Int } from 'type-graphql';
import { type JsonObject, JsonObjectScalar } from './scalars/json.js';

// A class of arguments where there are several: decorated parameters come out in the opposite order.

@ArgsType()
export class RecordedTrainingSetArgs {
  @Field(() => ID, { description: 'The id of the training set.' })
  id!: string;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Computes it again under the runs it read.',
  })
  recompute?: boolean | null;
}

@ArgsType()
export class TrainingSetListArgs {
  @Field(() => String, { nullable: true, description: 'Only those of this feature service.' })
  service?: string | null;

  @Field(() => Int, { nullable: true, defaultValue: 20, description: 'How many at most; up to 1,000.' })
  first?: number | null;
}

@ArgsType()
export class OnlineFeaturesArgs {
  @Field(() => String, { nullable: true, description: 'A feature service.' })
  service?: string | null;

  @Field(() => [String], { nullable: true, description: '"View", "View.feature" or "View@2.feature".' })
  features?: string[] | null;

  @Field(() => [JsonObjectScalar], { description: 'Join keys by name, of every entity that the features describe.' })
  entities!: JsonObject[];
}

@ArgsType()
export class PredictArgs {
  @Field(() => String, { description: 'The model.' })
  model!: string;

  @Field(() => Int, { nullable: true, description: 'A version; the promoted one when left out.' })
  version?: number | null;

  @Field(() => [JsonObjectScalar], {
    description:
      'Join keys by name, of every entity that the features of the model describe; or the columns that its label set names them by.',
  })
  rows!: JsonObject[];
}

@ArgsType()
export class MaterializeArgs {
  @Field(() => [String], {
    nullable: true,
    description: 'Feature views and label sets, "View" or "View@2"; all that are in use when left out.',
  })
  views?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether to answer only when every run has ended.',
  })
  wait?: boolean | null;
}

@ArgsType()
export class PushRowsArgs {
  @Field(() => String, { description: 'The source.' })
  source!: string;

  @Field(() => [JsonObjectScalar], { description: 'Values by column name. Up to 10,000 rows.' })
  rows!: JsonObject[];

  @Field(() => String, {
    nullable: true,
    description: 'The same key again changes nothing and gives the first report.',
  })
  idempotencyKey?: string | null;
}

@ArgsType()
export class ModelVersionArgs {
  @Field(() => String, { description: 'The model.' })
  model!: string;

  @Field(() => Int, { description: 'The version.' })
  version!: number;
}
