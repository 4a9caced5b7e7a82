import { describe, expect, test } from '@jest/globals';
import { checkHyperparameters, completeHyperparameters } from '../../src/models/algorithm.js';
import { ALGORITHMS, getAlgorithm } from '../../src/models/algorithms.js';

const algorithm = getAlgorithm('LOGISTIC_REGRESSION');
const [first] = algorithm.hyperparameters;
const fractional = {
  ...algorithm,
  hyperparameters: [{ ...first!, name: 'rate', default: 0.5, minimum: 0, maximum: 1, whole: false }],
};

describe('hyperparameters', () => {
  test('take their defaults where nothing is given', () => {
    expect(completeHyperparameters(algorithm, { steps: 20 })).toEqual({ steps: 20, maxTrainingRows: 200_000 });
    expect(completeHyperparameters(fractional, {})).toEqual({ rate: 0.5 });
    expect(checkHyperparameters(fractional, { rate: 0.25 })).toEqual([]);
  });

  test('are all checked at once, unknown names with their near misses', () => {
    expect(checkHyperparameters(algorithm, { step: 5, steps: 0.5, maxTrainingRows: '7' })).toEqual([
      'LOGISTIC_REGRESSION has no hyperparameter "step". Did you mean "steps"?',
      'The hyperparameter "steps" is a whole number from 1 to 1000000, not 0.5.',
      'The hyperparameter "maxTrainingRows" is a whole number from 2 to 10000000, not "7".',
    ]);
    expect(checkHyperparameters(fractional, { rate: 2 })).toEqual([
      'The hyperparameter "rate" is a number from 0 to 1, not 2.',
    ]);
  });

  test.each([0, -1, 1e9, Number.NaN, null])('refuse %p steps', (steps) => {
    expect(() => completeHyperparameters(algorithm, { steps })).toThrow(
      expect.objectContaining({ code: 'DEFINITION_INVALID' }),
    );
  });
});

describe('algorithms', () => {
  test('have names and hyperparameters that are not there twice, and defaults that fit', () => {
    expect(new Set(ALGORITHMS.map(({ name }) => name)).size).toBe(ALGORITHMS.length);
    for (const each of ALGORITHMS) expect(checkHyperparameters(each, completeHyperparameters(each, {}))).toEqual([]);
  });

  test('are found by name, and near misses offered', () => {
    expect(() => getAlgorithm('LOGISTIC_REGRESION')).toThrow(
      'There is no algorithm "LOGISTIC_REGRESION". Did you mean "LOGISTIC_REGRESSION"?',
    );
  });
});
