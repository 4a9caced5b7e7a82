import { describe, expect, test } from '@jest/globals';
import { valueAt } from '../../src/values/column.js';
import type { Value } from '../../src/values/feature-type.js';
import { EntityGrouper } from '../../src/point-in-time/entity-grouper.js';
import type { HistoryTypes } from '../../src/point-in-time/history-rows.js';
import { type SmallRow, smallHistory } from './small-history.js';

const TYPES: HistoryTypes = { keys: ['String'], values: ['Int'], conditions: 1 };

function group(
  batches: readonly (readonly SmallRow[])[],
  wants: (key: string) => boolean = () => true,
): [string, Value[]][] {
  const visits: [string, Value[]][] = [];
  const grouper = new EntityGrouper(TYPES, {
    wants,
    visit: (key, rows) => {
      visits.push([key, Array.from({ length: rows.rowCount }, (_, row) => valueAt(rows.values[0] as never, row))]);
    },
  });
  for (const batch of batches) grouper.push(smallHistory(batch));
  grouper.end();
  return visits;
}

function rows(key: Value, ...values: readonly number[]): SmallRow[] {
  return values.map((value) => ({ key, eventTime: value, value }));
}

describe('rows are grouped by entity', () => {
  test('once each, in one batch or over several', () => {
    expect(group([[...rows('a', 1, 2), ...rows('b', 3)]])).toEqual([
      ['1:a', [1, 2]],
      ['1:b', [3]],
    ]);
    expect(group([rows('a', 1), [...rows('a', 2), ...rows('b', 3)], [], rows('b', 4), rows('c', 5)])).toEqual([
      ['1:a', [1, 2]],
      ['1:b', [3, 4]],
      ['1:c', [5]],
    ]);
  });

  test('none without rows', () => {
    expect(group([])).toEqual([]);
    expect(group([[]])).toEqual([]);
  });

  test('without those that are not wanted, and without null keys', () => {
    expect(
      group([[...rows('a', 1), ...rows(null, 2), ...rows('b', 3), ...rows('', 4)]], (key) => key !== '1:a'),
    ).toEqual([
      ['1:b', [3]],
      ['0:', [4]],
    ]);
  });

  test('however many rows one has', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => index);
    expect(group([rows('a', ...many.slice(0, 10)), rows('a', ...many.slice(10))])).toEqual([['1:a', many]]);
  });
});
