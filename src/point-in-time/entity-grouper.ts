import { type Column, valueAt } from '../values/column.js';
import { encodeEntityKey } from '../values/entity-key.js';
import { HistoryBuffer, type HistoryRows, type HistoryTypes } from './history-rows.js';

/** What is done with the rows of one entity; they are good until it returns. */
export interface EntityVisitor {
  /** Whether the entity's rows are wanted at all. */
  wants(entityKey: string): boolean;
  visit(entityKey: string, rows: HistoryRows): void;
}

/**
 * Puts together the rows of each entity from batches that come grouped by entity, each entity in one stretch that may run over
 * several batches. Only one entity's rows are held at a time.
 */
export class EntityGrouper {
  private readonly held: HistoryBuffer;
  private heldKey: string | null = null;

  constructor(
    types: HistoryTypes,
    private readonly visitor: EntityVisitor,
  ) {
    this.held = new HistoryBuffer(types);
  }

  push(rows: HistoryRows): void {
    let from = 0;
    while (from < rows.rowCount) {
      const to = endOfEntity(rows.keys, from, rows.rowCount);
      const key = encodeEntityKey(rows.keys.map((column) => valueAt(column, from)));
      if (key !== this.heldKey) this.finishEntity(key);
      if (key !== null && this.visitor.wants(key)) this.held.push(rows, from, to);
      from = to;
    }
  }

  /** Visits the last entity. */
  end(): void {
    this.finishEntity(null);
  }

  private finishEntity(nextKey: string | null): void {
    if (this.heldKey !== null && this.held.rowCount > 0) this.visitor.visit(this.heldKey, this.held.view());
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
