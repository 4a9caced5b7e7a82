import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FreshDatabase } from '../harness/postgres.js';
import { freshDatabase } from '../harness/postgres.js';
import { createPool } from '../../src/postgres/pool.js';
import { migrate } from '../../src/registry/postgres/migrate.js';
import { openPostgresRegistry } from '../../src/registry/postgres/open-registry.js';

const FIRST = 'CreateRegistry1764000000001';

describe('migrate', () => {
  let database: FreshDatabase;
  beforeEach(async () => {
    database = await freshDatabase('migrate');
  });
  afterEach(() => database.drop());

  test('brings five servers that start at once on an empty database to a good end', async () => {
    const reports = await Promise.all([1, 2, 3, 4, 5].map(() => migrate(database.connectionString)));
    expect(reports.filter(({ applied }) => applied.length > 0)).toEqual([{ applied: [FIRST] }]);
    const { rows } = await database.pool.query('SELECT name FROM asof.migration');
    expect(rows).toEqual([{ name: FIRST }]);
  });

  test('does nothing to a database that is up to date', async () => {
    await migrate(database.connectionString);
    expect(await migrate(database.connectionString)).toEqual({ applied: [] });
  });

  test('makes the schema of the histories', async () => {
    await migrate(database.connectionString);
    expect((await database.pool.query(`SELECT 1 FROM pg_namespace WHERE nspname = 'asof_history'`)).rowCount).toBe(1);
  });

  test("leaves users' own tables in public, even for a role that is named like the schema", async () => {
    await migrate(database.connectionString);
    const later = createPool(database.connectionString, { max: 1 });
    await later.query('CREATE TABLE flights (id integer)');
    await later.close();
    const { rows } = await database.pool.query(`SELECT schemaname FROM pg_tables WHERE tablename = 'flights'`);
    expect(rows).toEqual([{ schemaname: 'public' }]);
  });

  test('refuses a database that a later release has migrated, and leaves it alone', async () => {
    await migrate(database.connectionString);
    await database.pool.query(
      `INSERT INTO asof.migration (timestamp, name) VALUES (1900000000000, 'AddWonders1900000000000')`,
    );
    await expect(migrate(database.connectionString)).rejects.toMatchObject({
      code: 'DATABASE_NEWER',
      message: expect.stringContaining('"AddWonders1900000000000"'),
    });
  });

  test('waits for a server that is migrating', async () => {
    const order: string[] = [];
    await Promise.all([
      migrate(database.connectionString).then(() => order.push('first')),
      migrate(database.connectionString).then(() => order.push('second')),
    ]);
    expect(order).toHaveLength(2);
    const locks = await database.pool.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    expect(locks.rowCount).toBe(0);
  });

  test('says that a database is not there without naming its host', async () => {
    const failure: unknown = await migrate('postgres://nobody@127.0.0.1:1/nowhere').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(String(failure)).not.toContain('127.0.0.1');
  });

  test('opening a registry says that a database is not there without naming its host', async () => {
    const failure: unknown = await openPostgresRegistry('postgres://nobody@127.0.0.1:1/nowhere').catch(
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(String(failure)).not.toContain('127.0.0.1');
  });
});
