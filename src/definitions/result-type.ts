import type { FeatureType } from '../values/feature-type.js';
import { isNumeric, isSameOrWider } from '../expressions/static-type.js';
import type { AggregateName } from './model.js';

const SUMS: Partial<Record<FeatureType, readonly FeatureType[]>> = {
  Int: ['BigInt', 'Int', 'Decimal', 'Float'],
  BigInt: ['BigInt', 'Decimal', 'Float'],
  Decimal: ['Decimal', 'Float'],
  Float: ['Float'],
};

/**
 * The types a feature may declare, given what its `of` gives (null for a `count` without one); the most fitting first.
 * Empty when the aggregate does not take that type at all.
 */
export function resultTypes(aggregate: AggregateName, of: FeatureType | null): readonly FeatureType[] {
  switch (aggregate) {
    case 'count':
    case 'countDistinct':
      return ['Int', 'BigInt'];
    case 'sum':
      return of === null ? [] : (SUMS[of] ?? []);
    case 'mean':
    case 'stddev':
      return of !== null && isNumeric(of) ? ['Float'] : [];
    case 'min':
    case 'max':
      return of === null || of === 'Boolean' ? [] : sameOrWider(of);
    case 'latest':
      return of === null ? [] : sameOrWider(of);
  }
}

/** A type and those that hold all its values, the nearest first. */
export function sameOrWider(type: FeatureType): readonly FeatureType[] {
  const numeric: readonly FeatureType[] = ['Int', 'BigInt', 'Decimal', 'Float'];
  return isNumeric(type) ? numeric.filter((each) => isSameOrWider(each, type)) : [type];
}
