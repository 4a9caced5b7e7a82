import type { Value } from '../values/feature-type.js';
import type { AggregateKind } from './aggregate.js';
import { finite } from './out-of-range.js';
import { Totalled } from './totalled.js';

/** The exact sum, rounded once to a double, divided by the number of values. Of nothing: null. */
export const mean: AggregateKind = { name: 'mean', create: (shape) => new Mean(shape) };

class Mean extends Totalled {
  result(): Value {
    return this.values === 0 ? null : finite(this.total.toNumber() / this.values, 'Float') + 0;
  }
}
