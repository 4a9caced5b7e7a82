import { compareDecimals } from './decimal.js';
import type { FeatureType, Value } from './feature-type.js';

/** Orders two values of a type, neither null. */
export type Compare = (a: Value, b: Value) => number;

/**
 * The order of a type's values, as Postgres has it: numbers by size, text by code point, false before true.
 * It is total: decimals of the same number (1.0 and 1.00) are ordered by their digits after the point.
 */
export function compareOf(type: FeatureType): Compare {
  if (type === 'Decimal') return (a, b) => compareDecimals(a as string, b as string);
  return type === 'String' ? (a, b) => compareCodePoints(a as string, b as string) : compareNumbers;
}

function compareNumbers(a: Value, b: Value): number {
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
}

/** Compares texts by code point, which is the order of their UTF-8 bytes; JavaScript's own order differs past U+FFFF. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return isSurrogate(left) === isSurrogate(right) ? left - right : isSurrogate(left) ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
