import { describe, expect, test } from '@jest/globals';
import { encodeEntityKey } from '../../src/values/entity-key.js';
import type { Value } from '../../src/values/feature-type.js';
import { SpineIndex } from '../../src/point-in-time/spine-index.js';
import { columnOf } from './small-history.js';

function indexOf(keys: readonly (readonly Value[])[], times: readonly number[]): SpineIndex {
  const width = keys[0]?.length ?? 1;
  const columns = Array.from({ length: width }, (_, key) =>
    columnOf(
      'String',
      keys.map((row) => row[key] as Value),
    ),
  );
  return new SpineIndex(columns, Float64Array.from(times));
}

function find(index: SpineIndex, ...keys: readonly Value[]): [number[], number[]] | undefined {
  const found = index.find(encodeEntityKey(keys) as string);
  return found && [[...found.times], [...found.positions]];
}

describe('a spine by entity', () => {
  test('has the rows of each in order of time, equal times in order of position', () => {
    const index = indexOf([['a'], ['b'], ['a'], ['a'], ['b']], [30, 5, 10, 30, 5]);
    expect(index.entityCount).toBe(2);
    expect(find(index, 'a')).toEqual([
      [10, 30, 30],
      [2, 0, 3],
    ]);
    expect(find(index, 'b')).toEqual([
      [5, 5],
      [1, 4],
    ]);
    expect(find(index, 'c')).toBeUndefined();
  });

  test('leaves out rows with a null key', () => {
    const index = indexOf(
      [
        ['a', 'b'],
        ['a', null],
        [null, null],
      ],
      [1, 2, 3],
    );
    expect([...index.entityKeys()]).toEqual([encodeEntityKey(['a', 'b'])]);
  });

  test('tells composite keys apart that are the same when glued', () => {
    const index = indexOf(
      [
        ['1', '23'],
        ['12', '3'],
      ],
      [1, 2],
    );
    expect(find(index, '1', '23')).toEqual([[1], [0]]);
    expect(find(index, '12', '3')).toEqual([[2], [1]]);
  });

  test('gives a position whose keys are those of an entity', () => {
    const index = indexOf([['a'], ['b'], ['a']], [3, 2, 1]);
    for (const key of index.entityKeys()) expect(['1:a', '1:b'][index.examplePosition(key) % 2]).toBe(key);
  });

  test('may be empty', () => {
    const index = indexOf([], []);
    expect([index.entityCount, [...index.entityKeys()]]).toEqual([0, []]);
  });
});
