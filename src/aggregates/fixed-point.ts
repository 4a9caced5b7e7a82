/** Every finite double is a whole number of these: 2^-1074, the smallest double above zero. */
const SCALE_BITS = 1074;

const view = new DataView(new ArrayBuffer(8));

/** A finite double as a whole number of 2^-1074, exactly. */
export function numberToFixedPoint(value: number): bigint {
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const size = exponent === 0 ? fraction : (fraction | 0x10000000000000n) << BigInt(exponent - 1);
  return bits >> 63n === 1n ? -size : size;
}

/** The nearest double, ties to even; infinite where it is past the largest double. */
export function fixedPointToNumber(fixed: bigint): number {
  const size = fixed < 0n ? -fixed : fixed;
  const shift = Math.max(0, bitLength(size) - 64);
  const kept = size >> BigInt(shift);
  const sticky = kept << BigInt(shift) === size ? 0n : 1n;
  const exponent = shift - SCALE_BITS;
  const half = Math.trunc(exponent / 2);
  const nearest = Number(kept | sticky) * 2 ** half * 2 ** (exponent - half);
  return fixed < 0n ? -nearest : nearest;
}

function bitLength(value: bigint): number {
  const hex = value.toString(16);
  return (hex.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(hex[0] as string, 16)));
}
