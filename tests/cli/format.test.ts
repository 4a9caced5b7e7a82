import { describe, expect, test } from '@jest/globals';
import { formatCount, formatRate, formatSeconds } from '../../src/cli/format-number.js';
import { formatTable } from '../../src/cli/format-table.js';
import { toJsonText } from '../../src/cli/json-text.js';

describe('what people read', () => {
  test('aligns a table, numbers to the right, without blanks at line ends', () => {
    const columns = [{ title: 'name' }, { title: 'rows', right: true }, { title: 'note' }];
    expect(
      formatTable(columns, [
        ['a', '1', ''],
        ['longer', '1,000', 'x'],
      ]),
    ).toBe(['name     rows  note', '──────  ─────  ────', 'a           1', 'longer  1,000  x', ''].join('\n'));
  });

  test('keeps a cell on one line and cuts it at 60 characters', () => {
    const [, , row] = formatTable([{ title: 'text' }], [[`two\nlines ${'x'.repeat(80)}`]]).split('\n');
    expect(row).toHaveLength(60);
    expect(row).toMatch(/^two lines x+…$/);
  });

  test.each([
    [0.0314, '31 ms'],
    [4.24, '4.2 s'],
    [125, '2 min 5 s'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  test('writes counts with separators and rates with the digits that mean something', () => {
    expect(formatCount(3_000_000)).toBe('3,000,000');
    expect(formatRate(3_000_000, 9.7)).toBe('309,000');
  });

  test('writes whole numbers beyond 2^53 as text in JSON', () => {
    expect(JSON.parse(toJsonText({ id: 9_007_199_254_740_993n }))).toEqual({ id: '9007199254740993' });
  });
});
