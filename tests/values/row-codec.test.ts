import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { ByteWriter } from '../../src/values/byte-writer.js';
import { type Column, createColumn, setValue } from '../../src/values/column.js';
import { FEATURE_TYPES, type FeatureType, type Value } from '../../src/values/feature-type.js';
import { decodeRows, encodeRows } from '../../src/values/row-codec.js';
import { drawValue, rollDice } from '../agreement/random-values.js';

function columnsOf(types: readonly FeatureType[], rows: readonly (readonly Value[])[]): Column[] {
  return types.map((type, index) => {
    const column = createColumn(type, rows.length);
    for (const [row, values] of rows.entries()) setValue(column, row, values[index] as Value);
    return column;
  });
}

function encode(
  types: readonly FeatureType[],
  rows: readonly (readonly Value[])[],
  from = 0,
  to = rows.length,
): Buffer {
  const writer = new ByteWriter(1);
  encodeRows(writer, columnsOf(types, rows), { from, to });
  return writer.take();
}

describe('canonical rows', () => {
  test('are read back as they were, for any types, with nulls anywhere and any number of columns', () => {
    const dice = rollDice(seededRandom(seedFor('row codec')));
    for (let round = 0; round < 500; round += 1) {
      const types = Array.from({ length: dice.below(20) }, () => dice.pick(FEATURE_TYPES));
      const rows = Array.from({ length: dice.below(5) }, () =>
        types.map((type) => (dice.chance(0.3) ? null : drawValue(dice, type, dice.chance(0.5)))),
      );
      expect(decodeRows(encode(types, rows), types, rows.length)).toEqual(rows);
    }
  });

  test('of a stretch are the bytes of that stretch', () => {
    const rows = [[1], [2], [null], [4]];
    const whole = encode(['Int'], rows);
    expect(Buffer.concat([encode(['Int'], rows, 0, 1), encode(['Int'], rows, 1, 4)]).equals(whole)).toBe(true);
  });

  test('of equal values are equal whatever lies under a null', () => {
    const column = createColumn('Int', 1);
    setValue(column, 0, 77);
    setValue(column, 0, null);
    const writer = new ByteWriter();
    encodeRows(writer, [column], { from: 0, to: 1 });
    expect(writer.take().equals(encode(['Int'], [[null]]))).toBe(true);
  });

  test('never change their form: recorded fingerprints depend on it', () => {
    const rows = [
      [1, 2n ** 53n + 1n, 0.1, '1.00', true, "o'clock", 1_774_746_000_000_000, null, 9],
      [null, null, null, null, null, null, null, 5, null],
    ];
    const types: FeatureType[] = ['Int', 'BigInt', 'Float', 'Decimal', 'Boolean', 'String', 'DateTime', 'Int', 'Int'];
    const bytes = encode(types, rows);
    expect(bytes.subarray(0, 6).toString('hex')).toBe('800001000000');
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      'b8a6b1780896137f91bc2e8c8095f77ea4ee7ad24c4a63197864ea78cc8489b8',
    );
  });
});
