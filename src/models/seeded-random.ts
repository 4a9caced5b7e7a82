import { AsofError } from '../errors/asof-error.js';

/**
 * A generator of numbers in [0, 1) with 53 random bits each; the same seed gives the same numbers on every machine.
 * It is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), two outputs a number,
 * its state filled from the seed by the 32-bit finalizer of MurmurHash3. Any safe integer is a seed; not for secrets.
 */
export function seededRandom(seed: number): () => number {
  if (!Number.isSafeInteger(seed)) {
    throw new AsofError(
      'INPUT_INVALID',
      `A seed is a whole number within 2^53, but ${seed} was given. Choose one, like 7.`,
      { seed },
    );
  }
  const next = xoshiro128(expandSeed(seed));
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}

/** The bare xoshiro128** generator of whole numbers in [0, 2^32). The state must hold four words that are not all zero. */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/**
 * Picks `size` of the indexes 0 to `count` - 1, each set of that size equally likely, in ascending order; all of them when
 * `size` is not smaller than `count`. Selection sampling (Knuth, TAOCP volume 2, 3.4.2, algorithm S).
 */
export function sampleIndexes(count: number, size: number, random: () => number): Uint32Array {
  if (size >= count) return Uint32Array.from({ length: count }, (_, index) => index);
  const picked = new Uint32Array(size);
  let found = 0;
  for (let index = 0; found < size; index += 1) {
    if (random() * (count - index) < size - found) {
      picked[found] = index;
      found += 1;
    }
  }
  return picked;
}

function expandSeed(seed: number): [number, number, number, number] {
  const low = seed >>> 0;
  const high = Math.floor(seed / 4_294_967_296) >>> 0;
  const first = mix(low ^ 0x9e3779b9);
  const second = mix(first ^ high ^ 0x7f4a7c15);
  const third = mix(second + 0x9e3779b9);
  return [first, second, third, mix(third + 0x9e3779b9) | 1];
}

function mix(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
