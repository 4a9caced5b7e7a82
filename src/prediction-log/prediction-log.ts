import type { FeatureStatus } from '../point-in-time/online-state.js';
import type { Instant } from '../time/instant.js';

/** A feature as a prediction saw it; `value` as JSON carries it. */
export interface LoggedFeature {
  readonly name: string;
  readonly value: null | boolean | number | string;
  readonly status: FeatureStatus;
  readonly eventTime: Instant | null;
}

/** A prediction as it was served: enough to compute it again. */
export interface LoggedPrediction {
  /** A UUID. */
  readonly id: string;
  readonly model: string;
  readonly modelVersion: number;
  readonly modelVersionId: number;
  readonly predictedAt: Instant;
  /** What the caller said of the row. */
  readonly entity: Readonly<Record<string, unknown>>;
  readonly features: readonly LoggedFeature[];
  readonly prediction: null | boolean | number | string;
  readonly probability: number | null;
}

/** What was served. */
export interface PredictionLog {
  /** Keeps predictions; when it returns they are kept, or will be unless the process dies first (see the implementation). */
  append(predictions: readonly LoggedPrediction[]): Promise<void>;
  /** A kept prediction. */
  find(id: string): Promise<LoggedPrediction | undefined>;
}
