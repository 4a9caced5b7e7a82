import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { encodeEntityKey } from '../../src/values/entity-key.js';
import type { OnlineKey, OnlineStore, OnlineWrite } from '../../src/online/online-store.js';

/** One place where states are kept, empty at first. */
export interface OnlineStorePlace {
  /** Opens the place once more: all stores of a place see the same states. */
  open(): OnlineStore;
  /** Removes what is kept, once every store is closed. */
  remove(): Promise<void>;
}

const HOSTILE_KEYS = [
  '',
  ':',
  '1:1',
  '{',
  '}',
  '{}',
  '}:1',
  '{x}:11',
  '*',
  '?[a-z]\\',
  '"double" and \'single\'',
  '\u0000',
  'a\u0000',
  'a\u0000b',
  '🛫',
  '𝒜𝒷',
  'é',
  'e\u0301',
  '\ud83d',
  '\udeeb',
  '\ufffd',
  'x'.repeat(191),
  'x'.repeat(192),
  'x'.repeat(193),
  'x'.repeat(1_024),
  'x'.repeat(1_025),
  'x'.repeat(5_000),
  `${'x'.repeat(4_999)}y`,
  '🛬'.repeat(2_500),
];

/** What every online store promises. `makePlace` gives a place of its own to every test. */
export function describeOnlineStore(backend: string, makePlace: () => Promise<OnlineStorePlace>): void {
  describe(`the online store on ${backend}`, () => {
    let place: OnlineStorePlace;
    let opened: OnlineStore[];
    let store: OnlineStore;

    const open = (): OnlineStore => {
      const another = place.open();
      opened.push(another);
      return another;
    };

    beforeEach(async () => {
      place = await makePlace();
      opened = [];
      store = open();
    });

    afterEach(async () => {
      for (const each of opened) await each.close();
      await place.remove();
    });

    describe('reads', () => {
      test('answers in the order asked, with duplicates', async () => {
        await store.write(['a', 'b', 'c'].map((key) => state(1, key, 1, key)));
        expect(
          await texts(
            store,
            ['c', 'a', 'c', 'b', 'a'].map((key) => at(1, key)),
          ),
        ).toEqual(['c', 'a', 'c', 'b', 'a']);
      });

      test('keeps the place of what it does not know', async () => {
        await store.write([state(1, 'a', 1, 'a'), state(2, 'b', 1, 'b')]);
        const keys = [at(1, 'x'), at(1, 'a'), at(1, 'b'), at(2, 'a'), at(2, 'b'), at(3, 'a')];
        expect(await texts(store, keys)).toEqual([null, 'a', null, null, 'b', null]);
      });

      test('answers nothing to nothing', async () => {
        expect(await store.read([])).toEqual([]);
        expect(await store.write([])).toBe(0);
      });

      test('gives back ten thousand states written at once, in any order', async () => {
        const indexes = Array.from({ length: 10_000 }, (_, index) => index);
        expect(await store.write(indexes.map((index) => state(1, `key ${index}`, 1, `text ${index}`)))).toBe(10_000);
        const asked = indexes.map((index) => (index * 7_919) % 10_001);
        expect(
          await texts(
            store,
            asked.map((index) => at(1, `key ${index}`)),
          ),
        ).toEqual(asked.map((index) => (index === 10_000 ? null : `text ${index}`)));
      });

      test('gives back the very bytes, none and a million of them too', async () => {
        const random = seededRandom(1);
        const samples = [0, 1, 255, 32_768, 32_769, 1_048_576].map((size) =>
          Uint8Array.from({ length: size }, () => random() * 256),
        );
        await store.write(samples.map((bytes, index) => ({ view: 1, entityKey: `${index}`, run: 1, bytes })));
        const states = await store.read(samples.map((_, index) => at(1, `${index}`)));
        for (const [index, bytes] of samples.entries()) {
          expect(Buffer.compare(states[index]?.bytes ?? Buffer.of(1, 2), bytes)).toBe(0);
        }
      });

      test('gives bytes that a later read does not change', async () => {
        await store.write([state(1, 'a', 1, 'first'), state(1, 'b', 1, 'other')]);
        const [first] = await store.read([at(1, 'a')]);
        await store.read([at(1, 'b')]);
        await store.write([state(1, 'a', 2, 'later')]);
        expect(Buffer.from(first?.bytes ?? []).toString()).toBe('first');
      });
    });

    describe('runs', () => {
      test('does not replace a newer state by an older one, and counts what it kept', async () => {
        expect(await store.write([state(1, 'a', 5, 'five'), state(1, 'b', 2, 'two')])).toBe(2);
        expect(await store.write([state(1, 'a', 4, 'four'), state(1, 'b', 3, 'three')])).toBe(1);
        expect(await store.read([at(1, 'a'), at(1, 'b')])).toMatchObject([{ run: 5 }, { run: 3 }]);
        expect(await texts(store, [at(1, 'a'), at(1, 'b')])).toEqual(['five', 'three']);
      });

      test('replaces a state of the same run', async () => {
        await store.write([state(1, 'a', 5, 'before')]);
        expect(await store.write([state(1, 'a', 5, 'after')])).toBe(1);
        expect(await texts(store, [at(1, 'a')])).toEqual(['after']);
      });

      test('keeps the newest of several states of one key in one write', async () => {
        await store.write([state(1, 'a', 2, 'two'), state(1, 'a', 3, 'three'), state(1, 'a', 1, 'one')]);
        expect(await texts(store, [at(1, 'a')])).toEqual(['three']);
      });

      test('compares runs as numbers, up to the greatest whole one', async () => {
        const runs = [
          0,
          1,
          9,
          10,
          255,
          256,
          65_536,
          2 ** 32 - 1,
          2 ** 32,
          2 ** 32 + 1,
          2 ** 40,
          2 ** 53 - 2,
          2 ** 53 - 1,
        ];
        for (const [index, run] of runs.entries()) {
          expect(await store.write([state(1, 'a', run, `${run}`)])).toBe(1);
          for (const older of runs.slice(0, index)) expect(await store.write([state(1, 'a', older, 'older')])).toBe(0);
          expect(await store.read([at(1, 'a')])).toMatchObject([{ run }]);
        }
        expect(await texts(store, [at(1, 'a')])).toEqual([`${2 ** 53 - 1}`]);
      });

      test('ends with the greatest run of every key, however writers interleave', async () => {
        const random = seededRandom(seedFor(`online store on ${backend}: interleaved writers`));
        const pick = (below: number): number => Math.floor(random() * below);
        const writers = [store, open(), open()];
        const greatest = new Map<string, number>();
        const writes = Array.from({ length: 300 }, () => {
          const states = Array.from({ length: 1 + pick(40) }, () => ({ key: `key ${pick(25)}`, run: pick(1_000) }));
          for (const { key, run } of states) greatest.set(key, Math.max(run, greatest.get(key) ?? 0));
          return states.map(({ key, run }) => state(1, key, run, `${key} of run ${run}`));
        });
        await Promise.all(writes.map((states, index) => (writers[index % writers.length] ?? store).write(states)));
        const keys = [...greatest.keys()];
        expect(
          await texts(
            store,
            keys.map((key) => at(1, key)),
          ),
        ).toEqual(keys.map((key) => `${key} of run ${greatest.get(key)}`));
      });
    });

    describe('keys', () => {
      test('keeps apart whatever an entity key may hold', async () => {
        const views = [0, 1, 11, 111, 2 ** 32 + 1];
        const states = views.flatMap((view) =>
          HOSTILE_KEYS.map((key, index) => state(view, key, 1, `${view} ${index}`)),
        );
        expect(await store.write(states)).toBe(states.length);
        expect(await texts(store, states)).toEqual(states.map(({ bytes }) => Buffer.from(bytes).toString()));
      });

      test('keeps apart composite keys that collide when glued', async () => {
        const entities = [
          ['1', '23'],
          ['12', '3'],
          ['123', ''],
          ['', '123'],
          [1n, '23'],
          ['1:2', '3'],
          ['1', '2:3'],
          [2n ** 53n, ''],
          [2n ** 53n + 1n, ''],
        ];
        const keys = entities.map((entity) => encodeEntityKey(entity) ?? 'null');
        const distinct = [...new Set(keys)];
        await store.write(distinct.map((key) => state(1, key, 1, key)));
        expect(distinct).toHaveLength(entities.length - 1); // 1n and '1' are written alike: one entity has keys of one type
        expect(
          await texts(
            store,
            keys.map((key) => at(1, key)),
          ),
        ).toEqual(keys);
      });
    });

    describe('dropping a view', () => {
      test('removes all states of the view and no other', async () => {
        const views = [1, 2, 11, 111, 257];
        const states = views.flatMap((view) => HOSTILE_KEYS.map((key) => state(view, key, 1, `${view}`)));
        await store.write(states);
        for (const dropped of [11, 1]) {
          await store.dropView(dropped);
          views.splice(views.indexOf(dropped), 1);
          const left = states.map(({ view }) => (views.includes(view) ? `${view}` : null));
          expect(await texts(store, states)).toEqual(left);
        }
      });

      test('removes a view of thousands, and takes older runs of it afterwards', async () => {
        const keys = Array.from({ length: 9_000 }, (_, index) => at(1, `key ${index}`));
        await store.write([...keys.map(({ entityKey }) => state(1, entityKey, 9, 'x')), state(2, 'key 1', 9, 'kept')]);
        await store.dropView(1);
        expect(new Set(await texts(store, keys))).toEqual(new Set([null]));
        expect(await texts(store, [at(2, 'key 1')])).toEqual(['kept']);
        expect(await store.write([state(1, 'key 1', 1, 'anew')])).toBe(1);
      });

      test('is done when there is nothing to remove', async () => {
        await store.dropView(404);
        expect(await store.read([at(404, 'a')])).toEqual([null]);
      });
    });

    describe('opening and closing', () => {
      test('shows to one store what another wrote', async () => {
        const other = open();
        await store.write([state(1, 'a', 1, 'a')]);
        expect(await texts(other, [at(1, 'a')])).toEqual(['a']);
      });

      test('answers a check while open, and refuses everything once closed', async () => {
        await store.check();
        const writing = store.write([state(1, 'a', 1, 'a')]);
        await writing;
        await store.close();
        await store.close();
        const closed = { code: 'ONLINE_STORE_UNAVAILABLE', message: expect.stringContaining('has been closed') };
        await expect(store.check()).rejects.toMatchObject(closed);
        await expect(store.read([at(1, 'a')])).rejects.toMatchObject(closed);
        await expect(store.write([state(1, 'a', 1, 'a')])).rejects.toMatchObject(closed);
        await expect(store.dropView(1)).rejects.toMatchObject(closed);
        expect(await texts(open(), [at(1, 'a')])).toEqual(['a']);
      });
    });
  });
}

/** Names a state. */
export function at(view: number, entityKey: string): OnlineKey {
  return { view, entityKey };
}

/** A state whose bytes are a text. */
export function state(
  ...[view, entityKey, run, text]: [view: number, entityKey: string, run: number, text: string]
): OnlineWrite {
  return { view, entityKey, run, bytes: new TextEncoder().encode(text) };
}

/** The bytes of the states under `keys`, as texts. */
export async function texts(store: OnlineStore, keys: readonly OnlineKey[]): Promise<(string | null)[]> {
  const states = await store.read(keys);
  return states.map((each) => (each === null ? null : Buffer.from(each.bytes).toString()));
}
