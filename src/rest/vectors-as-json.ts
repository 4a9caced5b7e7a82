import { formatInstant } from '../time/instant.js';
import type { FeatureType } from '../values/feature-type.js';
import { toJson } from '../values/json.js';
import type { Catalog } from '../definitions/catalog.js';
import { featureTypesOf } from '../serving/feature-types-of.js';
import type { Prediction } from '../serving/predict.js';
import type { FeatureVector, FeatureVectors } from '../serving/read-feature-vectors.js';

/** Feature vectors as the body of an answer. */
export function featureVectorsAsJson({ columns, vectors, at }: FeatureVectors): object {
  const types = columns.map(({ type }) => type);
  return {
    columns: columns.map(({ name }) => name),
    at: formatInstant(at),
    vectors: vectors.map((vector) => vectorAsJson(vector, types)),
  };
}

/** Predictions as the body of an answer. */
export function predictionsAsJson(predictions: readonly Prediction[], catalog: Catalog): object {
  return { predictions: predictions.map((prediction) => predictionAsJson(prediction, catalog)) };
}

function predictionAsJson(prediction: Prediction, catalog: Catalog): object {
  return { ...prediction, features: vectorAsJson(prediction.features, featureTypesOf(catalog, prediction.columns)) };
}

function vectorAsJson({ entity, values, statuses, eventTimes }: FeatureVector, types: readonly FeatureType[]): object {
  return {
    entity,
    values: values.map((value, index) => toJson(value, types[index] ?? 'String')),
    statuses,
    eventTimes: eventTimes.map((instant) => (instant === null ? null : formatInstant(instant))),
  };
}
