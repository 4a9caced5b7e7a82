import { describe, expect, test } from '@jest/globals';
import { seedFor } from '../harness/seed.js';
import { seededRandom } from '../../src/models/seeded-random.js';
import { requireBothLabels, splitByTime } from '../../src/models/time-split.js';

const of = (...values: number[]) => Float64Array.from(values);

describe('splitByTime', () => {
  test('holds out the latest fifth, in whatever order the rows come', () => {
    const split = splitByTime(of(50, 10, 40, 20, 30));
    expect(split).toEqual({ boundary: 50, trainRows: Uint32Array.of(1, 2, 3, 4), heldOutRows: Uint32Array.of(0) });
  });

  test('keeps the rows of one instant together, on the side that comes nearer to the share', () => {
    expect(splitByTime(of(1, 2, 3, 3, 3, 3), 0.5).boundary).toBe(3);
    expect(splitByTime(of(1, 1, 1, 1, 2, 3), 0.5).boundary).toBe(2);
    expect(splitByTime(of(1, 2, 2, 2), 0.2).boundary).toBe(2);
    expect(splitByTime(of(1, 1, 1, 2), 0.9).boundary).toBe(2);
  });

  test('never has a row train that is not earlier than every row held out', () => {
    const random = seededRandom(seedFor('time-split'));
    for (let round = 0; round < 200; round += 1) {
      const times = Float64Array.from({ length: 2 + Math.floor(random() * 40) }, (_, row) =>
        row === 0 ? -1 : Math.floor(random() * 10),
      );
      const share = 0.05 + 0.9 * random();
      const { boundary, trainRows, heldOutRows } = splitByTime(times, share);
      expect(trainRows.length).toBeGreaterThan(0);
      expect(heldOutRows.length).toBeGreaterThan(0);
      expect([...trainRows, ...heldOutRows].sort((a, b) => a - b)).toEqual(Array.from(times.keys()));
      expect(Math.max(...Array.from(trainRows, (row) => times[row]!))).toBeLessThan(boundary);
      expect(Math.min(...Array.from(heldOutRows, (row) => times[row]!))).toBe(boundary);
    }
  });

  test.each([[of()], [of(5)], [of(7, 7, 7)]])('refuses rows that have no later part: %p', (times) => {
    expect(() => splitByTime(times)).toThrow(/do not lie at two different times/);
  });

  test.each([0, 1, -0.1, Number.NaN])('refuses to hold out a share of %p', (share) => {
    expect(() => splitByTime(of(1, 2), share)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

describe('requireBothLabels', () => {
  const split = splitByTime(of(0, 1_000_000, 2_000_000, 3_000_000), 0.5);

  test('is content when both labels are on both sides', () => {
    expect(() => requireBothLabels(of(0, 1, 1, 0), split)).not.toThrow();
  });

  test('says which part has one label only, and what to do', () => {
    expect(() => requireBothLabels(of(1, 1, 1, 0), split)).toThrow(
      'All 2 rows that train (before 1970-01-01T00:00:02.000000Z) have the label true, so nothing can be told apart there. Take a training set over a longer time, or a label that varies.',
    );
    expect(() => requireBothLabels(of(1, 0, 0, 0), split)).toThrow(
      /All 2 rows that are held out \(from 1970.* have the label false/,
    );
  });
});
