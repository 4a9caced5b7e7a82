import { describe, expect, test } from '@jest/globals';
import { seedFor } from '../harness/seed.js';
import {
  applyPreprocessing,
  checkPreprocessing,
  learnPreprocessing,
  readPreprocessing,
} from '../../src/models/preprocessing.js';
import { seededRandom } from '../../src/models/seeded-random.js';
import { matrixOf, normal } from './matrix-of.js';

const MEAN = { impute: 'MEAN' } as const;
const MEDIAN = { impute: 'MEDIAN' } as const;

describe('learnPreprocessing', () => {
  test('learns mean and deviation of the values that are there, with the mean standing in', () => {
    const [learned] = learnPreprocessing(matrixOf({ delay: [1, null, 3, 5] }), MEAN);
    expect(learned).toMatchObject({ name: 'delay', impute: 3, mean: 3 });
    expect(learned?.deviation).toBeCloseTo(Math.sqrt(2), 14);
  });

  test('lets the median stand in when asked, and counts it in mean and deviation', () => {
    const [learned] = learnPreprocessing(matrixOf({ delay: [1, 2, null, 9] }), MEDIAN);
    expect(learned?.impute).toBe(2);
    expect(learned?.mean).toBeCloseTo(3.5, 12);
    expect(learned?.deviation).toBeCloseTo(Math.sqrt((6.25 + 2.25 + 2.25 + 30.25) / 4), 12);
    expect(learnPreprocessing(matrixOf({ delay: [1, 2, 4, 9, null] }), MEDIAN)[0]?.impute).toBe(3);
  });

  test('learns from the given rows only', () => {
    const matrix = matrixOf({ delay: [1, 3, 1000, null] });
    expect(learnPreprocessing(matrix, MEAN, Uint32Array.of(0, 1))[0]).toEqual({
      name: 'delay',
      impute: 2,
      mean: 2,
      deviation: 1,
    });
  });

  test('gives a constant feature no deviation, though its sum does not divide exactly', () => {
    const learned = learnPreprocessing(
      matrixOf({ constant: [0.1, 0.1, null, 0.1], none: [null, null, null, null] }),
      MEDIAN,
    );
    expect(learned).toEqual([
      { name: 'constant', impute: 0.1, mean: 0.1, deviation: 0 },
      { name: 'none', impute: 0, mean: 0, deviation: 0 },
    ]);
  });

  test('keeps every digit it can for values far from zero, very large, very small and near each other', () => {
    const offset = 1.7e15;
    expect(learnPreprocessing(matrixOf({ x: [offset + 1, offset + 2, offset + 3] }), MEAN)[0]).toMatchObject({
      mean: offset + 2,
    });
    expect(learnPreprocessing(matrixOf({ x: [offset + 1, offset + 3] }), MEAN)[0]?.deviation).toBe(1);
    expect(learnPreprocessing(matrixOf({ x: [-1e300, 1e300] }), MEAN)[0]?.deviation).toBeCloseTo(1e300, -288);
    expect(learnPreprocessing(matrixOf({ x: [1e-300, 3e-300] }), MEAN)[0]?.deviation).toBeCloseTo(1e-300, 312);
    expect(learnPreprocessing(matrixOf({ x: [-3, -1] }), MEAN)[0]).toMatchObject({ mean: -2, deviation: 1 });
  });

  test('agrees with the plain sums over the imputed column on random columns', () => {
    const random = seededRandom(seedFor('preprocessing'));
    for (let round = 0; round < 50; round += 1) {
      const values = Array.from({ length: 40 }, () => (random() < 0.3 ? null : 100 + 5 * normal(random)));
      const options = round % 2 === 0 ? MEAN : MEDIAN;
      const { impute, mean, deviation } = learnPreprocessing(matrixOf({ x: values }), options)[0]!;
      const imputed = values.map((value) => value ?? impute);
      const plainMean = imputed.reduce((sum, value) => sum + value, 0) / 40;
      const plainDeviation = Math.sqrt(imputed.reduce((sum, value) => sum + (value - plainMean) ** 2, 0) / 40);
      expect(mean).toBeCloseTo(plainMean, 10);
      expect(deviation).toBeCloseTo(plainDeviation, 10);
    }
  });

  test('does not change the matrix it learns from', () => {
    const matrix = matrixOf({ x: [3, 1, 2] });
    learnPreprocessing(matrix, MEDIAN);
    expect(Array.from(matrix.columns[0]!)).toEqual([3, 1, 2]);
  });
});

describe('applyPreprocessing', () => {
  test('imputes and standardises, and constant features become 0', () => {
    const matrix = matrixOf({ x: [1, null, 3], constant: [5, null, 5], none: [null, null, null] });
    const applied = applyPreprocessing(matrix, learnPreprocessing(matrix, MEAN));
    const deviation = Math.sqrt(2 / 3);
    expect(applied.columns.map((column) => Array.from(column))).toEqual([
      [-1 / deviation, 0, 1 / deviation],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  test('uses what was learned on other rows, and takes the rows asked for', () => {
    const matrix = matrixOf({ x: [0, 2, 7, null] });
    const learned = learnPreprocessing(matrix, MEAN, Uint32Array.of(0, 1));
    expect(Array.from(applyPreprocessing(matrix, learned, Uint32Array.of(3, 2)).columns[0]!)).toEqual([0, 6]);
  });
});

describe('readPreprocessing', () => {
  test('imputes the mean when nothing is said', () => {
    expect(readPreprocessing({})).toEqual(MEAN);
    expect(readPreprocessing({ impute: 'MEDIAN' })).toEqual(MEDIAN);
  });

  test('lists unknown options with near misses and values that do not fit', () => {
    expect(checkPreprocessing({ imput: 'MEAN', impute: 'MODE' })).toEqual([
      'There is no preprocessing option "imput". Did you mean "impute"?',
      'The preprocessing option "impute" is "MEAN" or "MEDIAN", not "MODE".',
    ]);
    expect(() => readPreprocessing({ impute: 3 })).toThrow(expect.objectContaining({ code: 'DEFINITION_INVALID' }));
  });
});
