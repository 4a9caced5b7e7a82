import type { FeatureType, Value } from '../values/feature-type.js';
import type { AggregateKind } from './aggregate.js';
import { finite, wholeToValue } from './out-of-range.js';
import { Totalled } from './totalled.js';

/** The exact sum; of floats, rounded once. Of nothing: null. */
export const sum: AggregateKind = { name: 'sum', create: (shape) => new Sum(shape) };

class Sum extends Totalled {
  result(): Value {
    return this.values === 0 ? null : totalToValue(this.total.exact(), this.shape.output);
  }
}

function totalToValue(total: bigint | string | number, output: FeatureType): Value {
  if (typeof total === 'bigint') return wholeToValue(total, output);
  if (typeof total === 'string') return output === 'Float' ? finite(Number(total), output) : total;
  return finite(total, output);
}
