import type { ModelVersionRecord } from '../registry/model-registry.js';
import type { Instant } from '../time/instant.js';

export interface TrainModelRequest {
  readonly model: string;
  readonly asOf: Instant;
  /** Lets late knowledge in, on purpose, to show what a leak would have looked like. */
  readonly hindsight: boolean;
  readonly where: string | null;
  readonly onProgress?: (progress: { readonly stage: string; readonly done: number; readonly total: number | null }) => void;
}

/** Builds the model's training set as of a moment, learns from it and records a new candidate version. */
export type TrainModel = (request: TrainModelRequest) => Promise<ModelVersionRecord>;

/** Trains again from the record and compares bytes. */
export type VerifyModel = (model: string, version: number) => Promise<ModelVerification>;

export interface ModelVerification {
  readonly same: boolean;
  readonly trainingSetSame: boolean;
  readonly artifactHash: string;
  readonly recomputedHash: string;
  /** What differs, in sentences; empty when the bytes are the same. */
  readonly differences: readonly string[];
}
