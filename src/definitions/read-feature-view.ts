import type { AggregateName, Feature, FeatureView } from './model.js';
import type { FieldReading } from './read-fields.js';
import { readFields } from './read-fields.js';
import type { TypeReading } from './type-reading.js';
import { numberArgument, textArgument, textsArgument } from './type-reading.js';

const AGGREGATES = [
  'latest',
  'count',
  'countDistinct',
  'sum',
  'mean',
  'min',
  'max',
  'stddev',
] as const satisfies AggregateName[];

/** Reads a `@featureView`. `on` is empty when it was left out; resolving puts the names of the join keys there. */
export function readFeatureView({ node, name, description, arguments: values, reading }: TypeReading): FeatureView {
  if ((node.fields ?? []).length === 0) {
    reading.refuse(
      node.name,
      `The feature view "${name}" has no feature. Add a field such as: events1h: Int! @count(over: "1h")`,
    );
  }
  return {
    kind: 'FeatureView',
    name,
    description,
    entity: textArgument(values, 'entity') ?? '',
    source: textArgument(values, 'source') ?? '',
    on: textsArgument(values, 'on'),
    ttlMicros: numberArgument(values, 'ttl'),
    where: textArgument(values, 'where'),
    online: values.get('online') !== false,
    owner: textArgument(values, 'owner'),
    tags: textsArgument(values, 'tags'),
    nonFinite: textArgument(values, 'nonFinite') === 'AS_NULL' ? 'AS_NULL' : 'REFUSE',
    features: readFields(node, { carries: AGGREGATES, reading }).map(readFeature),
  };
}

function readFeature({ name, description, type, nonNull, directive, arguments: values }: FieldReading): Feature {
  return {
    name,
    description,
    type,
    nonNull,
    aggregate: directive as AggregateName,
    of: textArgument(values, 'of'),
    where: textArgument(values, 'where'),
    overMicros: numberArgument(values, 'over'),
    stepMicros: numberArgument(values, 'step'),
    skipNulls: values.get('skipNulls') === true,
  };
}
