import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { startRedis, type TestRedis } from '../harness/redis.js';
import type { OnlineStore } from '../../src/online/online-store.js';
import { redisKey } from '../../src/online/redis/redis-key.js';
import { openRedisStore } from '../../src/online/redis/redis-online-store.js';
import { packValue } from '../../src/online/state-value.js';
import { at, describeOnlineStore, state, texts } from '../contracts/online-store.js';

const UNAVAILABLE = {
  code: 'ONLINE_STORE_UNAVAILABLE',
  message: expect.not.stringMatching(/127\.0\.0\.1|localhost:\d/),
};

let redis: TestRedis;
let places = 0;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

describeOnlineStore('Redis', async () => {
  places += 1;
  const namespace = `place *?[${places}] {a}:1`;
  return { open: () => openRedisStore({ url: redis.url, namespace }), remove: () => redis.flush() };
});

describe('a Redis shared with others', () => {
  let store: OnlineStore;
  let raw: Redis;

  beforeEach(() => {
    store = openRedisStore({ url: redis.url, namespace: 'ours' });
    raw = new Redis(redis.url);
  });

  afterEach(async () => {
    await store.close();
    await raw.quit();
    await redis.flush();
  });

  test('shows nothing of one namespace to another, and drops nothing of it', async () => {
    const names = ['', 'our', 'ours:', 'ours*', '*', 'ours:{kYQ}:1', '{ours}', 'OURS', 'öurs'];
    const others = names.map((namespace) => openRedisStore({ url: redis.url, namespace }));
    await store.write([state(1, 'a', 9, 'ours')]);
    for (const other of others) expect(await other.read([at(1, 'a')])).toEqual([null]);
    for (const [index, other] of others.entries()) expect(await other.write([state(1, 'a', 1, `${index}`)])).toBe(1);
    await others[4]?.dropView(1);
    await store.dropView(1);
    expect(await texts(store, [at(1, 'a')])).toEqual([null]);
    for (const [index, other] of others.entries()) {
      expect(await texts(other, [at(1, 'a')])).toEqual([index === 4 ? null : `${index}`]);
      await other.close();
    }
  });

  test('keeps all views of an entity in one slot of a cluster', () => {
    const tag = (name: string): string | undefined => /\{(.+?)\}/.exec(name)?.[1];
    for (const key of ['', 'a', '}{', 'x'.repeat(5_000)]) {
      const tags = [1, 2, 11].map((view) => tag(redisKey('n{a}', view, key).name));
      expect(new Set(tags).size).toBe(1);
      expect(tags[0]).toMatch(/^[kh][\w-]*$/);
    }
  });

  test('leaves keys of other programs alone when it drops a view', async () => {
    const foreign = [
      'ours:{kYQ}:1:more',
      'ours:{kYQ}:11',
      'ours:{}:1',
      'ours:{kYQ}x}:1',
      'xours:{kYQ}:1',
      'ours:check',
    ];
    await raw.mset(Object.fromEntries(foreign.map((name) => [name, 'x'])));
    await store.write([state(1, 'a', 1, 'a')]);
    expect(await raw.exists('ours:{kYQ}:1')).toBe(1);
    await store.dropView(1);
    expect((await raw.keys('*')).sort()).toEqual([...foreign].sort());
  });

  test('does not swallow the failure of one write among many', async () => {
    await raw.lpush(redisKey('ours', 1, 'key 900').name, 'a list');
    const states = Array.from({ length: 1_500 }, (_, index) => state(1, `key ${index}`, 1, 'x'));
    await expect(store.write(states)).rejects.toMatchObject({ code: 'INTERNAL', details: { reply: 'WRONGTYPE' } });
    await store.check();
  });

  test('takes a value of unknown format, or of another key of the same hash, for missing', async () => {
    const long = 'x'.repeat(5_000);
    const foreign = packValue({ run: 9, bytes: Buffer.from('later') }, '');
    foreign[0] = 2;
    await raw.set(redisKey('ours', 1, 'a').name, foreign);
    await raw.set(redisKey('ours', 1, 'b').name, 'b');
    await raw.set(redisKey('ours', 1, long).name, packValue({ run: 1, bytes: Buffer.from('stranger') }, `${long}y`));
    const keys = [at(1, 'a'), at(1, 'b'), at(1, long)];
    expect(await store.read(keys)).toEqual([null, null, null]);
    expect(await store.write([state(1, 'a', 1, 'a'), state(1, 'b', 1, 'b'), state(1, long, 1, 'long')])).toBe(3);
    expect(await texts(store, keys)).toEqual(['a', 'b', 'long']);
  });

  test('writes on after the server has forgotten its scripts', async () => {
    await store.write([state(1, 'a', 1, 'a')]);
    await raw.script('FLUSH');
    const states = Array.from({ length: 2_000 }, (_, index) => state(1, `key ${index}`, 1, 'x'));
    expect(await store.write(states)).toBe(2_000);
  });
});

describe('a Redis that fails', () => {
  let failing: TestRedis;
  let store: OnlineStore;
  let raw: Redis;

  beforeEach(async () => {
    failing = await startRedis();
    store = openRedisStore({ url: failing.url, namespace: 'ours' });
    raw = new Redis(failing.url, { lazyConnect: true });
    raw.on('error', () => undefined);
  });

  afterEach(async () => {
    await store.close();
    raw.disconnect();
    await failing.stop();
  });

  test('may be down at the start: calls say so at once, and work when it is there', async () => {
    await failing.kill();
    const late = openRedisStore({ url: failing.url, namespace: 'late' });
    for (let call = 0; call < 5; call += 1) await expect(late.check()).rejects.toMatchObject(UNAVAILABLE);
    await expect(late.read([at(1, 'a')])).rejects.toMatchObject(UNAVAILABLE);
    await expect(late.write([state(1, 'a', 1, 'a')])).rejects.toMatchObject(UNAVAILABLE);
    await expect(late.dropView(1)).rejects.toMatchObject(UNAVAILABLE);
    await failing.revive();
    await untilItAnswers(late);
    expect(await late.write([state(1, 'a', 1, 'a')])).toBe(1);
    await late.close();
  });

  test('may be killed during writes and come back: writes fail with a code, then succeed when sent again', async () => {
    const states = Array.from({ length: 20_000 }, (_, index) => state(1, `key ${index}`, 1, 'x'.repeat(200)));
    await store.check();
    const outcomes = Promise.allSettled(Array.from({ length: 4 }, () => store.write(states)));
    await failing.kill();
    for (const outcome of await outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
    await expect(store.read([at(1, 'a')])).rejects.toMatchObject(UNAVAILABLE);
    await failing.revive();
    await untilItAnswers(store);
    expect(await store.write(states)).toBe(20_000);
    expect(new Set(await texts(store, states))).toEqual(new Set(['x'.repeat(200)]));
  });

  test('closes while it is away', async () => {
    await store.check();
    await failing.kill();
    await expect(store.check()).rejects.toMatchObject(UNAVAILABLE);
    await store.close();
    const never = openRedisStore({ url: failing.url, namespace: 'never' });
    await never.close();
  });

  test('fails calls in bounded time when it hangs, gives up the connection, and serves again when it goes on', async () => {
    const connections = async (): Promise<number> =>
      Number(/total_connections_received:(\d+)/.exec(await raw.info('stats'))?.[1]);
    await store.check();
    const connectionsBefore = await connections();
    await raw.client('PAUSE', 4_000, 'ALL');
    await expect(store.read([at(1, 'a')])).rejects.toMatchObject(UNAVAILABLE);
    const started = process.hrtime.bigint();
    await Promise.allSettled(Array.from({ length: 1_000 }, () => store.read([at(1, 'a')])));
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeLessThan(3);
    await untilItAnswers(store);
    expect(await store.read([at(1, 'a')])).toEqual([null]);
    expect(await connections()).toBeGreaterThan(connectionsBefore);
  });

  test('says so when it refuses to write', async () => {
    await store.write([state(1, 'a', 1, 'a')]);
    await raw.replicaof('127.0.0.1', '1');
    const readOnly = { ...UNAVAILABLE, details: { reply: 'READONLY' } };
    await expect(store.write([state(1, 'a', 2, 'b')])).rejects.toMatchObject(readOnly);
    await untilItConnects(store);
    await expect(store.check()).rejects.toMatchObject(readOnly);
    await raw.replicaof('NO', 'ONE');
    await untilItAnswers(store);
    expect(await store.write([state(1, 'a', 2, 'b')])).toBe(1);
  });

  test('refuses writes when its memory is full, and keeps what it has', async () => {
    const small = await startRedis({ maxmemory: '4mb', 'maxmemory-policy': 'noeviction' });
    const full = openRedisStore({ url: small.url, namespace: 'full' });
    await full.write([state(1, 'first', 1, 'first')]);
    const states = Array.from({ length: 100 }, (_, index) => state(1, `key ${index}`, 1, 'x'.repeat(100_000)));
    await expect(full.write(states)).rejects.toMatchObject({ ...UNAVAILABLE, details: { reply: 'OOM' } });
    expect(await texts(full, [at(1, 'first')])).toEqual(['first']);
    await full.close();
    await small.stop();
  });
});

async function untilItAnswers(store: OnlineStore): Promise<void> {
  await until(() => store.check());
}

async function untilItConnects(store: OnlineStore): Promise<void> {
  await until(() => store.read([at(1, 'a')]));
}

/** Waits for the connection to be made again, which takes a second at most. */
async function until(attempt: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await attempt();
      return;
    } catch (error) {
      if (tries === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
