import { Arg, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import type { Catalog } from '../../definitions/catalog.js';
import { featureTypesOf } from '../../serving/feature-types-of.js';
import type { Prediction } from '../../serving/predict.js';
import type { Services } from '../../services.js';
import { type JsonObject, JsonObjectScalar } from '../scalars/json.js';
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
    @Arg('service', () => String, { nullable: true, description: 'A feature service.' }) service: string | null,
    @Arg('features', () => [String], { nullable: true, description: '"View", "View.feature" or "View@2.feature".' })
    features: string[] | null,
    @Arg('entities', () => [JsonObjectScalar], {
      description: 'Join keys by name, of every entity that the features describe.',
    })
    entities: JsonObject[],
  ): Promise<FeatureVectorsType> {
    const request = { service: service ?? null, features: features ?? null, entities };
    return toFeatureVectorsType(await this.services.readFeatureVectors(request));
  }

  @Query(() => [PredictionType], {
    description:
      'Predicts with the promoted version of a model, or a named one, from live features. One prediction per row, in order; each is logged. Up to 1,000 rows.',
  })
  async predict(
    @Arg('model', () => String, { description: 'The model.' }) model: string,
    @Arg('version', () => Int, { nullable: true, description: 'A version; the promoted one when left out.' }) version:
      | number
      | null,
    @Arg('rows', () => [JsonObjectScalar], {
      description: 'Join keys by name, of every entity that the features of the model describe.',
    })
    rows: JsonObject[],
  ): Promise<PredictionType[]> {
    const predictions = await this.services.predict({ model, version: version ?? null, rows });
    const catalog = await this.services.catalog();
    return predictions.map((prediction) => toPredictionType(prediction, catalog));
  }

  @Mutation(() => PredictionReplayType, { description: 'Computes a logged prediction again from the vector it saw.' })
  async replayPrediction(
    @Arg('id', () => ID, { description: 'The id of the prediction.' }) id: string,
  ): Promise<PredictionReplayType> {
    return this.services.replayPrediction(id);
  }
}

function toPredictionType(prediction: Prediction, catalog: Catalog): PredictionType {
  return {
    ...prediction,
    features: toFeatureVectorType(prediction.features, featureTypesOf(catalog, prediction.columns)),
  };
}
