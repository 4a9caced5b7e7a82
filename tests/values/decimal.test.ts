import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import {
  bitLength,
  compareDecimals,
  formatDecimal,
  normalizeDecimal,
  parseDecimal,
  ratioToNumber,
  rescale,
} from '../../src/values/decimal.js';

describe('decimals', () => {
  test.each([
    ['0', 0n, 0],
    ['-12.50', -1250n, 2],
    ['0.001', 1n, 3],
    ['-0.001', -1n, 3],
    ['99999999999999999999999.9', 999999999999999999999999n, 1],
  ])('%s is read, and written as it was', (text, mantissa, scale) => {
    expect(parseDecimal(text)).toEqual({ mantissa, scale });
    expect(formatDecimal({ mantissa, scale })).toBe(text);
  });

  test('keep their number when they get more digits', () => {
    expect(rescale(parseDecimal('1.5'), 1)).toBe(15n);
    expect(rescale(parseDecimal('1.5'), 3)).toBe(1500n);
  });

  test('are ordered by size, and where the size is the same by their digits after the point', () => {
    const sorted = [
      '-10',
      '-1.5',
      '-1.50',
      '0',
      '0.0',
      '0.001',
      '1',
      '1.0',
      '1.00',
      '9.99',
      '10',
      '100000000000000000000.1',
    ];
    for (const [a, left] of sorted.entries()) {
      for (const [b, right] of sorted.entries()) expect(Math.sign(compareDecimals(left, right))).toBe(Math.sign(a - b));
    }
  });

  test.each([
    ['1.00', '1'],
    ['1.50', '1.5'],
    ['100', '100'],
    ['100.0', '100'],
    ['0.00', '0'],
    ['-0.0', '0'],
    ['-0.10', '-0.1'],
    ['10.01', '10.01'],
  ])('%s is the same number as %s', (text, normal) => {
    expect(normalizeDecimal(text)).toBe(normal);
  });
});

describe('the ratio of whole numbers', () => {
  test.each([
    [0n, 7n, 0],
    [1n, 3n, 1 / 3],
    [-1n, 3n, -1 / 3],
    [10n ** 400n, 10n ** 399n, 10],
    [10n ** 300n, 1n, 1e300],
    [1n, 10n ** 300n, 1e-300],
    [10n ** 400n, 1n, Number.POSITIVE_INFINITY],
  ])('%s / %s is about %s', (numerator, denominator, expected) => {
    const found = ratioToNumber(numerator, denominator);
    expect(found === expected || Math.abs(found - expected) <= 1e-15 * Math.abs(expected)).toBe(true);
  });

  test('is good to a few units in the last place, for random doubles', () => {
    const random = seededRandom(seedFor('ratios'));
    for (let round = 0; round < 2_000; round += 1) {
      const numerator = BigInt(Math.floor(random() * 2 ** 53)) << BigInt(Math.floor(random() * 400));
      const denominator = 1n + BigInt(Math.floor(random() * 2 ** 53));
      const expected = Number(numerator) / Number(denominator);
      expect(Math.abs(ratioToNumber(numerator, denominator) - expected)).toBeLessThanOrEqual(1e-15 * expected);
    }
  });
});

test('the bits of a whole number are counted up to three too many', () => {
  expect(bitLength(0n)).toBe(0);
  for (const value of [1n, 2n, 255n, 256n, 2n ** 100n]) {
    const bits = value.toString(2).length;
    expect(bitLength(value)).toBeGreaterThanOrEqual(bits);
    expect(bitLength(value)).toBeLessThanOrEqual(bits + 3);
  }
});
