import { AsofError } from '../../errors/asof-error.js';
import { formatInstant, type Instant, parseInstant } from '../../time/instant.js';
import type { Queryable } from '../../postgres/postgres-client.js';
import type { Json, LoggedFeature, LoggedPrediction, PredictionLog } from '../prediction-log.js';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** One array per column: a parameter per value would run out at 65,535 of them. */
const APPEND = `
  INSERT INTO asof.prediction_log
    (id, model, model_version, model_version_id, predicted_at, entity, features, prediction, probability)
  SELECT * FROM unnest(
    $1::uuid[], $2::text[], $3::int4[], $4::int8[], $5::timestamptz[], $6::jsonb[], $7::jsonb[], $8::jsonb[], $9::float8[])
  ON CONFLICT (id) DO NOTHING`;

const FIND = `
  SELECT id, model, model_version, model_version_id, predicted_at, entity, features, prediction, probability
  FROM asof.prediction_log WHERE id = $1`;

interface PredictionRow {
  readonly id: string;
  readonly model: string;
  readonly model_version: number;
  readonly model_version_id: string;
  readonly predicted_at: string;
  readonly entity: Readonly<Record<string, string | number>>;
  readonly features: readonly FeatureRow[];
  readonly prediction: Json;
  readonly probability: number | null;
}

/** A feature inside the `features` column; its time is text, for whoever reads the table with SQL. */
interface FeatureRow {
  readonly name: string;
  readonly value: Json;
  readonly status: string;
  readonly eventTime: string | null;
}

/** The log in the table `asof.prediction_log`. What was appended is committed when `append` returns. */
export function createPostgresPredictionLog(pool: Queryable): PredictionLog {
  return {
    append: async (predictions) => {
      if (predictions.length === 0) return;
      const columns = toColumns(predictions);
      await pool.query(APPEND, columns).catch((error: unknown) => {
        throw isRefusal(error) ? refusal(error) : error;
      });
    },
    find: async (id) => {
      if (!UUID.test(id)) return undefined;
      const { rows } = await pool.query<PredictionRow>(FIND, [id]);
      return rows.map(fromRow)[0];
    },
  };
}

function toColumns(predictions: readonly LoggedPrediction[]): readonly unknown[][] {
  try {
    return [
      predictions.map(({ id }) => id),
      predictions.map(({ model }) => model),
      predictions.map(({ modelVersion }) => modelVersion),
      predictions.map(({ modelVersionId }) => modelVersionId),
      predictions.map(({ predictedAt }) => formatInstant(predictedAt)),
      predictions.map(({ entity }) => JSON.stringify(entity)),
      predictions.map(({ features }) => JSON.stringify(features.map(toFeatureRow))),
      predictions.map(({ prediction }) => JSON.stringify(prediction)),
      predictions.map(({ probability }) => probability),
    ];
  } catch (error) {
    throw refusal(error);
  }
}

/** Whether Postgres found the data at fault: SQLSTATE classes 22 (data exception) and 23 (integrity constraint violation). */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23][\dA-Z]{3}$/.test(String(error.code));
}

function refusal(cause: unknown): AsofError {
  return new AsofError(
    'VALUE_INVALID',
    'A prediction holds something that the log cannot keep, such as a zero byte in a text or an id that is not a UUID.',
    {},
    { cause },
  );
}

function toFeatureRow({ name, value, status, eventTime }: LoggedFeature): FeatureRow {
  return { name, value, status, eventTime: eventTime === null ? null : formatInstant(eventTime) };
}

function fromRow(row: PredictionRow): LoggedPrediction {
  return {
    id: row.id,
    model: row.model,
    modelVersion: row.model_version,
    modelVersionId: Number(row.model_version_id),
    predictedAt: readTimestamp(row.predicted_at),
    entity: row.entity,
    features: row.features.map(({ name, value, status, eventTime }) => ({
      name,
      value,
      status,
      eventTime: eventTime === null ? null : parseInstant(eventTime),
    })),
    prediction: row.prediction,
    probability: row.probability,
  };
}

/** Reads what Postgres prints in UTC, e.g. `2026-03-29 01:00:00.000001+00`. */
function readTimestamp(text: string): Instant {
  return parseInstant(text.replace(' ', 'T').replace(/\+00$/, 'Z'));
}
