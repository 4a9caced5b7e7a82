import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { lmdbKey, viewStart } from '../../src/online/lmdb/lmdb-key.js';
import { markedRun, markKey, packMark } from '../../src/online/online-mark.js';
import type { OnlineState } from '../../src/online/online-store.js';
import { isKeyOfView, keyPrefix, redisKey, viewPattern } from '../../src/online/redis/redis-key.js';
import { packValue, unpackValue } from '../../src/online/state-value.js';

const VIEWS = [0, 1, 2, 10, 12, 255, 256, 2 ** 31, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER];

/** Keys that are easily mistaken for one another. */
const HOSTILE = [
  ...['', ' ', '\0', '\0\0', '\n', 'a', 'A', 'a\0', '\0a', 'a ', ' a', '1', '01', '1:2', '12', '1,23', '12,3'],
  ...['{a}', '}:1', 'k', 'h', 'ka', '*', '?', '[a]', '%00', '%', 'é', 'e\u0301', 'ß', 'ss', 'İ', 'ı', '東京', '😀'],
  ...['\uFFFD', '\uD800', '\uDBFF', '\uDC00', '\uDC00\uD800', 'a\uD800', '\uD83D', '\uFEFF', '\uFEFFa'],
  ...['x'.repeat(191), 'x'.repeat(192), 'x'.repeat(193), 'é'.repeat(96), 'é'.repeat(97)],
  ...['x'.repeat(1_023), 'x'.repeat(1_024), 'x'.repeat(1_025), 'x'.repeat(5_000), `${'x'.repeat(5_000)}y`],
  ...['__proto__', 'constructor', 'null', 'undefined'],
];

/** Texts of a few units each that matter to one codec or the other. */
function randomKeys(seed: number, count: number): readonly string[] {
  const random = seededRandom(seed);
  const units = ['a', 'b', '\0', '\u0001', ':', '{', '}', 'k', 'h', '%', 'é', '\uD83D', '\uDE00', '\uFFFF', '1', '0'];
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(random() * 6) }, () => units[Math.floor(random() * units.length)])
      .join('')
      .repeat(random() < 0.1 ? 300 : 1),
  );
}

const keys = [...new Set([...HOSTILE, ...randomKeys(seedFor('online keys'), 400)])];

describe('a key of LMDB', () => {
  test('is another one for every view and every entity', () => {
    const seen = new Map<string, string>();
    for (const view of VIEWS) {
      for (const key of keys) {
        const bytes = lmdbKey(view, key).bytes.toString('hex');
        const place = `${view} ${JSON.stringify(key)}`;
        expect([place, seen.get(bytes)]).toEqual([place, undefined]);
        seen.set(bytes, place);
      }
    }
  });

  test('is never longer than LMDB takes, and carries its key in full where only a hash stands in it', () => {
    for (const key of keys) {
      const { bytes, fullKey } = lmdbKey(1, key);
      expect(bytes.length).toBeLessThanOrEqual(1_978);
      if (fullKey === '') expect(bytes.toString('utf8', 9)).toBe(key);
      else expect(fullKey).toBe(key);
    }
  });

  test('lies within the range of its view', () => {
    const ordered = [...VIEWS, Number.MAX_SAFE_INTEGER];
    for (const [index, view] of VIEWS.entries()) {
      const next = ordered[index + 1] as number;
      for (const key of ['', '\0', '\u{10FFFF}', 'x'.repeat(5_000)]) {
        const { bytes } = lmdbKey(view, key);
        expect(Buffer.compare(viewStart(view), bytes)).toBe(-1);
        if (next > view) expect(Buffer.compare(bytes, viewStart(next))).toBe(-1);
      }
    }
  });
});

describe('a key of Redis', () => {
  test('is another one for every namespace, view and entity', () => {
    const seen = new Map<string, string>();
    for (const namespace of ['asof', 'asof:', 'asof:{a}', 'a%2A', 'a*', '', ':']) {
      for (const view of [1, 2, 12]) {
        for (const key of keys) {
          const { name } = redisKey(namespace, view, key);
          const place = `${namespace} ${view} ${JSON.stringify(key)}`;
          expect([place, seen.get(name)]).toEqual([place, undefined]);
          seen.set(name, place);
        }
      }
    }
  });

  test('is short ASCII without blanks, with one hash tag that is never empty', () => {
    for (const key of keys) {
      const { name, fullKey } = redisKey('we: {all} *', 7, key);
      expect(name).toMatch(/^[!-~]{1,330}$/);
      expect(name.match(/[{}]/g)).toEqual(['{', '}']);
      expect(name).not.toContain('{}');
      expect(fullKey === '' || fullKey === key).toBe(true);
    }
  });

  test('is known again as one of its view, and of no other view or namespace', () => {
    for (const key of keys) {
      const { name } = redisKey('asof', 12, key);
      expect(isKeyOfView(name, 'asof', 12)).toBe(true);
      expect([1, 2, 112, 120].some((view) => isKeyOfView(name, 'asof', view))).toBe(false);
      expect(['aso', 'asof:', 'asof2', ''].some((namespace) => isKeyOfView(name, namespace, 12))).toBe(false);
    }
  });

  test.each([
    'asof:{ka}:12:x',
    'asof:{ka}:012',
    'asof:{k}a}:12',
    'asof:{xa}:12',
    'asof:ka:12',
    'asof:{ka}:12\n',
    'b:asof:{ka}:12',
  ])('is not taken for one of ours when another program wrote it: %j', (name) => {
    expect(isKeyOfView(name, 'asof', 12)).toBe(false);
  });

  test('is found by the pattern of its view, whatever the namespace holds', () => {
    for (const namespace of ['asof', 'a*b?c[d]\\', '{x}']) {
      const [before, after] = viewPattern(namespace, 3).split('*') as [string, string];
      expect(viewPattern(namespace, 3).split('*')).toHaveLength(2);
      expect(keyPrefix(namespace)).not.toMatch(/[*?[\]{}\\]/);
      const { name } = redisKey(namespace, 3, 'ORD');
      expect(name.startsWith(before) && name.endsWith(after)).toBe(true);
    }
  });
});

describe('a kept value', () => {
  const bytes = Uint8Array.of(0, 1, 255, 0);

  test.each([0, 1, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER])('keeps run %d', (run) => {
    expect(unpackValue(packValue({ run, bytes }, ''), '')).toEqual({ run, bytes });
  });

  test('keeps every key and every state of bytes, an empty one too', () => {
    const random = seededRandom(seedFor('online values'));
    for (const key of keys) {
      const state = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
      expect(unpackValue(packValue({ run: 5, bytes: state }, key), key)).toEqual({ run: 5, bytes: state });
    }
  });

  test('is missing for any other key of the same hash', () => {
    const value = packValue({ run: 5, bytes }, 'long');
    for (const other of ['', 'lon', 'longer', 'Long', 'long\0']) expect(unpackValue(value, other)).toBeNull();
  });

  test('is missing when it is cut short or of another format', () => {
    const value = packValue({ run: 5, bytes }, 'key');
    for (let length = 0; length < 13 + 6; length += 1) expect(unpackValue(value.subarray(0, length), 'key')).toBeNull();
    expect(unpackValue(Buffer.concat([Buffer.of(2), value.subarray(1)]), 'key')).toBeNull();
  });

  test('stays what it was when the buffer it came in is used again', () => {
    const value = packValue({ run: 5, bytes }, '');
    const state = unpackValue(value, '') as OnlineState;
    value.fill(9);
    expect(state.bytes).toEqual(bytes);
  });
});

describe('the mark of a view', () => {
  test('says which run a store holds in full', () => {
    const { view, entityKey, run, bytes } = packMark(3, 17, 1_000);
    expect({ view, entityKey }).toEqual(markKey(3));
    expect(markedRun({ run, bytes })).toBe(17);
  });

  test.each([[null], [{ run: 9, bytes: new Uint8Array() }], [{ run: 9, bytes: Uint8Array.of(255, 1, 2) }]])(
    'says nothing when it is not there or cannot be read: %p',
    (state) => {
      expect(markedRun(state)).toBe(0);
    },
  );
});
