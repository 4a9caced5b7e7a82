import { AsofError } from '../errors/asof-error.js';
import type { FeatureType } from '../values/feature-type.js';

/** A computed value that its declared type cannot hold. */
export function outOfRange(type: FeatureType, computed: string): AsofError {
  return new AsofError(
    'VALUE_OUT_OF_RANGE',
    `A computed value (${computed.slice(0, 60)}) does not fit the declared type ${type}. Declare the feature with a wider type.`,
    { type },
  );
}

/** `value`, unless it is past the largest double. Throws `VALUE_OUT_OF_RANGE`. */
export function finite(value: number, output: FeatureType): number {
  if (!Number.isFinite(value)) throw outOfRange(output, String(value));
  return value;
}

const LIMITS = { Int: 2n ** 31n, BigInt: 2n ** 63n } as const;

/** A whole number as a value of `type`. Throws `VALUE_OUT_OF_RANGE` when it does not fit. */
export function wholeToValue(whole: bigint, type: FeatureType): number | bigint | string {
  if (type === 'Float') return Number(whole);
  if (type === 'Decimal') return whole.toString();
  const limit = type === 'Int' ? LIMITS.Int : LIMITS.BigInt;
  if (whole >= limit || whole < -limit) throw outOfRange(type, whole.toString());
  return type === 'Int' ? Number(whole) : whole;
}
