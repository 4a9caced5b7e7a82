import { describe, expect, test } from '@jest/globals';
import { sampleIndexes, seededRandom, xoshiro128 } from '../../src/models/seeded-random.js';

describe('seededRandom', () => {
  test('runs the generator that its authors published', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    const published = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597];
    expect(published.map(() => next())).toEqual(published);
  });

  test('gives the same numbers for the same seed, today and in years', () => {
    const random = seededRandom(7);
    const again = seededRandom(7);
    const first = [random(), random(), random()];
    expect([again(), again(), again()]).toEqual(first);
    expect(first).toEqual([0.016790846464400322, 0.7183309218890035, 0.3500569871698075]);
  });

  test('gives other numbers for every other seed, past 32 bits and below zero too', () => {
    const seeds = [0, 1, -1, 2 ** 32, 2 ** 32 + 1, -(2 ** 32), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];
    expect(new Set(seeds.map((seed) => seededRandom(seed)())).size).toBe(seeds.length);
  });

  test('spreads its numbers evenly over 0 up to 1', () => {
    const random = seededRandom(1);
    const counts = new Array<number>(16).fill(0);
    for (let draw = 0; draw < 160_000; draw += 1) counts[Math.floor(random() * 16)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(38);
  });

  test.each([1.5, Number.NaN, 2 ** 53])('refuses the seed %p', (seed) => {
    expect(() => seededRandom(seed)).toThrow(/whole number within 2\^53/);
  });
});

describe('sampleIndexes', () => {
  test('picks as many as asked, ascending, none twice', () => {
    const picked = Array.from(sampleIndexes(1000, 100, seededRandom(3)));
    expect(picked).toHaveLength(100);
    expect(picked).toEqual([...new Set(picked)].sort((a, b) => a - b));
    expect(picked.at(-1)).toBeLessThan(1000);
  });

  test('picks the same for the same seed and others for another', () => {
    expect(sampleIndexes(1000, 10, seededRandom(3))).toEqual(sampleIndexes(1000, 10, seededRandom(3)));
    expect(sampleIndexes(1000, 10, seededRandom(4))).not.toEqual(sampleIndexes(1000, 10, seededRandom(3)));
  });

  test('picks every index equally often', () => {
    const random = seededRandom(5);
    const counts = new Array<number>(10).fill(0);
    for (let round = 0; round < 20_000; round += 1)
      for (const index of sampleIndexes(10, 3, random)) counts[index]! += 1;
    for (const count of counts) expect(Math.abs(count - 6000)).toBeLessThan(350);
  });

  test('takes all when asked for as many or more, and none when asked for none', () => {
    expect(Array.from(sampleIndexes(3, 3, seededRandom(1)))).toEqual([0, 1, 2]);
    expect(Array.from(sampleIndexes(3, 9, seededRandom(1)))).toEqual([0, 1, 2]);
    expect(Array.from(sampleIndexes(3, 0, seededRandom(1)))).toEqual([]);
  });
});
