import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { encodeEntityKey } from '../../src/values/entity-key.js';

describe('an entity key', () => {
  test('differs for keys that are the same when they are glued', () => {
    const pairs = [
      [
        ['1', '23'],
        ['12', '3'],
      ],
      [
        ['', '1:'],
        ['1:', ''],
      ],
      [
        ['1:1', ''],
        ['', '1:1'],
      ],
      [
        ['a', '', 'b'],
        ['a', 'b', ''],
      ],
      [
        ['1:a1', 'b'],
        ['', '1:a1b'],
      ],
    ] as const;
    for (const [left, right] of pairs) expect(encodeEntityKey(left)).not.toBe(encodeEntityKey(right));
  });

  test('tells 2^53 from 2^53 + 1', () => {
    expect(encodeEntityKey([2n ** 53n])).not.toBe(encodeEntityKey([2n ** 53n + 1n]));
  });

  test('is null when any key is null: it belongs to no entity', () => {
    expect(encodeEntityKey([null])).toBeNull();
    expect(encodeEntityKey(['a', null])).toBeNull();
    expect(encodeEntityKey([null, 'a'])).toBeNull();
  });

  test('says the length in UTF-16 units, then the text', () => {
    expect(encodeEntityKey(['\u{1F600}', -7, 12n])).toBe('2:\u{1F600}2:-72:12');
  });

  test('is the same exactly when the keys are, for random texts of few characters', () => {
    const random = seededRandom(seedFor('entity keys'));
    const draw = (): string =>
      Array.from({ length: Math.floor(random() * 4) }, () => '1:2'[Math.floor(random() * 3)]).join('');
    for (let round = 0; round < 20_000; round += 1) {
      const left = [draw(), draw(), draw()];
      const right = [draw(), draw(), draw()];
      const same = left.every((key, index) => key === right[index]);
      expect(encodeEntityKey(left) === encodeEntityKey(right)).toBe(same);
    }
  });
});
