import { describe, expect, test } from '@jest/globals';
import { FOREVER } from '../../src/time/instant.js';
import { valueAt } from '../../src/values/column.js';
import type { Value } from '../../src/values/feature-type.js';
import { HistoryBuffer } from '../../src/point-in-time/history-rows.js';
import { smallHistory } from './small-history.js';

describe('history rows gathered from stretches', () => {
  test('are those rows in that order, with every column, past any capacity', () => {
    const source = smallHistory([
      { key: 'a', eventTime: 1, value: 10, condition: false },
      { key: 'a', eventTime: 2, knownFrom: 5, knownTo: 9, value: null },
      { key: 'b', eventTime: 3, value: 30, condition: null },
    ]);
    const buffer = new HistoryBuffer({ keys: ['String'], values: ['Int'], conditions: 1 });
    const expected: Value[][] = [];
    for (let round = 0; round < 200; round += 1) {
      buffer.push(source, round % 3, 3);
      expected.push(
        ...[
          ['a', 1, 1, FOREVER, 10, false],
          ['a', 2, 5, 9, null, true],
          ['b', 3, 3, FOREVER, 30, null],
        ].slice(round % 3),
      );
    }
    const rows = buffer.view();
    const found = Array.from({ length: rows.rowCount }, (_, row) => [
      valueAt(rows.keys[0] as never, row),
      rows.eventTimes[row],
      rows.knownFrom[row],
      rows.knownTo[row],
      valueAt(rows.values[0] as never, row),
      valueAt(rows.conditions[0] as never, row),
    ]);
    expect(found).toEqual(expected);
    buffer.clear();
    expect(buffer.rowCount).toBe(0);
    expect(buffer.view().rowCount).toBe(0);
  });
});
