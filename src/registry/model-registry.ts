import type { Instant } from '../time/instant.js';

export type ModelState = 'CANDIDATE' | 'LIVE' | 'RETIRED';

/** A trained model and everything it rests on. */
export interface ModelVersionRecord {
  readonly id: number;
  readonly model: string;
  /** 1, 2, 3… per model. */
  readonly version: number;
  /** The version ids of the model's and its service's definitions at training. */
  readonly modelDefinitionId: number;
  readonly serviceId: number;
  readonly trainingSetId: string;
  readonly trainingSetFingerprint: string;
  readonly asOf: Instant;
  readonly hindsight: boolean;
  /** The fitted model as canonical bytes, and their SHA-256 (hex). */
  readonly artifact: Uint8Array;
  readonly artifactHash: string;
  /** The feature versions it was trained on, in order: `View.feature` names with the view version ids. */
  readonly features: readonly { readonly name: string; readonly viewId: number }[];
  readonly metrics: Readonly<Record<string, unknown>>;
  /** Hyperparameters, seed, preprocessing, software versions. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly state: ModelState;
  readonly createdAt: Instant;
  readonly promotedAt: Instant | null;
}

/** A model version about to be kept; the registry gives out its id and number, and it begins as a candidate. */
export type NewModelVersion = Omit<ModelVersionRecord, 'id' | 'version' | 'state' | 'promotedAt'>;

/** Model versions. At most one of a model is live. */
export interface ModelRegistry {
  /** Gives out the next version number of the model; concurrent calls never share one. */
  add(version: NewModelVersion): Promise<ModelVersionRecord>;
  find(model: string, version: number): Promise<ModelVersionRecord | undefined>;
  findLive(model: string): Promise<ModelVersionRecord | undefined>;
  /** The newest first. */
  list(model: string | null): Promise<readonly ModelVersionRecord[]>;
  /** Makes a version live and retires the one that was, in one step. Throws `MODEL_VERSION_NOT_FOUND`. */
  promote(model: string, version: number, promotedAt: Instant): Promise<ModelVersionRecord>;
}
