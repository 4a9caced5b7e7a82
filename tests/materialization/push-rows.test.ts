import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type FreshApp, freshApp, liveRows } from './fresh-app.js';
import { order, startOrders, writeOrders } from './orders.js';

let app: FreshApp;

beforeEach(async () => {
  app = await freshApp('push', { start: '2026-01-01T00:30:00Z' });
  await startOrders(app);
  await writeOrders(app, [order(1)]);
  await app.services.materialize({ views: null, wait: true });
});

afterEach(() => app.close());

function push(rows: readonly object[], idempotencyKey: string | null = null) {
  return app.services.pushRows({ source: 'Orders', rows: rows as Record<string, unknown>[], idempotencyKey });
}

async function totals(...shops: readonly string[]): Promise<unknown[]> {
  const entities = shops.map((shop) => ({ shop }));
  const rows = await liveRows(app.services, { service: null, features: ['ShopSales.total'], entities });
  return rows.map((row) => row['ShopSales.total']);
}

describe('pushed rows', () => {
  test('are kept and visible live when the push returns', async () => {
    expect(await push([order(2, { total: 5 }), order(3, { shop: 'south', total: 7 })])).toEqual({
      accepted: 2,
      refused: [],
      duplicate: false,
    });
    expect(await totals('north', 'south')).toEqual([15, 7]);
    const { rows } = await app.database.pool.query('SELECT id, total FROM orders ORDER BY id');
    expect(rows).toEqual([
      { id: '1', total: 10 },
      { id: '2', total: 5 },
      { id: '3', total: 7 },
    ]);
  });

  test('replace the row of their key', async () => {
    await push([order(1, { total: 50, paid_at: '2026-01-01T00:10:00Z' })]);
    expect(await totals('north')).toEqual([50]);
  });

  test('that do not fit are refused, each by itself, with its place', async () => {
    const report = await push([
      order(2),
      { ...order(3), total: 'many' },
      { ...order(4), colour: 'red' },
      { ...order(5), placed_at: null },
      order(6),
    ]);
    expect(report).toMatchObject({ accepted: 2, duplicate: false });
    expect(report.refused.map(({ index, code }) => [index, code])).toEqual([
      [1, 'VALUE_INVALID'],
      [2, 'SOURCE_COLUMN_NOT_FOUND'],
      [3, 'ROW_REFUSED'],
    ]);
    expect(await totals('north')).toEqual([30]);
  });

  test('sent again under their key change nothing and are reported as before', async () => {
    const first = await push([order(2), { ...order(3), total: 'many' }], 'once');
    await writeOrders(app, [order(2, { total: 99, paid_at: '2026-01-01T00:20:00Z' })]);
    expect(await push([order(2), { ...order(3), total: 'many' }], 'once')).toEqual({ ...first, duplicate: true });
    const { rows } = await app.database.pool.query('SELECT total FROM orders WHERE id = 2');
    expect(rows).toEqual([{ total: 99 }]);
  });

  test('at the same time all land', async () => {
    await Promise.all(Array.from({ length: 6 }, (_, index) => push([order(10 + index, { total: 1 })])));
    expect(await totals('north')).toEqual([16]);
  });

  test('of a view never materialized wait for its first run', async () => {
    await app.services.register({
      sdl: 'type Other @featureView(entity: "Shop", source: "Orders") { last: Int @latest(of: "total") }',
    });
    expect(await push([order(2, { total: 5 })])).toMatchObject({ accepted: 1 });
    expect((await app.services.runs.list({ limit: 50 })).filter(({ name }) => name === 'Other@1')).toEqual([]);
    expect(await totals('north')).toEqual([15]);
  });

  test('past the limit of one call, or for an unknown source, are refused whole', async () => {
    await expect(push(Array.from({ length: 10_001 }, (_, id) => order(id)))).rejects.toMatchObject({
      code: 'TOO_MANY_ROWS',
    });
    await expect(app.services.pushRows({ source: 'Order', rows: [], idempotencyKey: null })).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    });
  });
});
