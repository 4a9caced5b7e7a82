import type { TrainingSetRecord } from '../registry/training-set-registry.js';
import type { Value } from '../values/feature-type.js';

/** A page of a recorded training set. */
export interface TrainingSetPage {
  readonly record: TrainingSetRecord;
  readonly rows: readonly { readonly position: number; readonly values: readonly Value[] }[];
  readonly hasNextPage: boolean;
}

/** Rows `fromRow` (from 0) and following, at most `limit` (at most 10,000). Throws `TRAINING_SET_NOT_FOUND`. */
export type ReadTrainingSetPage = (id: string, fromRow: number, limit: number) => Promise<TrainingSetPage>;

export type ExportFormat = 'PARQUET' | 'CSV' | 'JSONL';

/** The whole training set as a file, streamed with flat memory. */
export type ExportTrainingSet = (id: string, format: ExportFormat) => Promise<AsyncIterable<Uint8Array>>;
