import type { Instant } from '../time/instant.js';
import type { Column } from '../values/column.js';
import type { Value } from '../values/feature-type.js';
import type { HistoryLayout } from '../definitions/model.js';
import type { HistoryRows } from '../point-in-time/history-rows.js';
import type { RunReport } from '../registry/run-registry.js';

/** A history: what is kept of the source rows of one feature view version or label set version. */
export interface History {
  /** The id of the definition version. */
  readonly id: number;
  readonly layout: HistoryLayout;
}

/** What to bring into a history. */
/** Which rows of a source to bring in, and under which run. */
export interface LoadRequest {
  readonly history: History;
  /** The number of the run; greater than that of every earlier one. */
  readonly run: number;
  /** How the history will mostly be read: entity by entity, as features are, or in order of time, as spines are. */
  readonly readBy: 'ENTITY' | 'TIME';
  /** The moment at which rows without a known time of their own are known, except in the first load. */
  readonly arrivedAt: Instant;
  /** Only rows with these row keys, where given; rows that vanished are then not looked for. */
  readonly rowKeys: readonly (readonly Value[])[] | null;
  readonly onProgress?: (rows: number, total: number | null) => void;
}

/** What a load found and did. */
/** What a load did; a load that found nothing new adds and closes nothing. */
export type LoadReport = Omit<RunReport, 'entitiesWritten'>;

/** Which row versions to read. */
/** Which row versions to read, and as of which run. */
export interface ReadRequest {
  readonly history: History;
  /** What the history held when this run had ended. */
  readonly run: number;
  /** Join keys of the entities wanted; null for all. */
  readonly entities: readonly (readonly Value[])[] | null;
  /** Only events after this one (exclusive) and up to the other (inclusive); infinite where there is no bound. */
  readonly eventsAfter: number;
  readonly eventsUpTo: number;
}

/** What a live read of entities needs, of those that changed after one run and up to another. */
export interface ChangedRequest {
  readonly history: History;
  readonly afterRun: number;
  readonly run: number;
  readonly now: Instant;
  /** Aggregates want no event at or before this one. */
  readonly horizon: number;
  /** What each `latest` looks at: it wants its newest row, however old. */
  readonly latest: readonly { readonly value: number | null; readonly conditions: readonly number[] }[];
}

/** Which rows of a label set to read as a spine. */
/** Which rows of a label set make a spine, and what was known of them. */
export interface SpineRequest {
  readonly history: History;
  readonly run: number;
  readonly asOf: Instant;
  /** SQL over the history's own columns (`k0`, `v0`), deparsed from a checked tree; null for all rows. */
  readonly where: string | null;
}

/** Rows of a label set's history, as a spine. */
export interface SpineRows {
  readonly rowCount: number;
  readonly eventTimes: Float64Array;
  readonly keys: readonly Column[];
  readonly values: readonly Column[];
}

/**
 * The offline store: for every feature view version and label set version a history of row versions. Row versions are only
 * ever added, and taken out by naming the run that did so; what a run saw can be read again after any later run.
 */
export interface OfflineStore {
  /** Runs `work` while no other process loads this history. Waits for its turn. */
  exclusive<T>(history: History, work: () => Promise<T>): Promise<T>;
  /** Brings into history what is new in the source, all of it or nothing. Needs `exclusive`. */
  load(request: LoadRequest): Promise<LoadReport>;
  /** Row versions grouped by entity, in order of (event time, known time, row key) within. Rows with null keys are left out. */
  read(request: ReadRequest): AsyncIterable<HistoryRows>;
  /** Like `read`, for the entities that changed, and only the rows that a live read at `now` or later may need. */
  readChanged(request: ChangedRequest): AsyncIterable<HistoryRows>;
  /** Join keys of the entities that changed and have no row left. */
  readEmptied(request: ChangedRequest): Promise<readonly (readonly Value[])[]>;
  /** The label rows known at `asOf` with their events by then, in order of event time and row key. Null keys are kept. */
  readSpine(request: SpineRequest): AsyncIterable<SpineRows>;
}
