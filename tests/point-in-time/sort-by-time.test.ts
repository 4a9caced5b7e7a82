import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { sortByTime } from '../../src/point-in-time/sort-by-time.js';

describe('sorting by time', () => {
  test('keeps the order of equal times, for times that are nearly sorted, random or backwards', () => {
    const seed = seedFor('sort by time');
    const random = seededRandom(seed);
    for (let round = 0; round < 500; round += 1) {
      const count = Math.floor(random() * 300);
      const disorder = [0, 2, 300][round % 3] as number;
      const times = Float64Array.from({ length: count }, (_, index) =>
        round % 7 === 0 ? -index : Math.floor((index + random() * disorder) / 3),
      );
      if (round % 11 === 0) times.fill(Number.POSITIVE_INFINITY, Math.floor(count / 2));
      const order = Uint32Array.from({ length: count }, (_, index) => index);
      sortByTime(order, times);
      const expected = [...times.keys()].sort((a, b) =>
        times[a] === times[b] ? a - b : (times[a] as number) - (times[b] as number),
      );
      expect([seed, round, ...order]).toEqual([seed, round, ...expected]);
    }
  });

  test('sorts a part of the indexes', () => {
    const order = Uint32Array.from([0, 3, 1, 2]);
    sortByTime(order.subarray(1), Float64Array.from([99, 5, 4, 6]));
    expect([...order]).toEqual([0, 2, 1, 3]);
  });
});
