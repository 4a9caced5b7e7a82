import type { FeatureType } from '../values/feature-type.js';

/** What is known of a value before it exists. `Null`: the literal NULL, which fits any type. `Refused`: already reported. */
export type StaticType = FeatureType | 'Null' | 'Refused';

/** Numeric types, each wider than the one before: Postgres converts from left to right of its own accord. */
const NUMERIC_TYPES: readonly StaticType[] = ['Int', 'BigInt', 'Decimal', 'Float'];

/** Whether arithmetic takes values of the type. */
export function isNumeric(type: StaticType): boolean {
  return NUMERIC_TYPES.includes(type);
}

/** Whether a value of `from` can stand for one of `to` with nothing said: the same type, or a wider numeric one. */
export function isSameOrWider(to: FeatureType, from: FeatureType): boolean {
  if (to === from) return true;
  return isNumeric(from) && NUMERIC_TYPES.indexOf(to) > NUMERIC_TYPES.indexOf(from);
}

/** The numeric type that two numeric types meet in, as Postgres chooses it. */
export function widerNumeric<T extends StaticType>(left: T, right: T): T {
  return NUMERIC_TYPES.indexOf(left) >= NUMERIC_TYPES.indexOf(right) ? left : right;
}

/** The type Postgres gives a number: the narrowest of int4, int8 and numeric that holds it; numeric with a point or exponent. */
export function typeOfNumber(digits: string): FeatureType {
  if (!/^-?\d+$/.test(digits)) return 'Decimal';
  const value = BigInt(digits);
  if (BigInt.asIntN(32, value) === value) return 'Int';
  return BigInt.asIntN(64, value) === value ? 'BigInt' : 'Decimal';
}
