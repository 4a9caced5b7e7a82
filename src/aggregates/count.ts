import type { Value } from '../values/feature-type.js';
import type { Aggregate, AggregateKind, AggregateShape } from './aggregate.js';
import { wholeToValue } from './out-of-range.js';

/** The number of rows, or of values that are not null. Of nothing: 0. */
export const count: AggregateKind = { name: 'count', create: (shape) => new Count(shape) };

class Count implements Aggregate {
  private rows = 0;

  constructor(private readonly shape: AggregateShape) {}

  add(): void {
    this.rows += 1;
  }

  remove(): void {
    this.rows -= 1;
  }

  result(): Value {
    return this.shape.output === 'Int' && this.rows < 2_147_483_648
      ? this.rows
      : wholeToValue(BigInt(this.rows), this.shape.output);
  }

  reset(): void {
    this.rows = 0;
  }

  partial(): readonly Value[] {
    return [this.rows];
  }

  absorb(partial: readonly Value[]): void {
    this.rows += partial[0] as number;
  }
}
