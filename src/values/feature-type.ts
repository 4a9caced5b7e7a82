/** The types a feature, a join key or a label may have, named as in the definition language. */
export type FeatureType = 'Int' | 'BigInt' | 'Float' | 'Decimal' | 'Boolean' | 'String' | 'DateTime';

/** All feature types, in the order the documentation lists them. */
export const FEATURE_TYPES: readonly FeatureType[] = [
  'Int',
  'BigInt',
  'Float',
  'Decimal',
  'Boolean',
  'String',
  'DateTime',
];

/** The types a join key may have. */
export const JOIN_KEY_TYPES: readonly FeatureType[] = ['String', 'Int', 'BigInt'];

/**
 * A value as it travels inside Asof. By feature type: Int and Float `number` (never NaN, infinite or -0), BigInt `bigint`,
 * Decimal `string` of digits, Boolean `boolean`, String `string`, DateTime `number` (an `Instant`).
 */
export type Value = null | boolean | number | bigint | string;
