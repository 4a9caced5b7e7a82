import { type Compare, compareOf } from '../values/compare.js';
import type { FeatureType, Value } from '../values/feature-type.js';
import type { Aggregate, AggregateKind } from './aggregate.js';
import { type Before, RowHeap } from './row-heap.js';

/** The least value. Of nothing: null. */
export const min: AggregateKind = { name: 'min', create: ({ input }) => new Extreme(valueOrder(input, -1)) };

/** The greatest value. Of nothing: null. */
export const max: AggregateKind = { name: 'max', create: ({ input }) => new Extreme(valueOrder(input, 1)) };

/**
 * The value of the last row in order of (event time, known time, row key). Of nothing: null; and null where that row says null.
 * What is absorbed counts as older than any row.
 */
export const latest: AggregateKind = { name: 'latest', create: () => new Extreme(null) };

function valueOrder(input: FeatureType | null, direction: 1 | -1): Before {
  const compare: Compare = compareOf(input as FeatureType);
  return (a, b) => direction * compare(a, b) > 0;
}

class Extreme implements Aggregate {
  private readonly heap: RowHeap;
  private absorbed: Value = null;

  constructor(private readonly before: Before | null) {
    this.heap = new RowHeap(before);
  }

  add(value: Value, row: number): void {
    this.heap.add(value, row);
  }

  remove(_value: Value, row: number): void {
    this.heap.remove(row);
  }

  result(): Value {
    const first = this.heap.firstValue();
    if (first === undefined) return this.absorbed;
    return this.absorbed === null || this.before === null || this.before(first, this.absorbed) ? first : this.absorbed;
  }

  reset(): void {
    this.heap.reset();
    this.absorbed = null;
  }

  partial(): readonly Value[] {
    const result = this.result();
    return result === null ? [] : [result];
  }

  absorb([value = null]: readonly Value[]): void {
    if (value === null) return;
    if (this.absorbed === null || this.before === null || this.before(value, this.absorbed)) this.absorbed = value;
  }
}
