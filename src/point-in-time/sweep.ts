import { type Column, setValue } from '../values/column.js';
import type { Value } from '../values/feature-type.js';
import type { Aggregate } from '../aggregates/aggregate.js';
import { entersAt, leavesAt, type Outlook, type RowVersion, type Span } from './eligibility.js';
import type { HistoryRows } from './history-rows.js';
import { createAggregate, type FeaturePlan, hasInput, inputOf, type JoinPlan, meetsConditions } from './join-plan.js';
import { sortByTime } from './sort-by-time.js';

/** The spine rows of one entity: `times` ascending, `positions` where their answers go. */
export interface EntitySpine {
  readonly times: Float64Array;
  readonly positions: Uint32Array;
}

interface RunningFeature {
  readonly plan: FeaturePlan;
  readonly aggregate: Aggregate;
  readonly output: Column;
}

/** Features that look back equally far: their rows leave together. */
interface SpanGroup {
  readonly span: Span;
  readonly features: readonly RunningFeature[];
  leaves: Float64Array;
  order: Uint32Array;
  next: number;
}

/**
 * The point-in-time join of one view, entity by entity. Along the axis of time every row version is eligible during one
 * interval (`eligibility.ts`), so one pass in order of time suffices: rows enter, rows leave, spine rows are answered, for all
 * features together. Costs O((rows + spine rows) log rows) per entity and remembers nothing between entities.
 */
export class Sweep {
  private readonly groups: readonly SpanGroup[];
  private readonly features: readonly RunningFeature[];
  private enters = new Float64Array(0);
  private enterOrder: Uint32Array = new Uint32Array(0);

  /** `outputs` has a column per feature of the plan, as long as the spine; it is filled with the answers of no rows. */
  constructor(
    plan: JoinPlan,
    private readonly outlook: Outlook,
    outputs: readonly Column[],
  ) {
    this.features = plan.features.map((feature, index) => ({
      plan: feature,
      aggregate: createAggregate(feature),
      output: outputs[index] as Column,
    }));
    for (const { aggregate, output } of this.features) fill(output, aggregate.result());
    this.groups = groupBySpan(this.features);
  }

  /** Answers the spine rows of one entity from all row versions of that entity. */
  sweepEntity(rows: HistoryRows, spine: EntitySpine): void {
    for (const { aggregate } of this.features) aggregate.reset();
    this.schedule(rows);
    let entering = 0;
    for (let index = 0; index < spine.times.length; index += 1) {
      const time = spine.times[index] as number;
      while (entering < rows.rowCount && (this.enters[this.enterOrder[entering] as number] as number) <= time) {
        this.enter(rows, this.enterOrder[entering] as number);
        entering += 1;
      }
      for (const group of this.groups) this.leave(group, rows, time);
      const position = spine.positions[index] as number;
      for (const { aggregate, output } of this.features) setValue(output, position, aggregate.result());
    }
  }

  /** When every row enters, and leaves each group, in order. */
  private schedule(rows: HistoryRows): void {
    const count = rows.rowCount;
    if (this.enters.length < count) this.enters = new Float64Array(count * 2);
    const version = { eventTime: 0, knownFrom: 0, knownTo: 0 };
    for (let row = 0; row < count; row += 1) this.enters[row] = entersAt(readVersion(version, rows, row), this.outlook);
    this.enterOrder = ordered(this.enterOrder, count, this.enters);
    for (const group of this.groups) {
      if (group.leaves.length < count) group.leaves = new Float64Array(count * 2);
      for (let row = 0; row < count; row += 1)
        group.leaves[row] = leavesAt(readVersion(version, rows, row), this.outlook, group.span);
      group.order = ordered(group.order, count, group.leaves);
      group.next = 0;
    }
  }

  private enter(rows: HistoryRows, row: number): void {
    const enters = this.enters[row] as number;
    for (const group of this.groups) {
      if ((group.leaves[row] as number) <= enters) continue;
      for (const { plan, aggregate } of group.features)
        if (counts(plan, rows, row)) aggregate.add(inputOf(plan, rows, row), row);
    }
  }

  private leave(group: SpanGroup, rows: HistoryRows, time: number): void {
    const { leaves, order } = group;
    while (group.next < rows.rowCount) {
      const row = order[group.next] as number;
      const leavesAtTime = leaves[row] as number;
      if (leavesAtTime > time) return;
      group.next += 1;
      if (leavesAtTime <= (this.enters[row] as number)) continue;
      for (const { plan, aggregate } of group.features)
        if (counts(plan, rows, row)) aggregate.remove(inputOf(plan, rows, row), row);
    }
  }
}

function readVersion(
  version: { -readonly [K in keyof RowVersion]: RowVersion[K] },
  rows: HistoryRows,
  row: number,
): RowVersion {
  version.eventTime = rows.eventTimes[row] as number;
  version.knownFrom = rows.knownFrom[row] as number;
  version.knownTo = rows.knownTo[row] as number;
  return version;
}

function counts(plan: FeaturePlan, rows: HistoryRows, row: number): boolean {
  return meetsConditions(plan, rows, row) && hasInput(plan, rows, row);
}

function ordered(reuse: Uint32Array, count: number, times: Float64Array): Uint32Array {
  const memory: ArrayBufferLike = reuse.buffer.byteLength >= count * 4 ? reuse.buffer : new ArrayBuffer(count * 8);
  const order = new Uint32Array(memory, 0, count);
  for (let row = 0; row < count; row += 1) order[row] = row;
  sortByTime(order, times);
  return order;
}

function groupBySpan(features: readonly RunningFeature[]): SpanGroup[] {
  const bySpan = new Map<string, RunningFeature[]>();
  for (const feature of features) {
    const { lengthMicros, stepMicros } = feature.plan.span;
    const key = `${lengthMicros} ${stepMicros}`;
    bySpan.set(key, [...(bySpan.get(key) ?? []), feature]);
  }
  return [...bySpan.values()].map((members) => ({
    span: (members[0] as RunningFeature).plan.span,
    features: members,
    leaves: new Float64Array(0),
    order: new Uint32Array(0),
    next: 0,
  }));
}

function fill(column: Column, value: Value): void {
  for (let row = 0; row < column.isNull.length; row += 1) setValue(column, row, value);
}
