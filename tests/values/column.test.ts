import { describe, expect, test } from '@jest/globals';
import { type Column, ColumnBuffer, createColumn, setValue, valueAt } from '../../src/values/column.js';
import { FEATURE_TYPES, type FeatureType, type Value } from '../../src/values/feature-type.js';

const VALUES: Readonly<Record<FeatureType, readonly Value[]>> = {
  Int: [1, null, -2_147_483_648],
  BigInt: [2n ** 53n + 1n, null, -(2n ** 63n)],
  Float: [0.1, null, 1e308],
  Decimal: ['1.00', null, '-0.1'],
  Boolean: [true, null, false],
  String: ['', null, '\u{1F600}'],
  DateTime: [0, null, 7_258_118_399_999_999],
};

function columnOf(type: FeatureType, values: readonly Value[]): Column {
  const column = createColumn(type, values.length);
  for (const [index, value] of values.entries()) setValue(column, index, value);
  return column;
}

function valuesOf(column: Column, length: number): Value[] {
  return Array.from({ length }, (_, index) => valueAt(column, index));
}

describe.each(FEATURE_TYPES)('a column of %s', (type) => {
  test('starts with nulls', () => {
    expect(valuesOf(createColumn(type, 2), 2)).toEqual([null, null]);
  });

  test('gives back what was put in, and null over a value', () => {
    const column = columnOf(type, VALUES[type]);
    expect(valuesOf(column, 3)).toEqual(VALUES[type]);
    setValue(column, 0, null);
    expect(valueAt(column, 0)).toBeNull();
  });

  test('is gathered from stretches and single values, past any capacity, and again after clearing', () => {
    const source = columnOf(type, VALUES[type]);
    const buffer = new ColumnBuffer(type);
    const expected: Value[] = [];
    for (let round = 0; round < 100; round += 1) {
      buffer.push(source, round % 3, 3);
      buffer.append(VALUES[type][round % 3] as Value);
      expected.push(...VALUES[type].slice(round % 3), VALUES[type][round % 3] as Value);
    }
    expect(buffer.length).toBe(expected.length);
    expect(valuesOf(buffer.view(), buffer.length)).toEqual(expected);
    buffer.clear();
    expect(buffer.length).toBe(0);
    buffer.push(source, 2, 3);
    expect(valuesOf(buffer.view(), buffer.length)).toEqual([VALUES[type][2]]);
  });
});
