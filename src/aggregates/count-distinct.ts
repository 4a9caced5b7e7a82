import { normalizeDecimal } from '../values/decimal.js';
import type { Value } from '../values/feature-type.js';
import type { Aggregate, AggregateKind, AggregateShape } from './aggregate.js';
import { wholeToValue } from './out-of-range.js';

/** The number of different values; decimals of the same number are one. Of nothing: 0. */
export const countDistinct: AggregateKind = { name: 'countDistinct', create: (shape) => new CountDistinct(shape) };

class CountDistinct implements Aggregate {
  private readonly rowsOfValue = new Map<Value, number>();

  constructor(private readonly shape: AggregateShape) {}

  add(value: Value): void {
    const key = this.keyOf(value);
    this.rowsOfValue.set(key, (this.rowsOfValue.get(key) ?? 0) + 1);
  }

  remove(value: Value): void {
    const key = this.keyOf(value);
    const rows = (this.rowsOfValue.get(key) as number) - 1;
    if (rows > 0) this.rowsOfValue.set(key, rows);
    else this.rowsOfValue.delete(key);
  }

  result(): Value {
    return wholeToValue(BigInt(this.rowsOfValue.size), this.shape.output);
  }

  reset(): void {
    this.rowsOfValue.clear();
  }

  partial(): readonly Value[] {
    return [...this.rowsOfValue.keys()];
  }

  absorb(partial: readonly Value[]): void {
    for (const value of partial) this.add(value);
  }

  private keyOf(value: Value): Value {
    return this.shape.input === 'Decimal' ? normalizeDecimal(value as string) : value;
  }
}
