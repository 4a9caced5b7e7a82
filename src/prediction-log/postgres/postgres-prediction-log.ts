import type { PostgresPool } from '../../postgres/pool.js';
import { formatInstant, parseInstant } from '../../time/instant.js';
import type { LoggedFeature, LoggedPrediction, PredictionLog } from '../prediction-log.js';

/** Keeps predictions in `asof.prediction_log`, one statement per call however many there are; durable when `append` returns. */
export function createPostgresPredictionLog(pool: PostgresPool): PredictionLog {
  return {
    append: async (predictions) => {
      if (predictions.length > 0) await pool.query(INSERT, [JSON.stringify(predictions.map(toRow))]);
    },
    find: async (id) => {
      if (!UUID.test(id)) return undefined;
      const { rows } = await pool.query<PredictionRow>(FIND, [id]);
      return rows[0] && fromRow(rows[0]);
    },
  };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const COLUMNS = `id uuid, model text, model_version integer, model_version_id bigint, predicted_at timestamptz,
  entity jsonb, features jsonb, prediction jsonb, probability text`;

const INSERT = `INSERT INTO asof.prediction_log (id, model, model_version, model_version_id, predicted_at, entity, features, prediction, probability)
  SELECT id, model, model_version, model_version_id, predicted_at, entity, features, coalesce(prediction, 'null'), probability::double precision
  FROM jsonb_to_recordset($1::jsonb) AS p(${COLUMNS})`;

const FIND = `SELECT id, model, model_version, model_version_id, to_char(predicted_at, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS predicted_at,
    entity, features, prediction, probability
  FROM asof.prediction_log WHERE id = $1`;

interface PredictionRow {
  readonly id: string;
  readonly model: string;
  readonly model_version: number;
  readonly model_version_id: string;
  readonly predicted_at: string;
  readonly entity: LoggedPrediction['entity'];
  readonly features: readonly FeatureRow[];
  readonly prediction: LoggedPrediction['prediction'];
  readonly probability: number | null;
}

type FeatureRow = Omit<LoggedFeature, 'eventTime'> & { readonly eventTime: string | null };

/** Numbers that must come back bit for bit travel as text: jsonb keeps numerics, not doubles. */
function toRow(prediction: LoggedPrediction): Record<string, unknown> {
  return {
    id: prediction.id,
    model: prediction.model,
    model_version: prediction.modelVersion,
    model_version_id: prediction.modelVersionId,
    predicted_at: formatInstant(prediction.predictedAt),
    entity: prediction.entity,
    features: prediction.features.map((feature) => ({ ...feature, eventTime: feature.eventTime === null ? null : formatInstant(feature.eventTime) })),
    prediction: prediction.prediction,
    probability: prediction.probability === null ? null : String(prediction.probability),
  };
}

function fromRow(row: PredictionRow): LoggedPrediction {
  return {
    id: row.id,
    model: row.model,
    modelVersion: row.model_version,
    modelVersionId: Number(row.model_version_id),
    predictedAt: parseInstant(row.predicted_at),
    entity: row.entity,
    features: row.features.map((feature) => ({ ...feature, eventTime: feature.eventTime === null ? null : parseInstant(feature.eventTime) })),
    prediction: row.prediction,
    probability: row.probability,
  };
}
