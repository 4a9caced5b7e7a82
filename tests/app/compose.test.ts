import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { startRedis } from '../harness/redis.js';
import { findFreePort } from '../../src/postgres/embedded/free-port.js';
import { compose } from '../../src/app/compose.js';
import { readConfig } from '../../src/app/config.js';
import { createServer } from '../../src/app/create-server.js';
import { ask, openApp } from './open-app.js';
import { bringUpOrders } from './story.js';

let dataDirectory: string;
let database: FreshDatabase;

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'asof-compose-'));
  database = await freshDatabase('compose');
});

afterEach(async () => {
  await database.drop();
  await rm(dataDirectory, { recursive: true, force: true });
});

const configFor = (environment: Record<string, string>) =>
  readConfig({
    DATABASE_URL: database.connectionString,
    ASOF_DATA_DIR: dataDirectory,
    ASOF_LOG_LEVEL: 'silent',
    ...environment,
  });

const openConnections = async () => {
  const { rows } = await database.pool.query<{ open: number }>(
    `SELECT count(*)::int4 AS open FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name LIKE 'asof %'`,
  );
  return rows[0]?.open;
};

describe('an app', () => {
  test('leaves no connection behind when it is closed', async () => {
    const app = await compose(configFor({}));
    expect(await openConnections()).toBeGreaterThan(0);
    await app.close();
    await app.close();
    expect(await openConnections()).toBe(0);
  });

  test('closes what it had opened when a later step fails', async () => {
    const config = { ...configFor({}), dataDirectory: '/dev/null/nowhere' };
    await expect(compose(config)).rejects.toThrow();
    expect(await openConnections()).toBe(0);
  });

  test('finds its registry and its live values again after a restart', async () => {
    const first = await compose(configFor({}));
    const firstServer = await createServer(first);
    await bringUpOrders({ database, graphql: (query, variables) => ask(firstServer, query, variables) });
    await firstServer.close();
    await first.close();
    const second = await compose(configFor({}));
    const server = await createServer(second);
    const { data, errors } = await ask(
      server,
      '{ onlineFeatures(features: ["ShopSales.revenue"], entities: [{shop: "south"}]) { vectors { values } } }',
    );
    expect(errors).toEqual([]);
    expect(data.onlineFeatures.vectors[0].values).toEqual(['5']);
    await server.close();
    await second.close();
  });

  test('shares a Redis with the app of another database without meeting its values', async () => {
    const redis = await startRedis();
    const [one, other] = [await openApp({ redisUrl: redis.url }), await openApp({ redisUrl: redis.url })];
    try {
      await bringUpOrders(one);
      await other.database.pool.query('CREATE TABLE before_orders ()');
      await bringUpOrders(other);
      await other.database.pool.query(`UPDATE orders SET shop = 'elsewhere'`);
      const query =
        '{ onlineFeatures(features: ["ShopSales.revenue"], entities: [{shop: "south"}]) { vectors { values } } }';
      await one.database.pool.query(
        `INSERT INTO orders VALUES (9, 'south', '2026-03-29T11:58:00Z', '2026-03-29T11:58:00Z', 1, 1)`,
      );
      await one.graphql('mutation { materialize(wait: true) { state } }');
      expect((await one.graphql(query)).data.onlineFeatures.vectors[0].values).toEqual(['6']);
      expect((await other.graphql(query)).data.onlineFeatures.vectors[0].values).toEqual(['5']);
    } finally {
      await one.close();
      await other.close();
      await redis.stop();
    }
  });
});

describe('a Postgres that is away', () => {
  test('at the start is DATABASE_UNAVAILABLE, without its address', async () => {
    const port = await findFreePort();
    const start = compose(configFor({ DATABASE_URL: `postgres://me:hunter2@127.0.0.1:${port}/asof` }));
    await expect(start).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.not.stringContaining('hunter2'),
    });
  });

  test('at the start and silent is DATABASE_UNAVAILABLE within seconds', async () => {
    const silent = createTcpServer(() => undefined);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as { port: number };
    await expect(compose(configFor({ DATABASE_URL: `postgres://me@127.0.0.1:${port}/asof` }))).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    silent.close();
  }, 20_000);
});

describe('a Redis that is away', () => {
  test('does not stop the start; /readyz says so, and live reads answer again once it is back', async () => {
    const redis = await startRedis();
    await redis.kill();
    const open = await openApp({ redisUrl: redis.url });
    const live =
      '{ onlineFeatures(features: ["ShopSales.revenue"], entities: [{shop: "south"}]) { vectors { values } } }';
    try {
      const away = await open.server.inject({ method: 'GET', url: '/readyz' });
      expect(away.statusCode).toBe(503);
      expect(away.json()).toMatchObject({
        ready: false,
        checks: [
          { name: 'database', ready: true },
          { name: 'onlineStore', ready: false, code: 'ONLINE_STORE_UNAVAILABLE' },
        ],
      });
      await redis.revive();
      await bringUpOrders(open);
      expect((await open.graphql(live)).data.onlineFeatures.vectors[0].values).toEqual(['5']);
      await redis.kill();
      const lost = await open.graphql(live);
      expect(lost.errors.map(({ extensions }) => extensions.code)).toEqual(['ONLINE_STORE_UNAVAILABLE']);
      expect(lost.text).not.toContain(String(redis.port));
    } finally {
      await open.close();
      await redis.stop();
    }
  });
});
