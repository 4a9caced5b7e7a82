import type { Instant } from '../../time/instant.js';
import { decodeRows } from '../../values/row-codec.js';
import { measureAuc } from '../../models/auc.js';
import { toNumber } from '../../models/feature-matrix.js';
import { deserializeModel, predictWith } from '../../models/model-pipeline.js';
import type { ModelVersionRecord } from '../../registry/model-registry.js';
import type { TrainingSetRecord } from '../../registry/training-set-registry.js';
import type { Services } from '../../services.js';
import type { ProgressBar } from '../progress-bar.js';
import { MODEL } from './replay-day.js';

/** The AUC of a model on the same hours of several held-out days: one day is not like another, and this says how unlike. */
export interface DailyScore {
  readonly days: number;
  readonly mean: number;
  /** The standard deviation from day to day. */
  readonly deviation: number;
}

export interface HeldOutRequest {
  readonly version: number;
  /** How long the stretch of each day is, from the hour of the day at which the model was trained as of. */
  readonly hours: number;
  readonly bar: ProgressBar;
}

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;
const FEWEST_DAYS = 5;

/** Scores a model version on its held-out rows day by day; null when they do not span five days. */
export async function scoreHeldOut(
  services: Services,
  { version, hours, bar }: HeldOutRequest,
): Promise<DailyScore | null> {
  const model = await services.models.find(MODEL, version);
  const set = model && (await services.trainingSets.find(model.trainingSetId));
  if (model === undefined || set === undefined) return null;
  const heldOutFrom = (model.record as { readonly split: { readonly boundary: Instant } }).split.boundary;
  const days = new Map<number, { readonly labels: number[]; readonly probabilities: number[] }>();
  for await (const { time, label, probability } of predictRows(services, { model, set, heldOutFrom, bar })) {
    const day = Math.ceil((model.asOf - time) / DAY);
    const begin = model.asOf - day * DAY;
    if (time <= begin || time > begin + hours * HOUR || begin < heldOutFrom) continue;
    const rows = days.get(day) ?? { labels: [], probabilities: [] };
    days.set(day, rows);
    rows.labels.push(label);
    rows.probabilities.push(probability);
  }
  return summarise(
    [...days.values()].flatMap(
      ({ labels, probabilities }) => measureAuc(Float64Array.from(labels), Float64Array.from(probabilities))?.auc ?? [],
    ),
  );
}

interface PredictedRow {
  readonly time: Instant;
  readonly label: number;
  readonly probability: number;
}

interface RowsToPredict {
  readonly model: ModelVersionRecord;
  readonly set: TrainingSetRecord;
  readonly heldOutFrom: Instant;
  readonly bar: ProgressBar;
}

/** Rows of a label spine are in order of event time, so the held-out ones are the last. */
async function* predictRows(
  services: Services,
  { model, set, heldOutFrom, bar }: RowsToPredict,
): AsyncGenerator<PredictedRow> {
  const fitted = deserializeModel(model.artifact);
  const types = set.columns.map(({ type }) => type);
  const features = set.columns.flatMap(({ name, type, role }, index) =>
    role === 'FEATURE' ? [{ name, type, index }] : [],
  );
  const time = set.columns.findIndex(({ role }) => role === 'EVENT_TIME');
  const label = set.columns.findIndex(({ role }) => role === 'LABEL');
  const { heldOutRows } = (model.record as { readonly split: { readonly heldOutRows: number } }).split;
  const from = Math.max(0, set.rowCount - heldOutRows);
  for await (const chunk of services.trainingSets.readChunks(set.id, from)) {
    for (const row of decodeRows(chunk.bytes, types, chunk.rowCount)) {
      if ((row[time] as number) < heldOutFrom || row[label] === null) continue;
      const values = new Map(features.map(({ name, type, index }) => [name, toNumber(row[index] ?? null, type, name)]));
      yield { time: row[time] as number, label: row[label] === true ? 1 : 0, probability: predictWith(fitted, values) };
    }
    bar.show({
      stage: 'held-out days scored',
      done: chunk.firstRow + chunk.rowCount - from,
      total: set.rowCount - from,
    });
  }
}

function summarise(aucs: readonly number[]): DailyScore | null {
  if (aucs.length < FEWEST_DAYS) return null;
  const mean = aucs.reduce((sum, auc) => sum + auc, 0) / aucs.length;
  const squares = aucs.reduce((sum, auc) => sum + (auc - mean) ** 2, 0);
  return { days: aucs.length, mean, deviation: Math.sqrt(squares / (aucs.length - 1)) };
}
