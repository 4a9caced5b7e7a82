/** A decimal number as `mantissa / 10^scale`. */
export interface Decimal {
  readonly mantissa: bigint;
  readonly scale: number;
}

/** Reads digits such as `-12.50`; the scale is the number of digits after the point. */
export function parseDecimal(text: string): Decimal {
  const point = text.indexOf('.');
  if (point < 0) return { mantissa: BigInt(text), scale: 0 };
  return { mantissa: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
}

/** Digits with exactly `scale` of them after the point. */
export function formatDecimal({ mantissa, scale }: Decimal): string {
  if (scale === 0) return mantissa.toString();
  const digits = (mantissa < 0n ? -mantissa : mantissa).toString().padStart(scale + 1, '0');
  return `${mantissa < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** The mantissa of the same number with more digits after the point. */
export function rescale({ mantissa, scale }: Decimal, toScale: number): bigint {
  return toScale === scale ? mantissa : mantissa * 10n ** BigInt(toScale - scale);
}

/** Orders by size, and where the size is the same by the number of digits after the point. */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  const scale = Math.max(left.scale, right.scale);
  const difference = rescale(left, scale) - rescale(right, scale);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return left.scale - right.scale;
}

/** One text for equal numbers: without zeros at the end of the fraction. */
export function normalizeDecimal(text: string): string {
  if (!text.includes('.')) return text;
  const trimmed = text.replace(/\.?0+$/, '');
  return trimmed === '-0' ? '0' : trimmed;
}

/** The nearest double of a ratio of whole numbers, good to a few units in the last place, however long they are. */
export function ratioToNumber(numerator: bigint, denominator: bigint): number {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const shift = BigInt(Math.max(0, 80 - (bitLength(size) - bitLength(denominator))));
  const back = BigInt(Math.max(0, bitLength(size) - bitLength(denominator) - 80));
  const quotient = Number((size << shift) / (denominator << back));
  const exponent = Number(back - shift);
  const half = Math.trunc(exponent / 2);
  const result = quotient * 2 ** half * 2 ** (exponent - half);
  return negative ? -result : result;
}

/** The number of bits of a whole number not below zero, up to three too many. */
export function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(16).length * 4;
}
