import { Arg, Args, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { Prediction } from '../../serving/predict.js';
import type { Services } from '../../services.js';
import { OnlineFeaturesArgs, PredictArgs } from '../arguments.js';
import { FeatureVectorsType, toFeatureVectorsType, toFeatureVectorType } from '../types/feature-vectors-type.js';
import { PredictionReplayType, PredictionType } from '../types/prediction-type.js';

@Resolver()
export class ServingResolver {
  constructor(private readonly services: Services) {}

  @Query(() => FeatureVectorsType, {
    description:
      'What the features of entities are now, from the online store. Name a feature service or features. Up to 1,000 entities.',
  })
  async onlineFeatures(
    @Args(() => OnlineFeaturesArgs) { service, features, entities }: OnlineFeaturesArgs,
  ): Promise<FeatureVectorsType> {
    const request = { service: service ?? null, features: features ?? null, entities };
    return toFeatureVectorsType(await this.services.readFeatureVectors(request));
  }

  @Query(() => [PredictionType], {
    description:
      'Predicts with the promoted version of a model, or a named one, from live features. One prediction per row, in order; each is logged. Up to 1,000 rows.',
  })
  async predict(@Args(() => PredictArgs) { model, version, rows }: PredictArgs): Promise<PredictionType[]> {
    const predictions = await this.services.predict({ model, version: version ?? null, rows });
    return predictions.map(toPredictionType);
  }

  @Mutation(() => PredictionReplayType, { description: 'Computes a logged prediction again from the vector it saw.' })
  async replayPrediction(
    @Arg('id', () => ID, { description: 'The id of the prediction.' }) id: string,
  ): Promise<PredictionReplayType> {
    return this.services.replayPrediction(id);
  }
}

/** A model looks at no DateTime, the only type whose JSON cannot be told from the value alone. */
function toPredictionType(prediction: Prediction): PredictionType {
  return { ...prediction, features: toFeatureVectorType(prediction.features, []) };
}
