import type { Column } from '../values/column.js';
import type { Outlook } from './eligibility.js';
import { EntityGrouper } from './entity-grouper.js';
import type { HistoryRows } from './history-rows.js';
import type { JoinPlan } from './join-plan.js';
import type { SpineIndex } from './spine-index.js';
import { type EntitySpine, Sweep } from './sweep.js';

/** Joins one view to a spine from batches of history that come grouped by entity, entities in any order. */
export class ViewJoin {
  private readonly entities: EntityGrouper;

  constructor(
    plan: JoinPlan,
    spine: SpineIndex,
    { outlook, outputs }: { readonly outlook: Outlook; readonly outputs: readonly Column[] },
  ) {
    const sweep = new Sweep(plan, outlook, outputs);
    this.entities = new EntityGrouper(plan.types, {
      wants: (key) => spine.find(key) !== undefined,
      visit: (key, rows) => sweep.sweepEntity(rows, spine.find(key) as EntitySpine),
    });
  }

  push(rows: HistoryRows): void {
    this.entities.push(rows);
  }

  /** Answers the last entity. */
  end(): void {
    this.entities.end();
  }
}
