import type { FeatureType, Value } from '../values/feature-type.js';
import type { Aggregate, AggregateKind, AggregateShape } from './aggregate.js';
import { outOfRange, wholeToValue } from './out-of-range.js';
import { createTotal, type Total } from './total.js';

/** The exact sum; of floats, rounded once. Of nothing: null. */
export const sum: AggregateKind = { name: 'sum', create: (shape) => new Sum(shape) };

class Sum implements Aggregate {
  private readonly total: Total;
  private values = 0;

  constructor(private readonly shape: AggregateShape) {
    this.total = createTotal(shape.input as FeatureType);
  }

  add(value: Value): void {
    this.values += 1;
    this.total.add(value, 1);
  }

  remove(value: Value): void {
    this.values -= 1;
    this.total.add(value, -1);
  }

  result(): Value {
    return this.values === 0 ? null : totalToValue(this.total.exact(), this.shape.output);
  }

  reset(): void {
    this.values = 0;
    this.total.reset();
  }

  partial(): readonly Value[] {
    return [this.values, ...this.total.partial()];
  }

  absorb([values, ...total]: readonly Value[]): void {
    if (values === 0) return;
    this.values += values as number;
    this.total.absorb(total);
  }
}

function totalToValue(total: bigint | string | number, output: FeatureType): Value {
  if (typeof total === 'bigint') return wholeToValue(total, output);
  if (typeof total === 'string') return output === 'Float' ? finite(Number(total), output) : total;
  return finite(total, output);
}

/** `value`, unless it is past the largest double. */
export function finite(value: number, output: FeatureType): number {
  if (!Number.isFinite(value)) throw outOfRange(output, String(value));
  return value;
}
