import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { findFreePort } from '../../src/postgres/embedded/free-port.js';
import { createPool, type PostgresPool } from '../../src/postgres/pool.js';

let database: FreshDatabase;
let pool: PostgresPool;

beforeAll(async () => {
  database = await freshDatabase('pool');
  pool = database.pool;
});

afterAll(() => database.drop());

/** How many sessions run something that holds `marker`, this one left out. */
async function sessionsRunning(marker: string): Promise<number> {
  const { rows } = await pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1 AND pid <> pg_backend_pid()",
    [`%${marker}%`],
  );
  return rows[0]?.n ?? -1;
}

async function waitUntil(met: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await met()) return;
    await sleep(50);
  }
  throw new Error('It did not come to pass within ten seconds.');
}

describe('sessions', () => {
  test('keep every digit of whole numbers, decimals and times', async () => {
    const { rows } = await pool.query(`SELECT 9007199254740993::int8 AS whole, 1.10::numeric AS decimal,
      '2026-03-29 01:00:00.123456+02'::timestamptz AS instant, '2026-03-29'::date AS day, '25:00'::interval AS span,
      ARRAY[9007199254740993::int8] AS wholes, ARRAY['2026-03-29 01:00:00.123456+00'::timestamptz] AS instants,
      ARRAY[0.10, NULL] AS decimals, 7::int4 AS number, true AS yes, 0.1::float8 + 0.2::float8 AS sum`);
    expect(rows[0]).toEqual({
      whole: '9007199254740993',
      decimal: '1.10',
      instant: '2026-03-28 23:00:00.123456+00',
      day: '2026-03-29',
      span: '25:00:00',
      wholes: ['9007199254740993'],
      instants: ['2026-03-29 01:00:00.123456+00'],
      decimals: ['0.10', null],
      number: 7,
      yes: true,
      sum: 0.1 + 0.2,
    });
  });

  test('have their settings, also when the connection string brings options of its own', async () => {
    const withOptions = createPool(
      `${database.connectionString}?options=${encodeURIComponent('-c work_mem=5MB -c TimeZone=Asia/Tokyo')}`,
      {
        statementTimeoutMillis: 4_321,
      },
    );
    const { rows } =
      await withOptions.query(`SELECT current_setting('TimeZone') AS zone, current_setting('work_mem') AS memory,
      current_setting('application_name') AS name, current_setting('statement_timeout') AS timeout`);
    await withOptions.close();
    expect(rows[0]).toEqual({ zone: 'UTC', memory: '5MB', name: 'asof', timeout: '4321ms' });
  });

  test('end a statement that takes longer than allowed, and go on', async () => {
    const hurried = createPool(database.connectionString, { statementTimeoutMillis: 100, max: 1 });
    await expect(hurried.query('SELECT pg_sleep(20)')).rejects.toMatchObject({ code: '57014' });
    expect((await hurried.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await hurried.close();
  });
});

describe('transactions', () => {
  test('are kept when the function returns and undone when it throws', async () => {
    await pool.query('CREATE TABLE kept (n int)');
    await pool.transaction((client) => client.query('INSERT INTO kept VALUES (1)'));
    const failing = pool.transaction(async (client) => {
      await client.query('INSERT INTO kept VALUES (2)');
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect((await pool.query('SELECT n FROM kept')).rows).toEqual([{ n: 1 }]);
  });

  test('what SQL refuses keeps its SQLSTATE, and the connection stays of use', async () => {
    const single = createPool(database.connectionString, { max: 1 });
    await expect(single.transaction((client) => client.query('SELECT * FROM nowhere'))).rejects.toMatchObject({
      code: '42P01',
    });
    expect((await single.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await single.close();
  });

  test('take their isolation and refuse writes when read-only', async () => {
    const isolation = await pool.transaction(
      async (client) =>
        (await client.query<{ level: string }>("SELECT current_setting('transaction_isolation') AS level")).rows[0]
          ?.level,
      { isolation: 'REPEATABLE READ', readOnly: true },
    );
    expect(isolation).toBe('repeatable read');
  });
});

describe('a database that cannot be reached', () => {
  test('is DATABASE_UNAVAILABLE, without the host, user or password in the message', async () => {
    const nowhere = createPool(`postgres://someone:secret@127.0.0.1:${await findFreePort()}/x`);
    const failure = await nowhere.query('SELECT 1').catch((error: Error) => error);
    await nowhere.close();
    expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect((failure as Error).message).toMatch(/nothing answers there/);
    expect((failure as Error).message).not.toMatch(/127\.0\.0\.1|secret|someone/);
  });

  test.each([
    ['another database', (url: URL) => (url.pathname = '/not_there'), /no database of that name/],
    ['a wrong password', (url: URL) => (url.password = 'wrong'), /refused the user/],
    ['a host that does not exist', (url: URL) => (url.hostname = 'no.such.host.invalid'), /machine/],
  ])('says so for %s', async (_what, change, expected) => {
    const url = new URL(database.connectionString);
    change(url);
    const wrong = createPool(url.href);
    await expect(wrong.query('SELECT 1')).rejects.toThrow(expected);
    await wrong.close();
  });

  test('a session ended in the middle is DATABASE_UNAVAILABLE, and the next statement gets a new one', async () => {
    const single = createPool(database.connectionString, { max: 1 });
    const { rows } = await single.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const lost = expect(single.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    await waitUntil(async () => (await sessionsRunning('pg_sleep(30)')) === 1);
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await lost;
    expect((await single.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await single.close();
  });

  test('a caller that waits too long for a connection is told', async () => {
    const single = createPool(database.connectionString, { max: 1, acquireTimeoutMillis: 100 });
    await single.withClient(async () => {
      await expect(single.query('SELECT 1')).rejects.toThrow(/no connection of the pool came free in time/);
    });
    await single.close();
  });
});

describe('copyOut', () => {
  test('gives the bytes of a COPY', async () => {
    const chunks: Buffer[] = [];
    for await (const chunk of pool.copyOut('COPY (SELECT generate_series(1, 3)) TO STDOUT')) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('1\n2\n3\n');
  });

  test('a consumer that stops early leaves no query running, and the pool usable', async () => {
    const single = createPool(database.connectionString, { max: 1 });
    const endless = "COPY (SELECT 'endless' || generate_series(1, 2000000000)) TO STDOUT";
    for await (const _chunk of single.copyOut(endless)) break;
    expect((await single.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await waitUntil(async () => (await sessionsRunning("'endless' ||")) === 0);
    await single.close();
  });

  test('a consumer that stops early ends a query that would write nothing for long', async () => {
    const brooding = "COPY (SELECT repeat('x', 100000) UNION ALL SELECT pg_sleep(60)::text) TO STDOUT";
    for await (const _chunk of pool.copyOut(brooding)) break;
    await sleep(500);
    expect(await sessionsRunning('pg_sleep(60)::text')).toBe(0);
  });

  test('a refused query throws, and the connection stays of use', async () => {
    await pool.withClient(async (client) => {
      const read = async () => {
        for await (const _chunk of client.copyOut('COPY (SELECT * FROM nowhere) TO STDOUT'));
      };
      await expect(read()).rejects.toMatchObject({ code: '42P01' });
      expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    });
  });

  test('a session ended in the middle is DATABASE_UNAVAILABLE, not the end of the rows', async () => {
    const read = async () => {
      let ended = false;
      for await (const _chunk of pool.copyOut(
        "COPY (SELECT repeat('x', 1000), 'ended', generate_series(1, 10000000)) TO STDOUT",
      )) {
        if (ended) continue;
        ended = true;
        await pool.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%''ended''%' AND pid <> pg_backend_pid()",
        );
      }
    };
    await expect(read()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });

  test('a connection busy with a COPY refuses statements instead of waiting for ever', async () => {
    await pool.withClient(async (client) => {
      for await (const _chunk of client.copyOut('COPY (SELECT generate_series(1, 1000000)) TO STDOUT')) {
        await expect(client.query('SELECT 1')).rejects.toThrow('is busy with a COPY');
        break;
      }
      await expect(client.query('SELECT 1')).rejects.toThrow('was given up');
    });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
