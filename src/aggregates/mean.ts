import type { FeatureType, Value } from '../values/feature-type.js';
import type { Aggregate, AggregateKind, AggregateShape } from './aggregate.js';
import { finite } from './sum.js';
import { createTotal, type Total } from './total.js';

/** The exact sum, rounded once to a double, divided by the number of values. Of nothing: null. */
export const mean: AggregateKind = { name: 'mean', create: (shape) => new Mean(shape) };

class Mean implements Aggregate {
  private readonly total: Total;
  private values = 0;

  constructor(shape: AggregateShape) {
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
    return this.values === 0 ? null : finite(this.total.toNumber() / this.values, 'Float') + 0;
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
