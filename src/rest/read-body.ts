import { type Problem, refuseAll } from '../errors/asof-error.js';
import type { PushRowsRequest } from '../materialization/push-rows.js';
import type { PredictRequest } from '../serving/predict.js';
import type { FeatureVectorsRequest } from '../serving/read-feature-vectors.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Reads the body of `POST /v1/features`. Throws `INPUT_INVALID` with everything that is wrong. */
export function readFeaturesRequest(body: unknown): FeatureVectorsRequest {
  return readBody(body, ['service', 'features', 'entities'], (reader) => ({
    service: reader.optional('service', isText, 'text'),
    features: reader.optional('features', isListOfText, 'a list of texts'),
    entities: reader.required('entities', isListOfObjects, 'a list of objects'),
  }));
}

/** Reads the body of `POST /v1/predict/{model}`. Throws `INPUT_INVALID` with everything that is wrong. */
export function readPredictRequest(body: unknown): Omit<PredictRequest, 'model'> {
  return readBody(body, ['rows', 'version'], (reader) => ({
    rows: reader.required('rows', isListOfObjects, 'a list of objects'),
    version: reader.optional('version', isPositiveWhole, 'a whole number from 1'),
  }));
}

/** Reads the body of `POST /v1/sources/{source}/rows`. Throws `INPUT_INVALID` with everything that is wrong. */
export function readPushRequest(body: unknown): Omit<PushRowsRequest, 'source'> {
  return readBody(body, ['rows', 'idempotencyKey'], (reader) => ({
    rows: reader.required('rows', isListOfObjects, 'a list of objects'),
    idempotencyKey: reader.optional('idempotencyKey', isText, 'text'),
  }));
}

interface FieldReader {
  required<T>(name: string, is: (value: unknown) => value is T, form: string): T;
  optional<T>(name: string, is: (value: unknown) => value is T, form: string): T | null;
}

function readBody<T>(body: unknown, names: readonly string[], read: (reader: FieldReader) => T): T {
  const problems: Problem[] = [];
  const note = (message: string): void => {
    problems.push({ code: 'INPUT_INVALID', message });
  };
  const fields: JsonObject = isObject(body) ? body : {};
  if (!isObject(body)) note(`The body must be a JSON object with ${names.join(', ')}.`);
  for (const name of Object.keys(fields)) {
    if (!names.includes(name)) note(`There is no field ${JSON.stringify(name)}; there are ${names.join(', ')}.`);
  }
  const field = <V>(name: string, is: (value: unknown) => value is V, form: string): V | null => {
    const value = fields[name] ?? null;
    if (value === null || is(value)) return value;
    note(`${name} must be ${form}.`);
    return null;
  };
  const request = read({
    optional: field,
    required: <V>(name: string, is: (value: unknown) => value is V, form: string): V => {
      const value = field(name, is, form);
      if (isObject(body) && (fields[name] ?? null) === null) note(`${name} is missing; it must be ${form}.`);
      // Not looked at when it is null: a problem has been noted, and the request is refused below.
      return value as V;
    },
  });
  refuseAll('INPUT_INVALID', 'The body of the request has problems.', problems);
  return request;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

function isListOfObjects(value: unknown): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}

function isPositiveWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
