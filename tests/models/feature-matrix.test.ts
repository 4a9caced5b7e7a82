import { describe, expect, test } from '@jest/globals';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import { checkModelFeatures, isModelType, toNumber } from '../../src/models/feature-matrix.js';
import { FeatureMatrixBuilder } from '../../src/models/feature-matrix-builder.js';

describe('toNumber', () => {
  const cases: [Value, FeatureType, number][] = [
    [-3, 'Int', -3],
    [0.1, 'Float', 0.1],
    [9_007_199_254_740_993n, 'BigInt', 9_007_199_254_740_992],
    [-9_223_372_036_854_775_808n, 'BigInt', -(2 ** 63)],
    ['0.1000000000000000000000000000001', 'Decimal', 0.1],
    ['-12', 'Decimal', -12],
    [true, 'Boolean', 1],
    [false, 'Boolean', 0],
    [1_500_000, 'DateTime', 1.5],
  ];
  test.each(cases)('gives %p of type %s as %p', (value, type, expected) => {
    expect(toNumber(value, type)).toBe(expected);
  });

  test('gives null as NaN, whatever the type', () => {
    for (const type of ['Int', 'BigInt', 'Float', 'Decimal', 'Boolean', 'DateTime'] as const)
      expect(toNumber(null, type)).toBeNaN();
  });

  test('refuses text, naming the feature and what to do', () => {
    expect(isModelType('String')).toBe(false);
    expect(() => toNumber('ORD', 'String', 'Airports.city')).toThrow(
      '"Airports.city" is a String, and a model looks at numbers, booleans and times only. Leave it out of the feature service, or derive a number from it.',
    );
    expect(() => toNumber(null, 'String')).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
  });

  const unfit: [Value, FeatureType][] = [
    ['1', 'Int'],
    [1, 'BigInt'],
    [1, 'Decimal'],
    ['', 'Decimal'],
    ['abc', 'Decimal'],
    ['9'.repeat(400), 'Decimal'],
    [1, 'Boolean'],
    [true, 'Float'],
    [1n, 'DateTime'],
    [Number.POSITIVE_INFINITY, 'Float'],
    [Number.NaN, 'Float'],
  ];
  test.each(unfit)('refuses %p where %s is declared', (value, type) => {
    expect(() => toNumber(value, type, 'Delays.mean')).toThrow(/^"Delays.mean" should be /);
  });
});

describe('checkModelFeatures', () => {
  test('lists every feature that cannot be learned from', () => {
    const problems = checkModelFeatures([
      { name: 'a', type: 'Int' },
      { name: 'b', type: 'String' },
      { name: 'a', type: 'Int' },
    ]);
    expect(problems).toEqual([
      expect.stringContaining('"b" is a String'),
      expect.stringContaining('"a" is there twice'),
    ]);
    expect(checkModelFeatures([])).toEqual([expect.stringContaining('no feature')]);
    expect(checkModelFeatures([{ name: 'a', type: 'Int' }])).toEqual([]);
  });
});

describe('FeatureMatrixBuilder', () => {
  test('gathers rows into columns and grows as they come', () => {
    const builder = new FeatureMatrixBuilder(
      [
        { name: 'n', type: 'Int' },
        { name: 'late', type: 'Boolean' },
      ],
      1,
    );
    for (let row = 0; row < 5; row += 1) builder.addRow([row, row === 3 ? null : row > 3]);
    const matrix = builder.finish();
    expect(matrix).toMatchObject({ rowCount: 5, names: ['n', 'late'], types: ['Int', 'Boolean'] });
    expect(matrix.columns.map((column) => Array.from(column))).toEqual([
      [0, 1, 2, 3, 4],
      [0, 0, 0, Number.NaN, 1],
    ]);
  });

  test('takes a row that is too short as missing at the end', () => {
    const builder = new FeatureMatrixBuilder([{ name: 'n', type: 'Int' }]);
    builder.addRow([]);
    expect(builder.finish().columns[0]![0]).toBeNaN();
  });

  test('names the feature that does not fit', () => {
    const builder = new FeatureMatrixBuilder([{ name: 'n', type: 'Int' }]);
    expect(() => builder.addRow(['x'])).toThrow(/"n" should be Int/);
  });
});
