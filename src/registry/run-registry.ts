import type { Instant } from '../time/instant.js';

export type RunState = 'RUNNING' | 'SUCCEEDED' | 'FAILED';

/** What a run did to the history and to the online store. */
export interface RunReport {
  readonly rowsRead: number;
  readonly rowsAdded: number;
  readonly rowsClosed: number;
  /** Rows kept aside, by reason. */
  readonly rowsRefused: Readonly<Record<string, number>>;
  /** Rows that belong to no entity because a join key is null. */
  readonly rowsWithoutEntity: number;
  /** Rows whose known time is null: they come in once it is known. */
  readonly rowsNotYetKnown: number;
  readonly entitiesWritten: number;
}

/** One materialization of one feature view version or label set version. */
export interface MaterializationRun {
  /** Unique over all runs. */
  readonly id: string;
  /** The definition version that was materialized. */
  readonly definitionId: number;
  /** `AirportDelays@2`. */
  readonly name: string;
  /** The number of the run among the runs of its definition version: 1, 2, 3… */
  readonly run: number;
  readonly state: RunState;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  /** Whether the history holds this run: from then on training sets may read it, whatever becomes of the online part. */
  readonly inHistory: boolean;
  /** Whether the online store holds this run. */
  readonly online: boolean;
  readonly report: RunReport | null;
  /** Why it failed, as code and sentence; null unless it did. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** The newest runs of a definition version that may be read from; 0 where there is none. */
export interface RunWatermark {
  readonly historyRun: number;
  readonly onlineRun: number;
}

/** The runs of every history. A definition version has at most one running run; callers hold its lock (`OfflineStore.exclusive`). */
export interface RunRegistry {
  /** Starts the next run. A run still `RUNNING` from a process that died is set to `FAILED` first. */
  begin(definition: { readonly id: number; readonly name: string }, startedAt: Instant): Promise<MaterializationRun>;
  /** States that the history holds the run. */
  markInHistory(id: string, report: RunReport): Promise<void>;
  /** Ends a run that succeeded; `online` says whether the online store holds it now. */
  succeed(
    id: string,
    end: { readonly finishedAt: Instant; readonly report: RunReport; readonly online: boolean },
  ): Promise<MaterializationRun>;
  fail(
    id: string,
    end: { readonly finishedAt: Instant; readonly code: string; readonly message: string },
  ): Promise<MaterializationRun>;
  /** Watermarks by definition version id; every id asked for has an entry. */
  watermarks(definitionIds: readonly number[]): Promise<ReadonlyMap<number, RunWatermark>>;
  /** The newest runs first. */
  list(filter: {
    readonly definitionId?: number;
    readonly limit: number;
    readonly beforeId?: string;
  }): Promise<readonly MaterializationRun[]>;
  find(id: string): Promise<MaterializationRun | undefined>;
}
