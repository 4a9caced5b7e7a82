import type { TrainingSetRecord } from '../registry/training-set-registry.js';
import type { Instant } from '../time/instant.js';

export interface TrainingSetRequest {
  readonly service: string;
  readonly asOf: Instant;
  readonly hindsight: boolean;
  /**
   * Rows as JSON objects: the join keys of the service's entities by name, `eventTime` as RFC 3339 text, and any further
   * columns, which are kept as they are. Null: the rows of the service's label set.
   */
  readonly spine: readonly Readonly<Record<string, unknown>>[] | null;
  /** An expression over the columns of the label set; only rows for which it is true. Null for all. */
  readonly where: string | null;
  readonly onProgress?: (progress: { readonly stage: string; readonly done: number; readonly total: number | null }) => void;
}

/** Computes, records and fingerprints a training set. */
export type BuildTrainingSet = (request: TrainingSetRequest) => Promise<TrainingSetRecord>;

/** Computes a recorded training set again under the runs it read, and says whether the bytes are the same. */
export type RecomputeTrainingSet = (id: string) => Promise<{ readonly record: TrainingSetRecord; readonly fingerprint: string; readonly same: boolean }>;
