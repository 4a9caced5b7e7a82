import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { parseDecimal } from '../../src/values/decimal.js';
import { DecimalSum, WholeSum } from '../../src/aggregates/whole-sum.js';

describe('the exact sum of whole numbers', () => {
  test('is right past every double, both ways', () => {
    const sum = new WholeSum();
    for (let count = 0; count < 1_000; count += 1) sum.addNumber(2 ** 51 + 1);
    expect(sum.result()).toBe(1_000n * (2n ** 51n + 1n));
    expect(sum.toNumber()).toBe(Number(1_000n * (2n ** 51n + 1n)));
    for (let count = 0; count < 2_000; count += 1) sum.addNumber(-(2 ** 51) - 1);
    sum.addBigInt(2n ** 64n);
    expect(sum.result()).toBe(2n ** 64n - 1_000n * (2n ** 51n + 1n));
    sum.reset();
    expect([sum.result(), sum.toNumber()]).toEqual([0n, 0]);
  });
});

describe('the exact sum of decimals', () => {
  const random = seededRandom(seedFor('decimal sums'));

  function drawDecimal(): string {
    const digits = (most: number): string =>
      Array.from({ length: 1 + Math.floor(random() * most) }, () => Math.floor(random() * 10)).join('');
    const long = random() < 0.3 ? 25 : 5;
    return `${random() < 0.5 ? '-' : ''}${digits(long)}${random() < 0.7 ? `.${digits(long)}` : ''}`;
  }

  test('is what whole numbers of 10^-30 give, and the digits say the greatest scale that is in', () => {
    for (let round = 0; round < 2_000; round += 1) {
      const sum = new DecimalSum();
      const inside = Array.from({ length: 1 + Math.floor(random() * 20) }, drawDecimal);
      const gone = Array.from({ length: Math.floor(random() * 10) }, drawDecimal);
      for (const text of [...gone, ...inside]) sum.add(text, 1);
      for (const text of gone) sum.add(text, -1);
      const decimals = inside.map(parseDecimal);
      const scale = Math.max(...decimals.map((decimal) => decimal.scale));
      const total = decimals.reduce((all, decimal) => all + decimal.mantissa * 10n ** BigInt(30 - decimal.scale), 0n);
      expect(parseDecimal(sum.result())).toEqual({ mantissa: total / 10n ** BigInt(30 - scale), scale });
      expect(sum.toNumber()).toBe(Number(sum.result()) + 0);
    }
  });

  test('reads more different texts than it remembers', () => {
    const sum = new DecimalSum();
    for (let value = 0; value < 1_000; value += 1) sum.add(`${value}.5`, 1);
    expect(sum.result()).toBe('500000.0');
    sum.reset();
    expect(sum.result()).toBe('0');
  });
});
