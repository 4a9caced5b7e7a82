import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { ExactSum } from '../../src/aggregates/exact-sum.js';
import { fixedPointToNumber, numberToFixedPoint } from '../../src/aggregates/fixed-point.js';

const seed = seedFor('exact sum');
const random = seededRandom(seed);

/** The judge: whole numbers of 2^-1074, rounded once. */
function slowSum(values: readonly number[]): number {
  return fixedPointToNumber(values.reduce((all, value) => all + numberToFixedPoint(value), 0n));
}

function anyDouble(): number {
  const shape = random();
  if (shape < 0.3) return (random() - 0.5) * 10 ** Math.floor(random() * 20);
  if (shape < 0.5) return Math.floor(random() * 1000) / 100;
  if (shape < 0.6) return (random() < 0.5 ? -1 : 1) * Number.MAX_VALUE * random();
  if (shape < 0.7) return Number.MIN_VALUE * Math.floor(random() * 100);
  return (random() - 0.5) * 2 ** Math.floor(random() * 2000 - 1000);
}

describe('the exact sum of floats', () => {
  test('fixed point carries every double there and back', () => {
    for (const value of [
      0,
      1,
      -1,
      0.1,
      Number.MIN_VALUE,
      Number.MAX_VALUE,
      -Number.MAX_VALUE,
      2 ** -1022,
      2 ** 53 + 2,
      1 / 3,
    ]) {
      expect(fixedPointToNumber(numberToFixedPoint(value))).toBe(value);
    }
  });

  test('fixed point rounds ties to even and overflows to infinity', () => {
    const unit = numberToFixedPoint(1);
    expect(fixedPointToNumber(2n ** 53n * unit + unit)).toBe(2 ** 53);
    expect(fixedPointToNumber(2n ** 53n * unit + 3n * unit)).toBe(2 ** 53 + 4);
    expect(fixedPointToNumber(2n ** 53n * unit + unit + 1n)).toBe(2 ** 53 + 2);
    expect(fixedPointToNumber(numberToFixedPoint(Number.MAX_VALUE) * 2n)).toBe(Number.POSITIVE_INFINITY);
  });

  test('known sums come out as fsum gives them', () => {
    const cases: [number[], number][] = [
      [Array(10).fill(0.1), 1],
      [[1e100, 1, -1e100], 1],
      [[1, 2 ** -53], 1],
      [[1, 2 ** -53, 2 ** -106], 1 + 2 ** -52],
      [[-0, -0], 0],
      [[1e308, 1e308, -1e308], 1e308],
      [[Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324, -Number.MAX_VALUE], 5e-324],
    ];
    for (const [values, expected] of cases) {
      const sum = new ExactSum();
      for (const value of values) sum.add(value);
      expect(Object.is(sum.result(), expected)).toBe(true);
    }
  });

  test('5,000 random sums with removals equal the slow sum bit for bit, in any order, and by their terms', () => {
    for (let round = 0; round < 5_000; round += 1) {
      const values = Array.from({ length: 1 + Math.floor(random() * 12) }, anyDouble);
      const gone = Array.from({ length: Math.floor(random() * 5) }, anyDouble);
      const sum = new ExactSum();
      for (const value of gone) sum.add(value);
      for (const value of values) sum.add(value);
      for (const value of gone) sum.add(-value);
      const again = new ExactSum();
      for (const term of sum.terms()) again.add(term);
      const expected = slowSum(values);
      expect([seed, round, values, sum.result(), again.result()]).toEqual([seed, round, values, expected, expected]);
    }
  });

  test('reset forgets everything, the overflow too', () => {
    const sum = new ExactSum();
    sum.add(Number.MAX_VALUE);
    sum.add(Number.MAX_VALUE);
    expect(sum.result()).toBe(Number.POSITIVE_INFINITY);
    sum.reset();
    expect(sum.result()).toBe(0);
  });
});
