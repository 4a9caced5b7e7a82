import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { Aggregate, AggregateName, AggregateShape } from '../../src/aggregates/aggregate.js';
import { allAggregates } from '../../src/aggregates/all-aggregates.js';

/** An aggregate of the values, each as a row of its own, numbered from 0. */
export function aggregateOf(name: AggregateName, shape: AggregateShape, values: readonly Value[]): Aggregate {
  const aggregate = allAggregates[name].create(shape);
  for (const [row, value] of values.entries()) aggregate.add(value, row);
  return aggregate;
}

/** The result of an aggregate over values of `input`, declared as `output`. */
export function resultOf(
  name: AggregateName,
  [input, output]: readonly [FeatureType | null, FeatureType],
  values: readonly Value[],
): Value {
  return aggregateOf(name, { input, output }, values).result();
}
