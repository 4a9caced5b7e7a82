import type { MaterializationRun } from '../registry/run-registry.js';

/** What is under way in a materialization, for progress bars. */
export interface MaterializationProgress {
  /** `AirportDelays@2`. */
  readonly name: string;
  readonly stage: 'HISTORY' | 'ONLINE';
  /** Rows (history) or entities (online) done so far. */
  readonly done: number;
  /** Of how many, where it is known. */
  readonly total: number | null;
}

export interface MaterializeRequest {
  /** Names of feature views and label sets (`View` or `View@2`); all registered newest versions when null. */
  readonly views: readonly string[] | null;
  /** Whether to return only once every run has ended; otherwise runs are returned as they stand and go on. */
  readonly wait: boolean;
  readonly onProgress?: (progress: MaterializationProgress) => void;
}

/**
 * Brings what sources hold into history and from there into the online store, one run per view and label set.
 * A run that fails is returned as `FAILED` with its reason and stops no other.
 */
export type Materialize = (request: MaterializeRequest) => Promise<readonly MaterializationRun[]>;
