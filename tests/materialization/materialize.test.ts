import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MaterializationRun } from '../../src/registry/run-registry.js';
import { type FreshApp, freshApp, liveRows } from './fresh-app.js';
import { order, startOrders, writeOrders } from './orders.js';

const HOUR = 3_600_000_000;

let app: FreshApp;

beforeEach(async () => {
  app = await freshApp('materialize', { start: '2026-01-01T00:30:00Z' });
});

afterEach(() => app.close());

async function materialize(): Promise<MaterializationRun> {
  const [run] = await app.services.materialize({ views: ['ShopSales'], wait: true });
  return run as MaterializationRun;
}

async function live(...shops: readonly string[]): Promise<unknown[]> {
  const rows = await liveRows(app.services, {
    service: null,
    features: ['ShopSales'],
    entities: shops.map((shop) => ({ shop })),
  });
  return rows.map((row) => Object.values(row));
}

describe('a materialization', () => {
  test('brings rows to where live reads find them, and unknown entities keep their place', async () => {
    await startOrders(app);
    await writeOrders(app, [order(1), order(2, { total: 20 }), order(3, { shop: 'south', total: 5 })]);
    expect(await materialize()).toMatchObject({
      state: 'SUCCEEDED',
      run: 1,
      name: 'ShopSales@1',
      inHistory: true,
      online: true,
      failure: null,
      report: { rowsRead: 3, rowsAdded: 3, rowsClosed: 0, entitiesWritten: 2 },
    });
    expect(await live('north', 'nobody', 'south', 'north')).toEqual([
      [2, 2, 30, 20],
      [0, 0, null, null],
      [1, 1, 5, 5],
      [2, 2, 30, 20],
    ]);
  });

  test('rewrites only the entities that something is new of', async () => {
    await startOrders(app);
    await writeOrders(
      app,
      ['a', 'b', 'c', 'd'].map((shop, index) => order(index, { shop })),
    );
    expect((await materialize()).report?.entitiesWritten).toBe(4);
    expect((await materialize()).report?.entitiesWritten).toBe(0);
    await writeOrders(app, [order(9, { shop: 'c' })]);
    expect((await materialize()).report?.entitiesWritten).toBe(1);
    expect(await live('b', 'c')).toEqual([
      [1, 1, 10, 10],
      [2, 2, 20, 10],
    ]);
  });

  test('leaves counts that fall as the clock moves, with nothing run', async () => {
    await startOrders(app);
    await writeOrders(app, [
      order(1, { placed_at: '2026-01-01T00:00:00Z' }),
      order(2, { placed_at: '2026-01-01T00:10:00Z' }),
    ]);
    await materialize();
    expect(await live('north')).toEqual([[2, 2, 20, 10]]);
    app.clock.moveTo('2026-01-01T00:59:59.999999Z');
    expect(await live('north')).toEqual([[2, 2, 20, 10]]);
    app.clock.moveTo('2026-01-01T01:00:00Z');
    expect(await live('north')).toEqual([[1, 2, 20, 10]]);
    app.clock.moveTo('2026-01-01T01:10:00Z');
    expect(await live('north')).toEqual([[0, 2, 20, 10]]);
    app.clock.advance(48 * HOUR);
    const { vectors } = await app.services.readFeatureVectors({
      service: null,
      features: ['ShopSales.last'],
      entities: [{ shop: 'north' }],
    });
    expect(vectors[0]).toMatchObject({ values: [null], statuses: ['EXPIRED'] });
  });

  test('brings in what is known later at that moment and not before', async () => {
    await startOrders(app);
    await writeOrders(app, [order(1, { paid_at: '2026-01-01T00:45:00Z' })]);
    await materialize();
    expect(await live('north')).toEqual([[0, 0, null, null]]);
    app.clock.moveTo('2026-01-01T00:45:00Z');
    expect(await live('north')).toEqual([[1, 1, 10, 10]]);
  });

  test('takes rows that moved, were deleted or lost their key from where they were', async () => {
    await startOrders(app, 'SNAPSHOT');
    await writeOrders(app, [order(1), order(2, { shop: 'south' }), order(3, { shop: 'east' })]);
    await materialize();
    await app.database.pool.query(
      "DELETE FROM orders WHERE id = 1; UPDATE orders SET shop = 'west', paid_at = paid_at + interval '1 minute' WHERE id = 2; UPDATE orders SET shop = NULL, paid_at = paid_at + interval '1 minute' WHERE id = 3",
    );
    app.clock.advance(1);
    expect((await materialize()).report).toMatchObject({ rowsWithoutEntity: 1, entitiesWritten: 4 });
    const nothing = [0, 0, null, null];
    expect(await live('north', 'south', 'west', 'east')).toEqual([nothing, nothing, [1, 1, 10, 10], nothing]);
    await writeOrders(app, [order(1)]);
    await materialize();
    expect(await live('north')).toEqual([[1, 1, 10, 10]]);
  });

  test('fails on a row an expression cannot take, says why, and leaves what was served', async () => {
    await startOrders(app);
    await app.services.register({
      sdl: 'type Doubled @featureView(entity: "Shop", source: "Orders") { last: Int @latest(of: "total * 2") }',
    });
    const run = async () => (await app.services.materialize({ views: ['Doubled'], wait: true }))[0];
    const last = async () =>
      (await liveRows(app.services, { service: null, features: ['Doubled'], entities: [{ shop: 'north' }] }))[0];
    await writeOrders(app, [order(1)]);
    expect(await run()).toMatchObject({ state: 'SUCCEEDED' });
    await writeOrders(app, [order(2, { total: 2_000_000_000 }), order(3, { total: 7 })]);
    const failed = await run();
    expect(failed).toMatchObject({
      state: 'FAILED',
      run: 2,
      inHistory: false,
      online: false,
      failure: { code: 'ROW_REFUSED' },
    });
    expect(failed?.failure?.message).toContain('integer out of range');
    expect(await last()).toEqual({ 'Doubled.last': 20 });
    await writeOrders(app, [order(2, { total: 2 })]);
    expect(await run()).toMatchObject({ state: 'SUCCEEDED', run: 3, report: { rowsAdded: 2 } });
    expect(await last()).toEqual({ 'Doubled.last': 14 });
  });

  test('fails alone: the other views are brought up to date', async () => {
    await startOrders(app);
    await app.services.register({
      sdl: 'type Broken @featureView(entity: "Shop", source: "Orders") { last: Int @latest(of: "total * 2000000000") }',
    });
    await writeOrders(app, [order(1)]);
    const runs = await app.services.materialize({ views: null, wait: true });
    expect(runs.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'Broken@1 FAILED',
      'OrderOutcome@1 SUCCEEDED',
      'ShopSales@1 SUCCEEDED',
    ]);
  });

  test('of a view whose table is gone fails with the reason and is well once that is back', async () => {
    await startOrders(app);
    await writeOrders(app, [order(1)]);
    await materialize();
    await app.database.pool.query('ALTER TABLE orders RENAME TO moved');
    expect(await materialize()).toMatchObject({ state: 'FAILED', failure: { code: 'SOURCE_TABLE_NOT_FOUND' } });
    await app.database.pool.query('ALTER TABLE moved RENAME TO orders');
    expect(await materialize()).toMatchObject({ state: 'SUCCEEDED' });
    expect(await live('north')).toEqual([[1, 1, 10, 10]]);
  });

  test('asked for several times at once runs one after the other and ends well', async () => {
    await startOrders(app);
    await writeOrders(app, [order(1), order(2, { shop: 'south' })]);
    const runs = (await Promise.all([materialize(), materialize(), materialize()])).sort((a, b) => a.run - b.run);
    expect(runs.map(({ run, state }) => [run, state])).toEqual([
      [1, 'SUCCEEDED'],
      [2, 'SUCCEEDED'],
      [3, 'SUCCEEDED'],
    ]);
    expect(runs.map(({ report }) => [report?.rowsAdded, report?.entitiesWritten])).toEqual([
      [2, 2],
      [0, 0],
      [0, 0],
    ]);
    expect(await live('north')).toEqual([[1, 1, 10, 10]]);
  });

  test('that is not waited for returns its runs as they begin', async () => {
    await startOrders(app);
    await writeOrders(app, [order(1)]);
    const [run] = await app.services.materialize({ views: ['ShopSales'], wait: false });
    expect(run).toMatchObject({ state: 'RUNNING', run: 1 });
    await materialize();
    expect(await app.services.runs.find(run?.id ?? '')).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('of an unknown name is refused with the nearest', async () => {
    await startOrders(app);
    await expect(app.services.materialize({ views: ['ShopSale'], wait: true })).rejects.toMatchObject({
      code: 'FEATURE_VIEW_NOT_FOUND',
      message: expect.stringContaining('"ShopSales"'),
    });
  });

  test('has not been: live reads and training sets say so', async () => {
    await startOrders(app);
    await expect(live('north')).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' });
    const request = { service: 'BigOrder', asOf: app.clock.now(), hindsight: false, spine: null, where: null };
    await expect(app.services.buildTrainingSet(request)).rejects.toMatchObject({ code: 'NOT_MATERIALIZED' });
  });
});
