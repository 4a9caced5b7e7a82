import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startRedis, type TestRedis } from '../harness/redis.js';
import type { MaterializationRun } from '../../src/registry/run-registry.js';
import { type FreshApp, freshApp, liveRows } from './fresh-app.js';
import { order, startOrders, writeOrders } from './orders.js';

let redis: TestRedis;
let app: FreshApp;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

beforeEach(async () => {
  app = await freshApp('down', { start: '2026-01-01T00:30:00Z', redisUrl: redis.url });
  await startOrders(app);
});

afterEach(() => app.close());

async function materialize(): Promise<MaterializationRun> {
  const [run] = await app.services.materialize({ views: ['ShopSales'], wait: true });
  return run as MaterializationRun;
}

/** The client notices that the store is back at its next attempt to connect. */
async function untilReady(): Promise<void> {
  for (let asked = 0; asked < 200; asked += 1) {
    if ((await app.services.checkReady()).ready) return;
    await sleep(50);
  }
  throw new Error('the online store did not come back');
}

async function lasts(...shops: readonly string[]): Promise<unknown[]> {
  const entities = shops.map((shop) => ({ shop }));
  const rows = await liveRows(app.services, { service: null, features: ['ShopSales.last'], entities });
  return rows.map((row) => row['ShopSales.last']);
}

describe('an online store that goes away', () => {
  test('fails the run, keeps its history, and is filled by the next run', async () => {
    await writeOrders(app, [order(1)]);
    await materialize();
    await redis.kill();
    await writeOrders(app, [order(2, { shop: 'south', total: 20 })]);
    expect(await materialize()).toMatchObject({
      state: 'FAILED',
      run: 2,
      inHistory: true,
      online: false,
      failure: { code: 'ONLINE_STORE_UNAVAILABLE' },
    });
    const request = { service: 'ShopSales', asOf: app.clock.now(), hindsight: false, where: null };
    await expect(lasts('north')).rejects.toMatchObject({ code: 'ONLINE_STORE_UNAVAILABLE' });
    await app.services.register({ sdl: 'type Sales @featureService(features: ["ShopSales"])' });
    const spine = [{ shop: 'south', eventTime: '2026-01-01T00:30:00Z' }];
    expect(await app.services.buildTrainingSet({ ...request, service: 'Sales', spine })).toMatchObject({ rowCount: 1 });
    await redis.revive();
    await untilReady();
    expect(await materialize()).toMatchObject({
      state: 'SUCCEEDED',
      run: 3,
      report: { rowsAdded: 0, entitiesWritten: 2 },
    });
    expect(await lasts('north', 'south')).toEqual([10, 20]);
  }, 30_000);

  test('and comes back empty is not taken for full: reads say so and the next run fills it', async () => {
    await writeOrders(app, [order(1), order(2, { shop: 'south', total: 20 })]);
    await materialize();
    await redis.flush();
    await expect(lasts('north')).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' });
    expect(await materialize()).toMatchObject({ state: 'SUCCEEDED', report: { rowsAdded: 0, entitiesWritten: 2 } });
    expect(await lasts('north', 'south')).toEqual([10, 20]);
    expect((await materialize()).report?.entitiesWritten).toBe(0);
  });
});
