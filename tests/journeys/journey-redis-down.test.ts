import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRedis, type TestRedis } from '../harness/redis.js';
import { eventually } from './eventually.js';
import { createRides, RIDES_SDL } from './rides.js';
import { bringUp, type ServedApp, serveApp } from './served-app.js';

const AWAY = 'ONLINE_STORE_UNAVAILABLE';
const LIVE = '{ onlineFeatures(service: "StationFacts", entities: [{ station: "north" }]) { vectors { values } } }';
const MATERIALIZE = 'mutation { materialize(wait: true) { name state inHistory online failure { code } } }';

let redis: TestRedis;
let served: ServedApp;

beforeAll(async () => {
  redis = await startRedis();
  await redis.kill();
  served = await serveApp({ redisUrl: redis.url });
  await createRides(served.database.pool);
});

afterAll(async () => {
  await served.close();
  await redis.stop();
});

const codesOf = async (query: string) =>
  (await served.client.graphql(query)).errors.map(({ extensions }) => extensions.code);

async function within<T>(seconds: number, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  expect((performance.now() - started) / 1000).toBeLessThan(seconds);
  return result;
}

describe('a Redis that is not there at the start', () => {
  test('lets the server start, which says that it is alive and not ready', async () => {
    const { client } = served;
    expect(await client.request('/healthz')).toMatchObject({ status: 200 });
    const ready = await within(6, () => client.request('/readyz'));
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text).checks).toMatchObject([
      { name: 'database', ready: true },
      { name: 'onlineStore', ready: false, code: AWAY },
    ]);
  });

  test('lets definitions be registered, histories be made and training sets be computed', async () => {
    const { client } = served;
    await client.get('mutation ($sdl: String!) { registerDefinitions(sdl: $sdl) { registryVersion } }', {
      sdl: RIDES_SDL,
    });
    const { materialize } = await within(15, () => client.get(MATERIALIZE));
    expect(materialize).toEqual([
      { name: 'StationUse@1', state: 'FAILED', inHistory: true, online: false, failure: { code: AWAY } },
      { name: 'RideOutcome@1', state: 'SUCCEEDED', inHistory: true, online: false, failure: null },
    ]);
    const { trainingSet } = await client.get(
      'query ($asOf: DateTime!) { trainingSet(service: "RideOutlook", asOf: $asOf) { rowCount } }',
      { asOf: new Date().toISOString() },
    );
    expect(trainingSet.rowCount).toBe(800);
  });

  test('refuses live reads without waiting long', async () => {
    const [code] = await within(5, () => codesOf(LIVE));
    expect([AWAY, 'NOT_MATERIALIZED']).toContain(code);
  });

  test('is found when it comes', async () => {
    const { client } = served;
    await redis.revive();
    await eventually(
      () => client.request('/readyz'),
      ({ status }) => status === 200,
    );
    const { materialize } = await client.get(MATERIALIZE);
    expect(materialize[0]).toMatchObject({ state: 'SUCCEEDED', online: true });
    const { onlineFeatures } = await client.get(LIVE);
    expect(onlineFeatures.vectors[0].values[3]).toBe('9007199254740993');
  });
});

describe('a Redis that is killed', () => {
  test('gives every request under way an answer within seconds, and the server lives on', async () => {
    const { client } = served;
    await bringUp(served, RIDES_SDL);
    const reading = Array.from({ length: 200 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index * 2));
      return within(6, () => client.graphql(LIVE));
    });
    await reading[20];
    await redis.kill();
    const answers = await Promise.all(reading);
    const codes = new Set(answers.map(({ errors }) => errors[0]?.extensions.code ?? 'answered'));
    expect(codes).toEqual(new Set(['answered', AWAY]));
    expect(await client.request('/healthz')).toMatchObject({ status: 200 });
    expect((await client.request('/readyz')).status).toBe(503);
  });

  test('keeps pushed rows and says that they are not visible yet', async () => {
    const { errors } = await within(15, () =>
      served.client.graphql(
        'mutation ($rows: [JSONObject!]!) { pushRows(source: "Rides", rows: $rows, idempotencyKey: "while away") { accepted } }',
        {
          rows: [
            {
              id: 7000,
              station: 'north',
              started_at: new Date().toISOString(),
              ended_at: new Date().toISOString(),
              minutes: 1,
            },
          ],
        },
      ),
    );
    expect(errors[0]?.message).toMatch(/rows are (in|kept)/i);
    expect(errors[0]?.extensions.code).not.toBe('INTERNAL');
    const { rowCount } = await served.database.pool.query('SELECT FROM rides WHERE id = 7000');
    expect(rowCount).toBe(1);
  });

  test('and comes back empty never passes off what it lost as nothing known', async () => {
    const { client } = served;
    await redis.revive();
    await eventually(
      () => client.request('/readyz'),
      ({ status }) => status === 200,
    );
    const empty = await client.graphql(LIVE);
    if (empty.errors.length === 0) expect(empty.data.onlineFeatures.vectors[0].values[3]).toBe('9007199254740993');
    else expect(empty.errors[0]?.extensions.code).toBe('NOT_MATERIALIZED');
    const { materialize } = await client.get(MATERIALIZE);
    expect(materialize[0]).toMatchObject({ state: 'SUCCEEDED', online: true });
    const { onlineFeatures } = await client.get(LIVE);
    expect(onlineFeatures.vectors[0].values[3]).toBe('9007199254740993');
    expect(onlineFeatures.vectors[0].values[1]).toBeLessThan(11);
  });
});
