import type { FeatureVector } from './read-feature-vectors.js';

export interface PredictRequest {
  readonly model: string;
  /** Null for the live version. */
  readonly version: number | null;
  /** Join keys by name, for every entity of the model's features. At most 1,000. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface Prediction {
  readonly id: string;
  readonly model: string;
  readonly version: number;
  /** For a Boolean label: whether the probability is one half or more. */
  readonly prediction: boolean;
  readonly probability: number;
  readonly columns: readonly string[];
  readonly features: FeatureVector;
}

/** Predicts with a promoted (or named) model version; one prediction per row, in order. Every prediction is logged. */
export type Predict = (request: PredictRequest) => Promise<readonly Prediction[]>;

/** Computes a logged prediction again from the vector it saw and the model version it used. */
export type ReplayPrediction = (id: string) => Promise<{
  readonly id: string;
  readonly model: string;
  readonly version: number;
  readonly logged: number;
  readonly replayed: number;
  readonly same: boolean;
}>;
