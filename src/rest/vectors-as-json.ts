import { formatInstant } from '../time/instant.js';
import type { FeatureType } from '../values/feature-type.js';
import { toJson } from '../values/json.js';
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

/** Predictions as the body of an answer. A model looks at no DateTime, the only type whose JSON the value does not tell. */
export function predictionsAsJson(predictions: readonly Prediction[]): object {
  return {
    predictions: predictions.map((prediction) => ({ ...prediction, features: vectorAsJson(prediction.features, []) })),
  };
}

function vectorAsJson({ entity, values, statuses, eventTimes }: FeatureVector, types: readonly FeatureType[]): object {
  return {
    entity,
    values: values.map((value, index) => toJson(value, types[index] ?? 'String')),
    statuses,
    eventTimes: eventTimes.map((instant) => (instant === null ? null : formatInstant(instant))),
  };
}
