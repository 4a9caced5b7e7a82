import { FOREVER, type Instant } from '../time/instant.js';
import type { Value } from '../values/feature-type.js';
import type { Aggregate } from '../aggregates/aggregate.js';
import { entersAt, farEnd, isWithin, leavesAt, type Outlook, type Span } from './eligibility.js';
import type { HistoryRows } from './history-rows.js';
import { createAggregate, type FeaturePlan, hasInput, inputOf, type JoinPlan, meetsConditions } from './join-plan.js';

/**
 * What the online store keeps of one entity and view: enough to answer any later moment, by the law, with nothing run in between.
 * Rows that will not change sides apart from the others (in for good, or leaving together with their step) are settled: kept as
 * the partial state of their feature. All others are kept as rows, and windows are finished over them at read time.
 */
export interface OnlineView {
  /** The moment it was made; it answers this moment and later ones. */
  readonly builtAt: Instant;
  /** Rows that features look at one by one, in order of (event time, known time, row key). */
  readonly rows: readonly OnlineRow[];
  /** Per feature, in the order of the plan. */
  readonly settled: readonly (readonly SettledRows[])[];
}

/** A row version kept by itself. */
export interface OnlineRow {
  readonly eventTime: Instant;
  /** When it becomes eligible. */
  readonly enters: Instant;
  /** When it is superseded; `FOREVER` while that is not known. */
  readonly knownTo: number;
  /** Indexes of the features that look at it. */
  readonly features: readonly number[];
  /** The values of the history row, in the order of the history. */
  readonly values: readonly Value[];
}

/** Rows that leave together, as the partial state of one feature. */
export interface SettledRows {
  /** `FOREVER` when they stay. */
  readonly leaves: number;
  readonly newestEventTime: Instant;
  readonly partial: readonly Value[];
}

/** A live outlook: nothing limits it but what is known at the moment it is asked about. */
const LIVE: Outlook = { asOf: FOREVER, hindsight: false };

/** A `latest` keeps its row past the ttl, so that an old value can be told from none. */
const UNBOUNDED: Span = { lengthMicros: null, stepMicros: null };

/** Packs the row versions of one entity for reads at `builtAt` and later. */
export function buildOnlineView(rows: HistoryRows, plan: JoinPlan, builtAt: Instant): OnlineView {
  const lookers: number[][] = Array.from({ length: rows.rowCount }, () => []);
  const settled = plan.features.map((feature, index) =>
    feature.isLatest
      ? keepUndominated(rows, feature, { index, builtAt, lookers })
      : settle(rows, feature, { index, builtAt, lookers }),
  );
  const kept: OnlineRow[] = [];
  for (let row = 0; row < rows.rowCount; row += 1) {
    const features = lookers[row] as number[];
    if (features.length === 0) continue;
    kept.push({
      eventTime: rows.eventTimes[row] as number,
      enters: entersAt(versionOf(rows, row), LIVE),
      knownTo: rows.knownTo[row] as number,
      features,
      values: rows.values.map((column) =>
        column.isNull[row] === 1
          ? null
          : column.type === 'Boolean'
            ? column.values[row] === 1
            : (column.values[row] as Value),
      ),
    });
  }
  return { builtAt, rows: kept, settled };
}

/** The event time at and before which no row matters to aggregates at `now` or later; a `latest` may still want its newest row. */
export function liveHorizon(plan: JoinPlan, now: Instant): number {
  const ends = plan.features.filter((feature) => !feature.isLatest).map((feature) => farEnd(now, feature.span));
  return ends.length === 0 ? now : Math.min(...ends);
}

interface Keeping {
  readonly index: number;
  readonly builtAt: Instant;
  /** Per row, the features that look at it by itself. */
  readonly lookers: readonly number[][];
}

function settle(rows: HistoryRows, feature: FeaturePlan, { index, builtAt, lookers }: Keeping): SettledRows[] {
  const groups = new Map<number, { aggregate: Aggregate; newestEventTime: Instant }>();
  for (let row = 0; row < rows.rowCount; row += 1) {
    const version = versionOf(rows, row);
    const enters = entersAt(version, LIVE);
    const leaves = leavesAt(version, LIVE, feature.span);
    if (leaves <= builtAt || leaves <= enters || !meetsConditions(feature, rows, row)) continue;
    const leavesTogether = leaves === FOREVER || (feature.span.stepMicros !== null && version.knownTo === FOREVER);
    if (enters > builtAt || !leavesTogether) {
      (lookers[row] as number[]).push(index);
      continue;
    }
    const group = groups.get(leaves) ?? { aggregate: createAggregate(feature), newestEventTime: version.eventTime };
    groups.set(leaves, group);
    group.newestEventTime = Math.max(group.newestEventTime, version.eventTime);
    if (hasInput(feature, rows, row)) group.aggregate.add(inputOf(feature, rows, row), row);
  }
  return [...groups].map(([leaves, { aggregate, newestEventTime }]) => ({
    leaves,
    newestEventTime,
    partial: aggregate.partial(),
  }));
}

/** Keeps the rows that can ever be the latest: a row does not matter when a later one comes no later and stays as long. */
function keepUndominated(rows: HistoryRows, feature: FeaturePlan, { index, builtAt, lookers }: Keeping): SettledRows[] {
  const kept: { readonly enters: number; readonly leaves: number }[] = [];
  for (let row = rows.rowCount - 1; row >= 0; row -= 1) {
    const version = versionOf(rows, row);
    const enters = Math.max(entersAt(version, LIVE), builtAt);
    const leaves = leavesAt(version, LIVE, UNBOUNDED);
    if (leaves <= enters || !meetsConditions(feature, rows, row) || !hasInput(feature, rows, row)) continue;
    if (kept.some((later) => later.enters <= enters && later.leaves >= leaves)) continue;
    kept.push({ enters, leaves });
    (lookers[row] as number[]).push(index);
  }
  return [];
}

function versionOf(
  rows: HistoryRows,
  row: number,
): { readonly eventTime: Instant; readonly knownFrom: Instant; readonly knownTo: number } {
  return {
    eventTime: rows.eventTimes[row] as number,
    knownFrom: rows.knownFrom[row] as number,
    knownTo: rows.knownTo[row] as number,
  };
}

/** What a live value is: the law, section 5. */
export type FeatureStatus = 'PRESENT' | 'NULL' | 'MISSING' | 'EXPIRED';

/** The answer to one feature at one moment. */
export interface LiveValue {
  readonly value: Value;
  readonly status: FeatureStatus;
  /** The event time of the newest row behind the value. */
  readonly eventTime: Instant | null;
}

/** Every feature of the plan at `now`, from what is kept of the entity; null when nothing is. */
export function readOnlineView(view: OnlineView | null, plan: JoinPlan, now: Instant): LiveValue[] {
  const time = view ? Math.max(now, view.builtAt) : now;
  return plan.features.map((feature, index) => {
    const rows = view
      ? view.rows.filter((row) => row.features.includes(index) && row.enters <= time && time < row.knownTo)
      : [];
    return feature.isLatest
      ? readLatest(feature, rows, time)
      : readAggregate(feature, { rows, settled: view?.settled[index] ?? [], time });
  });
}

function readLatest(feature: FeaturePlan, rows: readonly OnlineRow[], time: Instant): LiveValue {
  const row = rows.at(-1);
  if (!row) return { value: null, status: 'MISSING', eventTime: null };
  if (!isWithin(row.eventTime, time, feature.span)) return { value: null, status: 'EXPIRED', eventTime: row.eventTime };
  const value = row.values[feature.value as number] ?? null;
  return { value, status: value === null ? 'NULL' : 'PRESENT', eventTime: row.eventTime };
}

interface Live {
  readonly rows: readonly OnlineRow[];
  readonly settled: readonly SettledRows[];
  readonly time: Instant;
}

function readAggregate(feature: FeaturePlan, { rows, settled, time }: Live): LiveValue {
  const aggregate = createAggregate(feature);
  let newest: Instant | null = null;
  for (const group of settled) {
    if (group.leaves <= time) continue;
    aggregate.absorb(group.partial);
    newest = Math.max(newest ?? group.newestEventTime, group.newestEventTime);
  }
  for (const [number, row] of rows.entries()) {
    if (!isWithin(row.eventTime, time, feature.span)) continue;
    const value = feature.value === null ? null : (row.values[feature.value] ?? null);
    if (feature.value === null || value !== null) aggregate.add(value, number);
    newest = Math.max(newest ?? row.eventTime, row.eventTime);
  }
  const value = aggregate.result();
  const status = value !== null ? 'PRESENT' : newest === null ? 'MISSING' : 'NULL';
  return { value, status, eventTime: newest };
}
