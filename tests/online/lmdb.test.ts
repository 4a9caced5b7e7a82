import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { open } from 'lmdb';
import { lmdbKey } from '../../src/online/lmdb/lmdb-key.js';
import { openLmdbStore } from '../../src/online/lmdb/lmdb-online-store.js';
import { packValue } from '../../src/online/state-value.js';
import { at, describeOnlineStore, state, texts } from '../contracts/online-store.js';

describeOnlineStore('LMDB', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'asof-online-'));
  return {
    open: () => openLmdbStore({ directory }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
});

describe('what is kept in a folder', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'asof-online-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  test('survives closing and opening, in a folder that was made for it', async () => {
    const deeper = join(directory, 'not.there', 'yet');
    const first = openLmdbStore({ directory: deeper });
    await first.write([state(1, 'a', 7, 'a'), state(1, 'x'.repeat(5_000), 7, 'long')]);
    await first.close();
    const second = openLmdbStore({ directory: deeper });
    expect(await texts(second, [at(1, 'a'), at(1, 'x'.repeat(5_000))])).toEqual(['a', 'long']);
    expect(await second.write([state(1, 'a', 6, 'older')])).toBe(0);
    await second.close();
  });

  test('closes only after the writes under way', async () => {
    const first = openLmdbStore({ directory });
    const writing = first.write([state(1, 'a', 1, 'a')]);
    await first.close();
    expect(await writing).toBe(1);
    const second = openLmdbStore({ directory });
    expect(await texts(second, [at(1, 'a')])).toEqual(['a']);
    await second.close();
  });

  test('is missing when its format is unknown or another key has its place, and is overwritten by any run', async () => {
    const long = 'x'.repeat(5_000);
    const foreign = packValue({ run: 9, bytes: Buffer.from('later') }, '');
    foreign[0] = 2;
    const raw = open<Buffer, Buffer>({
      path: directory,
      noSubdir: false,
      keyEncoding: 'binary',
      encoding: 'binary',
      overlappingSync: false,
    });
    await raw.put(lmdbKey(1, 'a').bytes, foreign);
    await raw.put(lmdbKey(1, 'b').bytes, Buffer.of(1, 2));
    await raw.put(lmdbKey(1, long).bytes, packValue({ run: 1, bytes: Buffer.from('stranger') }, `${long.slice(1)}y`));
    await raw.close();
    const store = openLmdbStore({ directory });
    const keys = [at(1, 'a'), at(1, 'b'), at(1, long)];
    expect(await store.read(keys)).toEqual([null, null, null]);
    expect(await store.write([state(1, 'a', 1, 'a'), state(1, 'b', 1, 'b'), state(1, long, 1, 'long')])).toBe(3);
    expect(await texts(store, keys)).toEqual(['a', 'b', 'long']);
    await store.close();
  });
});

test('refuses a folder that cannot be used, without naming it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'asof-online-'));
  const file = join(directory, 'file');
  await writeFile(file, 'not a folder');
  let refusal: unknown;
  try {
    openLmdbStore({ directory: file });
  } catch (error) {
    refusal = error;
  }
  expect(refusal).toMatchObject({ code: 'ONLINE_STORE_UNAVAILABLE', message: expect.not.stringContaining(directory) });
  await rm(directory, { recursive: true });
});
