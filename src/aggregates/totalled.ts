import type { FeatureType, Value } from '../values/feature-type.js';
import type { Aggregate, AggregateShape } from './aggregate.js';
import { createTotal, type Total } from './total.js';

/** What sum and mean are made from: how many values are in, and their exact total. */
export abstract class Totalled implements Aggregate {
  protected readonly total: Total;
  protected values = 0;

  constructor(protected readonly shape: AggregateShape) {
    this.total = createTotal(shape.input as FeatureType);
  }

  abstract result(): Value;

  add(value: Value): void {
    this.values += 1;
    this.total.add(value, 1);
  }

  remove(value: Value): void {
    this.values -= 1;
    this.total.add(value, -1);
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
