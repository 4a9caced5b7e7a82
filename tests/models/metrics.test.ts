import { describe, expect, test } from '@jest/globals';
import { seedFor } from '../harness/seed.js';
import { measureAuc } from '../../src/models/auc.js';
import { evaluateBinary } from '../../src/models/metrics.js';
import { seededRandom } from '../../src/models/seeded-random.js';

const of = (...values: number[]) => Float64Array.from(values);

/** Every pair of a row with label 1 and one with label 0, counted by hand. */
function aucByPairs(labels: Float64Array, probabilities: Float64Array): number {
  let wins = 0;
  let pairs = 0;
  labels.forEach((label, i) => {
    labels.forEach((other, j) => {
      if (label !== 1 || other !== 0) return;
      pairs += 1;
      wins += probabilities[i]! > probabilities[j]! ? 1 : probabilities[i] === probabilities[j] ? 0.5 : 0;
    });
  });
  return wins / pairs;
}

describe('measureAuc', () => {
  test('equals the count over all pairs, ties and all', () => {
    const random = seededRandom(seedFor('auc'));
    for (let round = 0; round < 60; round += 1) {
      const levels = round % 2 === 0 ? 5 : 1e9;
      const labels = Float64Array.from({ length: 2 + round }, (_, index) =>
        index < 2 ? index : Number(random() < 0.3),
      );
      const probabilities = labels.map(() => Math.floor(random() * levels) / levels);
      expect(measureAuc(labels, probabilities)?.auc).toBeCloseTo(aucByPairs(labels, probabilities), 12);
    }
  });

  test('is 1 for a perfect order, 0 for a reversed one and a half for none', () => {
    expect(measureAuc(of(0, 0, 1, 1), of(0.1, 0.2, 0.3, 0.4))).toEqual({ auc: 1, standardError: 0 });
    expect(measureAuc(of(1, 1, 0, 0), of(0.1, 0.2, 0.3, 0.4))?.auc).toBe(0);
    expect(measureAuc(of(1, 0, 1, 0), of(0.5, 0.5, 0.5, 0.5))?.auc).toBe(0.5);
  });

  test('is null when there is one label only', () => {
    expect(measureAuc(of(1, 1), of(0.1, 0.2))).toBeNull();
    expect(measureAuc(of(0), of(0.1))).toBeNull();
  });

  test('has the standard error by which it varies from sample to sample', () => {
    const random = seededRandom(seedFor('auc-error'));
    const drawn = Array.from({ length: 400 }, () => {
      const labels = Float64Array.from({ length: 200 }, (_, index) => Number(index % 4 === 0));
      // Exponential scores, for which the formula of Hanley and McNeil is exact.
      const scores = labels.map((label) => -Math.log(1 - random()) * (label === 1 ? 3 : 1));
      return measureAuc(labels, scores)!;
    });
    const mean = drawn.reduce((sum, { auc }) => sum + auc, 0) / drawn.length;
    const spread = Math.sqrt(drawn.reduce((sum, { auc }) => sum + (auc - mean) ** 2, 0) / drawn.length);
    const stated = drawn.reduce((sum, { standardError }) => sum + standardError, 0) / drawn.length;
    expect(mean).toBeCloseTo(0.75, 1);
    expect(stated / spread).toBeGreaterThan(0.8);
    expect(stated / spread).toBeLessThan(1.25);
  });
});

describe('evaluateBinary', () => {
  test('measures what can be worked out by hand', () => {
    const metrics = evaluateBinary(of(1, 0, 0, 0), of(0.5, 0.25, 0.25, 0));
    expect(metrics).toMatchObject({ rows: 4, baseRate: 0.25, auc: 1, aucStandardError: 0 });
    expect(metrics.logLoss).toBeCloseTo((Math.log(2) + 2 * Math.log(4 / 3)) / 4, 12);
    expect(metrics.baseLogLoss).toBeCloseTo((Math.log(4) + 3 * Math.log(4 / 3)) / 4, 12);
    expect(metrics.brier).toBeCloseTo((0.25 + 0.0625 * 2) / 4, 12);
  });

  test('bounds the log loss of a sure mistake', () => {
    expect(evaluateBinary(of(1, 0), of(0, 0)).logLoss).toBeCloseTo(-Math.log(1e-15) / 2, 9);
    expect(evaluateBinary(of(0, 1), of(1, 1)).logLoss).toBeCloseTo(-Math.log(1e-15) / 2, 9);
  });

  test('has no AUC when there is one label only', () => {
    expect(evaluateBinary(of(0, 0), of(0.1, 0.2))).toMatchObject({ auc: null, aucStandardError: null, baseLogLoss: 0 });
  });

  test('cuts the rows in order of probability into ten equal parts', () => {
    const labels = Float64Array.from({ length: 105 }, (_, row) => Number(row % 2 === 0));
    const probabilities = labels.map((_, row) => 1 - row / 105);
    const { calibration } = evaluateBinary(labels, probabilities);
    expect(calibration.map(({ rows }) => rows)).toEqual([10, 11, 10, 11, 10, 11, 10, 11, 10, 11]);
    const means = calibration.map(({ meanPrediction }) => meanPrediction);
    expect(means).toEqual([...means].sort((a, b) => a - b));
    expect(calibration[0]!.meanPrediction).toBeCloseTo((1 + 10) / 2 / 105, 12);
    expect(calibration[0]!.observedRate).toBe(0.5);
  });

  test('has fewer parts when there are fewer rows', () => {
    expect(evaluateBinary(of(1, 0, 0), of(0.5, 0.5, 0.1)).calibration).toEqual([
      { meanPrediction: 0.1, observedRate: 0, rows: 1 },
      { meanPrediction: 0.5, observedRate: 1, rows: 1 },
      { meanPrediction: 0.5, observedRate: 0, rows: 1 },
    ]);
  });

  test.each([
    [of(), of(), /no row/],
    [of(1), of(0.5, 0.5), /1 labels and 2 probabilities/],
    [of(1, 2), of(0.5, 0.5), /label of row 1 is 2/],
    [of(Number.NaN), of(0.5), /label of row 0 is NaN/],
    [of(1), of(Number.NaN), /row 0 is NaN/],
    [of(1), of(1.1), /row 0 is 1.1/],
  ])('refuses what cannot be measured: %p with %p', (labels, probabilities, message) => {
    expect(() => evaluateBinary(labels, probabilities)).toThrow(message);
  });
});
