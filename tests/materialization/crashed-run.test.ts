import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { createMaterialize, type Materialize } from '../../src/materialization/materialize.js';
import { createClosingStack } from '../../src/app/closing-stack.js';
import { openStores, type Stores } from '../../src/app/open-stores.js';
import { type FreshApp, freshApp, liveRows } from './fresh-app.js';
import { order, startOrders, writeOrders } from './orders.js';

let app: FreshApp;

beforeEach(async () => {
  app = await freshApp('crashed', { start: '2026-01-01T00:30:00Z' });
  await startOrders(app);
  await writeOrders(app, [order(1)]);
  await app.services.materialize({ views: null, wait: true });
});

afterEach(() => app.close());

/** Another process that materializes with these stores, and is cut off where `cut` says so. */
async function inAnotherProcess(cut: (stores: Stores) => Partial<Stores['registry']['runs']>): Promise<void> {
  const closing = createClosingStack();
  try {
    const config = {
      databaseUrl: app.database.connectionString,
      redisUrl: null,
      host: '',
      port: 0,
      dataDirectory: await newDirectory('crashed'),
      sources: new Map<string, string>(),
      logLevel: 'silent',
    } as const;
    const stores = await openStores(config, { closing, onStep: () => undefined });
    const { definitions, models, runs } = stores.registry;
    const materialize: Materialize = createMaterialize({
      definitions,
      models,
      runs: { ...runs, ...cut(stores) },
      offline: stores.offline,
      online: stores.online,
      clock: app.clock,
    });
    await materialize({ views: ['ShopSales'], wait: true }).catch(() => undefined);
  } finally {
    await closing.close();
  }
}

const CUT = () => Promise.reject(new Error('the process has died'));

describe('a run whose process dies', () => {
  test('after its rows were in the history is made good by the next, though that finds nothing new', async () => {
    await writeOrders(app, [order(2, { shop: 'south', total: 20 })]);
    await inAnotherProcess(() => ({ markInHistory: CUT, fail: CUT }));
    const [run] = await app.services.materialize({ views: ['ShopSales'], wait: true });
    expect(run).toMatchObject({ state: 'SUCCEEDED', run: 3, report: { rowsAdded: 0, entitiesWritten: 1 } });
    const rows = await liveRows(app.services, {
      service: null,
      features: ['ShopSales.last'],
      entities: [{ shop: 'south' }],
    });
    expect(rows).toEqual([{ 'ShopSales.last': 20 }]);
    expect(
      (await app.services.runs.list({ limit: 9 }))
        .filter(({ name }) => name === 'ShopSales@1')
        .map(({ run: number, state, failure }) => [number, state, failure?.code]),
    ).toEqual([
      [3, 'SUCCEEDED', undefined],
      [2, 'FAILED', 'RUN_SUPERSEDED'],
      [1, 'SUCCEEDED', undefined],
    ]);
  });

  test('is not read by training sets that were asked for while it was half done', async () => {
    await writeOrders(app, [order(1, { total: 99, paid_at: '2026-01-01T00:10:00Z' })]);
    await inAnotherProcess(() => ({ markInHistory: CUT, fail: CUT }));
    const request = {
      service: 'BigOrder',
      asOf: app.clock.now(),
      hindsight: false,
      where: null,
      spine: [{ shop: 'north', eventTime: '2026-01-01T00:20:00Z' }],
    };
    const record = await app.services.buildTrainingSet(request);
    expect(record.runs).toMatchObject([{ name: 'ShopSales@1', run: 1 }]);
    await app.services.materialize({ views: null, wait: true });
    expect(await app.services.recomputeTrainingSet(record.id)).toMatchObject({ same: true });
    expect((await app.services.buildTrainingSet(request)).fingerprint).not.toBe(record.fingerprint);
  });
});
