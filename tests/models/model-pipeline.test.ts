import { describe, expect, test } from '@jest/globals';
import { canonicalJson } from '../../src/models/canonical-json.js';
import type { FeatureMatrix } from '../../src/models/feature-matrix.js';
import {
  deserializeModel,
  type FitRequest,
  fitModel,
  predictWith,
  serializeModel,
} from '../../src/models/model-pipeline.js';
import { seededRandom } from '../../src/models/seeded-random.js';
import { matrixOf, normal } from './matrix-of.js';

/** Rows in which `a` matters, `b` matters the other way and is often missing, and `c` is noise, on scales far apart. */
function draw(count: number, seed = 11): FitRequest {
  const random = seededRandom(seed);
  const rows = Array.from({ length: count }, () => ({ a: normal(random), b: normal(random), c: normal(random) }));
  const labels = rows.map(({ a, b }) => Number(random() < 1 / (1 + Math.exp(1.4 - 1.2 * a + 0.8 * b))));
  const matrix = matrixOf({
    a: rows.map(({ a }) => 1e6 + 1000 * a),
    b: rows.map(({ b }, index) => (index % 5 === 0 ? null : b / 1000)),
    c: rows.map(({ c }) => c),
  });
  return {
    matrix,
    labels: Float64Array.from(labels),
    spineEventTimes: Float64Array.from(rows, (_, index) => ((index * 7919) % count) * 1_000_000),
    algorithm: 'LOGISTIC_REGRESSION',
    hyperparameters: {},
    preprocessing: {},
    seed: 7,
  };
}

const request = draw(5000);
const fitted = fitModel(request);

describe('fitModel', () => {
  test('learns what is there to learn and is judged on later rows', () => {
    expect(fitted.split).toEqual({ boundary: 4_000_000_000, trainRows: 4000, heldOutRows: 1000, sampledRows: 4000 });
    expect(fitted.metrics.rows).toBe(1000);
    expect(fitted.trainMetrics.rows).toBe(4000);
    expect(fitted.metrics.auc).toBeGreaterThan(0.75);
    expect(fitted.metrics.logLoss).toBeLessThan(fitted.metrics.baseLogLoss - 0.05);
    expect(Math.abs(fitted.artifact.weights[2]!)).toBeLessThan(0.1);
    for (const bin of fitted.metrics.calibration)
      expect(Math.abs(bin.meanPrediction - bin.observedRate)).toBeLessThan(0.15);
  });

  test('records all it takes to learn the same again', () => {
    expect(fitted).toMatchObject({
      featureOrder: ['a', 'b', 'c'].map((name) => ({ name, type: 'Float' })),
      preprocessingOptions: { impute: 'MEAN' },
      hyperparameters: { steps: 500, maxTrainingRows: 200_000 },
      seed: 7,
      artifact: { algorithm: 'LOGISTIC_REGRESSION', converged: true },
    });
    expect(fitted.preprocessing.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test('lets nothing of the held-out rows reach what is learned', () => {
    const columns = request.matrix.columns.map((column) =>
      column.map((value, row) => (request.spineEventTimes[row]! >= fitted.split.boundary ? value * 3 + 1 : value)),
    );
    const altered = fitModel({ ...request, matrix: { ...request.matrix, columns } });
    expect(altered.preprocessing).toEqual(fitted.preprocessing);
    expect(altered.artifact).toEqual(fitted.artifact);
    expect(altered.metrics).not.toEqual(fitted.metrics);
  });

  test('learns from a seeded sample when there are more rows than asked for, and says so', () => {
    const sampled = { ...request, hyperparameters: { maxTrainingRows: 1000 } };
    const first = fitModel(sampled);
    expect(first.split).toMatchObject({ trainRows: 4000, sampledRows: 1000 });
    expect(first.trainMetrics.rows).toBe(1000);
    expect(serializeModel(fitModel(sampled))).toEqual(serializeModel(first));
    expect(fitModel({ ...sampled, seed: 8 }).artifact).not.toEqual(first.artifact);
  });

  test('holds out another share and imputes the median when asked', () => {
    const other = fitModel({ ...request, heldOutShare: 0.4, preprocessing: { impute: 'MEDIAN' } });
    expect(other.split).toMatchObject({ trainRows: 3000, heldOutRows: 2000 });
    expect(other.preprocessingOptions).toEqual({ impute: 'MEDIAN' });
  });

  test('lists everything that keeps the rows from being learned from', () => {
    const matrix: FeatureMatrix = {
      rowCount: 3,
      names: ['a', 'b', 'c'],
      types: ['Float', 'String', 'Float'],
      columns: [Float64Array.of(1, Number.POSITIVE_INFINITY, -1e301), Float64Array.of(1, 2, 3), Float64Array.of(1)],
    };
    const labels = Float64Array.of(1, Number.NaN, 0.5);
    const spineEventTimes = Float64Array.of(1, 2, Number.NaN);
    const message = [
      '"b" is a String, and a model looks at numbers, booleans and times only. Leave it out of the feature service, or derive a number from it.',
      'The feature "a" is infinite or beyond 1e+300 in 2 of 3 rows. Correct its definition, or let its view say nonFinite: AS_NULL.',
      'The feature "c" is given for 1 rows, but there are 3. Give one value per row.',
      'The label is neither 0 nor 1 in 2 of 3 rows. Drop the rows without a label, and predict a Boolean.',
      'The spine event time is missing in 1 of 3 rows. Every row of a training set has one.',
    ];
    expect(() => fitModel({ ...request, matrix, labels, spineEventTimes })).toThrow(
      expect.objectContaining({ code: 'TRAINING_FAILED', message: message.join('\n') }),
    );
  });

  test('refuses no rows, one time, one label and unknown settings', () => {
    const none = new Float64Array(0);
    expect(() => fitModel({ ...request, matrix: matrixOf({ a: [] }), labels: none, spineEventTimes: none })).toThrow(
      /no row with a label/,
    );
    expect(() => fitModel({ ...request, spineEventTimes: request.spineEventTimes.map(() => 5) })).toThrow(
      /two different times/,
    );
    expect(() => fitModel({ ...request, labels: request.labels.map(() => 0) })).toThrow(/have the label false/);
    expect(() => fitModel({ ...request, hyperparameters: { stps: 3 } })).toThrow(/Did you mean "steps"/);
    expect(() => fitModel({ ...request, algorithm: 'FOREST' })).toThrow(
      expect.objectContaining({ code: 'DEFINITION_UNKNOWN_NAME' }),
    );
  });

  test('learns from a feature that never has a value', () => {
    const matrix = matrixOf({ a: request.matrix.columns[0]!, none: new Array<null>(5000).fill(null) });
    const model = fitModel({ ...request, matrix });
    expect(model.artifact.weights[1]).toBeCloseTo(0, 12);
    expect(predictWith(model, { a: 1e6, none: 12 })).toBe(predictWith(model, { a: 1e6, none: null }));
  });
});

describe('predictWith', () => {
  const values = { a: 1_001_000, b: -0.001, c: 0.3 };

  test('takes features by name, in whatever order they come', () => {
    const probability = predictWith(fitted, values);
    expect(probability).toBeGreaterThan(0.5);
    expect(predictWith(fitted, { c: values.c, a: values.a, b: values.b })).toBe(probability);
    expect(
      predictWith(
        fitted,
        new Map([
          ['b', values.b],
          ['c', values.c],
          ['a', values.a],
        ]),
      ),
    ).toBe(probability);
    expect(predictWith(fitted, { ...values, a: values.b, b: values.a })).not.toBe(probability);
  });

  test('works out the same probability as by hand', () => {
    const score = fitted.featureOrder.reduce((sum, { name }, index) => {
      const { mean, deviation } = fitted.preprocessing[index]!;
      return sum + fitted.artifact.weights[index]! * ((values[name as 'a'] - mean) / deviation);
    }, fitted.artifact.intercept);
    expect(predictWith(fitted, values)).toBeCloseTo(1 / (1 + Math.exp(-score)), 12);
  });

  test('imputes null as in training', () => {
    const impute = fitted.preprocessing[1]!.impute;
    expect(predictWith(fitted, { ...values, b: null })).toBe(predictWith(fitted, { ...values, b: impute }));
    expect(predictWith(fitted, { ...values, b: Number.NaN })).toBe(predictWith(fitted, { ...values, b: impute }));
  });

  test('lists missing, unknown and wild features at once', () => {
    expect(() => predictWith(fitted, { a: Number.POSITIVE_INFINITY, bb: 2, c: 1e200, d: 1 })).toThrow(
      expect.objectContaining({
        code: 'VALUE_INVALID',
        message: [
          'The model has no feature "bb". Did you mean "b"?',
          'The model has no feature "d". Did you mean "a" or "b" or "c"?',
          'The feature "a" is Infinity, far from all the model has seen. Send a number like those, or null.',
          'The feature "b" is missing. Did you mean "a" or "bb" or "c"? Give null if it has no value.',
          'The feature "c" is 1e+200, far from all the model has seen. Send a number like those, or null.',
        ].join('\n'),
      }),
    );
    expect(() => predictWith(fitted, { a: 1, b: 2, x: 3 })).toThrow(/"c" is missing/);
  });
});

describe('serializeModel', () => {
  test('gives equal bytes for equal training and reads back as the same model', () => {
    const bytes = serializeModel(fitted);
    expect(serializeModel(fitModel(draw(5000)))).toEqual(bytes);
    expect(deserializeModel(bytes)).toEqual(fitted);
    expect(serializeModel(deserializeModel(bytes))).toEqual(bytes);
    expect(predictWith(deserializeModel(bytes), { a: 1e6, b: 0, c: 0 })).toBe(
      predictWith(fitted, { a: 1e6, b: 0, c: 0 }),
    );
  });

  test('gives other bytes for another seed or other rows', () => {
    const bytes = serializeModel(fitted);
    expect(serializeModel(fitModel({ ...request, seed: 8 }))).not.toEqual(bytes);
    expect(serializeModel(fitModel(draw(5000, 12)))).not.toEqual(bytes);
  });

  test('sorts members at every depth and keeps every digit', () => {
    expect(canonicalJson({ b: [{ d: 0.1 + 0.2, c: null }], a: 'x', left: undefined })).toBe(
      '{"a":"x","b":[{"c":null,"d":0.30000000000000004}]}',
    );
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });

  test('refuses numbers that JSON would turn to null', () => {
    expect(() => canonicalJson({ loss: Number.NaN })).toThrow(/"loss" is NaN/);
  });
});
