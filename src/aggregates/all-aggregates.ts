import type { AggregateKind, AggregateName } from './aggregate.js';
import { count } from './count.js';
import { countDistinct } from './count-distinct.js';
import { latest, max, min } from './extremes.js';
import { mean } from './mean.js';
import { stddev } from './stddev.js';
import { sum } from './sum.js';

/** Every aggregate of the definition language, by name. */
export const allAggregates: Readonly<Record<AggregateName, AggregateKind>> = {
  latest,
  count,
  countDistinct,
  sum,
  mean,
  min,
  max,
  stddev,
};
