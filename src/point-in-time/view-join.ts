import { type Column, valueAt } from '../values/column.js';
import { encodeEntityKey } from '../values/entity-key.js';
import type { Outlook } from './eligibility.js';
import { HistoryBuffer, type HistoryRows } from './history-rows.js';
import type { JoinPlan } from './join-plan.js';
import type { SpineIndex } from './spine-index.js';
import { Sweep } from './sweep.js';

/**
 * Joins one view to a spine from batches of history that come grouped by entity; entities in any order, each in one stretch
 * that may run over several batches. Only one entity's rows are held at a time.
 */
export class ViewJoin {
  private readonly sweep: Sweep;
  private readonly held: HistoryBuffer;
  private heldKey: string | null = null;

  constructor(
    plan: JoinPlan,
    private readonly spine: SpineIndex,
    { outlook, outputs }: { readonly outlook: Outlook; readonly outputs: readonly Column[] },
  ) {
    this.sweep = new Sweep(plan, outlook, outputs);
    this.held = new HistoryBuffer(plan.types);
  }

  push(rows: HistoryRows): void {
    let from = 0;
    while (from < rows.rowCount) {
      const to = endOfEntity(rows.keys, from, rows.rowCount);
      const key = encodeEntityKey(rows.keys.map((column) => valueAt(column, from)));
      if (key !== this.heldKey) this.finishEntity(key);
      if (key !== null && this.spine.find(key)) this.held.push(rows, from, to);
      from = to;
    }
  }

  /** Answers the last entity. */
  end(): void {
    this.finishEntity(null);
  }

  private finishEntity(nextKey: string | null): void {
    const spine = this.heldKey === null ? undefined : this.spine.find(this.heldKey);
    if (spine && this.held.rowCount > 0) this.sweep.sweepEntity(this.held.view(), spine);
    this.held.clear();
    this.heldKey = nextKey;
  }
}

function endOfEntity(keys: readonly Column[], from: number, rowCount: number): number {
  let row = from + 1;
  while (row < rowCount && keys.every((column) => isSame(column, from, row))) row += 1;
  return row;
}

function isSame(column: Column, a: number, b: number): boolean {
  return column.isNull[a] === column.isNull[b] && (column.isNull[a] === 1 || column.values[a] === column.values[b]);
}
