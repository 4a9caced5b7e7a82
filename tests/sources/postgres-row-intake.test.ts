import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import type { Source } from '../../src/definitions/model.js';
import { createPostgresRowIntake } from '../../src/sources/postgres/postgres-row-intake.js';
import { createPostgresSourceCatalog } from '../../src/sources/postgres/postgres-source-catalog.js';
import { createSourceDatabases, type SourceDatabases } from '../../src/sources/postgres/source-databases.js';
import { migratedTemplate } from '../registry/migrated.js';
import type { IntakeReport, RowIntake } from '../../src/sources/row-intake.js';

const MOMENT = 1_764_000_000_123_457;

const SOURCE: Source = {
  kind: 'Source',
  name: 'Flights',
  description: null,
  table: 'flights',
  database: null,
  rowKey: ['id'],
  eventTime: 'scheduled_at',
  knownTime: null,
  changes: 'APPEND',
  fields: [],
};

describe('the intake of pushed rows', () => {
  let platform: FreshDatabase;
  let other: FreshDatabase;
  let databases: SourceDatabases;
  let intake: RowIntake;
  beforeAll(async () => {
    platform = await freshDatabase('intake', { template: migratedTemplate });
    other = await freshDatabase('intake_other');
    databases = createSourceDatabases({ default: platform.pool, named: new Map([['other', other.connectionString]]) });
    intake = createPostgresRowIntake({
      platform: platform.pool,
      databases,
      catalog: createPostgresSourceCatalog(databases),
    });
  });
  beforeEach(async () => {
    const table = `CREATE TABLE flights (id bigint PRIMARY KEY, origin char(3) NOT NULL DEFAULT 'SEA', delay integer CHECK (delay < 10000),
      price numeric, scheduled_at timestamptz, extra jsonb, doubled integer GENERATED ALWAYS AS (delay * 2) STORED)`;
    for (const { pool } of [platform, other]) await pool.query(`DROP TABLE IF EXISTS flights CASCADE; ${table}`);
  });
  afterAll(async () => {
    await databases.close();
    await platform.drop();
    await other.drop();
  });

  function push(
    rows: readonly unknown[],
    { idempotencyKey = null, ...source }: { readonly idempotencyKey?: string | null } & Partial<Source> = {},
  ): Promise<IntakeReport> {
    return intake.insert({
      source: { ...SOURCE, ...source },
      rows: rows as Record<string, unknown>[],
      idempotencyKey,
      receivedAt: MOMENT,
    });
  }

  async function kept(columns = 'id, delay'): Promise<readonly unknown[]> {
    return (await platform.pool.query(`SELECT ${columns} FROM flights ORDER BY id`)).rows;
  }

  test('takes values in without rounding, and gives a column left out its default', async () => {
    const rows = [
      { id: '9007199254740993', price: '0.10000000000000000000001', scheduled_at: '2026-03-29T01:00:00.000001Z' },
      { id: 2, origin: 'JFK', extra: { a: [1] }, delay: null },
    ];
    expect(await push(rows)).toEqual({
      accepted: 2,
      refused: [],
      duplicate: false,
      rowKeys: [[9007199254740993n], [2n]],
    });
    expect(await kept('id, origin, price, scheduled_at, extra')).toEqual([
      { id: '2', origin: 'JFK', price: null, scheduled_at: null, extra: { a: [1] } },
      {
        id: '9007199254740993',
        origin: 'SEA',
        price: '0.10000000000000000000001',
        scheduled_at: '2026-03-29 01:00:00.000001+00',
        extra: null,
      },
    ]);
  });

  test('refuses rows one by one, each with its place and reason, and keeps the rest', async () => {
    const report = await push([
      { id: 1, delay: 5 },
      { id: 2, delay: 'late' },
      { id: 3, delay: 99_999 },
      { id: 1, delay: 6 },
      { id: 4, dellay: 1 },
      { id: 5, scheduled_at: '2026-03-29T01:00:00' },
      { delay: 1 },
      'row',
      { id: 6, delay: 7 },
    ]);
    expect(report.accepted).toBe(2);
    expect(report.refused.map(({ index, code }) => [index, code])).toEqual([
      [1, 'VALUE_INVALID'],
      [2, 'ROW_REFUSED'],
      [3, 'ROW_REFUSED'],
      [4, 'SOURCE_COLUMN_NOT_FOUND'],
      [5, 'TIME_INVALID'],
      [6, 'ROW_REFUSED'],
      [7, 'VALUE_INVALID'],
    ]);
    expect(report.refused[3]?.message).toBe('The table has no column "dellay". Did you mean "delay"?');
    expect(report.refused[5]?.message).toBe('The column "id" must have a value that is not null.');
    expect(await kept()).toEqual([
      { id: '1', delay: 5 },
      { id: '6', delay: 7 },
    ]);
  });

  test('replaces the row of a key where the source changes in place, the last of a key winning', async () => {
    await push([{ id: 1, delay: 1, origin: 'JFK' }]);
    const report = await push(
      [
        { id: 1, delay: 2 },
        { id: 2, delay: 3 },
        { id: 1, delay: 4 },
      ],
      { changes: 'UPSERT' },
    );
    expect(report).toEqual({ accepted: 3, refused: [], duplicate: false, rowKeys: [[1n], [2n]] });
    expect(await kept('id, delay, origin')).toEqual([
      { id: '1', delay: 4, origin: 'JFK' },
      { id: '2', delay: 3, origin: 'SEA' },
    ]);
  });

  test('asks for a unique index where rows are to be replaced', async () => {
    await expect(push([{ id: 1 }], { changes: 'UPSERT', rowKey: ['origin', 'delay'] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('no unique index over "origin", "delay"'),
    });
  });

  test('changes nothing for an idempotency key that was used before, and reports what it reported', async () => {
    const first = await push([{ id: 1 }, { id: 2, delay: 99_999 }], { idempotencyKey: 'k' });
    const second = await push([{ id: 1 }, { id: 2, delay: 99_999 }], { idempotencyKey: 'k' });
    expect(first).toMatchObject({ accepted: 1, duplicate: false });
    expect(second).toEqual({ ...first, duplicate: true });
    expect(await kept('id')).toEqual([{ id: '1' }]);
  });

  test('lets one of many pushes at once under one key through', async () => {
    const reports = await Promise.all(Array.from({ length: 8 }, () => push([{ id: 1 }], { idempotencyKey: 'crowd' })));
    expect(reports.filter(({ duplicate }) => !duplicate)).toHaveLength(1);
    expect(reports.every(({ accepted }) => accepted === 1)).toBe(true);
  });

  test('keeps neither rows nor key when the whole push fails', async () => {
    await expect(push([{ id: 1, doubled: 4 }], { idempotencyKey: 'failed' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await push([{ id: 1 }], { idempotencyKey: 'failed' })).toMatchObject({ accepted: 1, duplicate: false });
  });

  test('inserts into another database', async () => {
    expect(await push([{ id: 7 }], { database: 'other', idempotencyKey: 'there' })).toMatchObject({ accepted: 1 });
    expect(await push([{ id: 7 }], { database: 'other', idempotencyKey: 'there' })).toMatchObject({ duplicate: true });
    expect((await other.pool.query('SELECT id FROM flights')).rows).toEqual([{ id: '7' }]);
    expect(await kept()).toEqual([]);
  });

  test('has no row keys to give for a source that names none', async () => {
    expect((await push([{ id: 1 }], { rowKey: [] })).rowKeys).toBeNull();
  });

  test('says that a table is gone, or takes no rows', async () => {
    await expect(push([{ id: 1 }], { table: 'nowhere' })).rejects.toMatchObject({ code: 'SOURCE_TABLE_NOT_FOUND' });
    await platform.pool.query('CREATE VIEW flight_count AS SELECT count(*) AS id FROM flights');
    await expect(push([{ id: 1 }], { table: 'flight_count' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('view that cannot be inserted into'),
    });
  });
});
