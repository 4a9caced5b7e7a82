import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FreshDatabase } from '../harness/postgres.js';
import { freshDatabase } from '../harness/postgres.js';
import { createPostgresSourceCatalog } from '../../src/sources/postgres/postgres-source-catalog.js';
import type { SourceDatabases } from '../../src/sources/postgres/source-databases.js';
import { createSourceDatabases } from '../../src/sources/postgres/source-databases.js';
import type { SourceCatalog } from '../../src/sources/source-catalog.js';

const TABLES = `
  CREATE SCHEMA "Odd.Schema";
  CREATE DOMAIN minutes AS integer;
  CREATE DOMAIN some_minutes AS minutes NOT NULL;
  CREATE TYPE mood AS ENUM ('good', 'bad');
  CREATE TABLE flights (
    id bigint PRIMARY KEY, origin char(3) NOT NULL, "Carrier Name" varchar(40), delay some_minutes, distance smallint, price numeric(10, 2),
    score double precision, weight real, late boolean, note text, token uuid, scheduled_at timestamptz NOT NULL, landed timestamp,
    day date, tags text[], extra jsonb, feeling mood, gone integer
  );
  ALTER TABLE flights DROP COLUMN gone;
  CREATE TABLE parted (id bigint, at timestamptz) PARTITION BY RANGE (at);
  CREATE VIEW seen AS SELECT id, delay FROM flights;
  CREATE MATERIALIZED VIEW kept AS SELECT id, score FROM flights;
  CREATE TABLE "Odd.Schema"."A ""quoted"" Table" ("UPPER" integer);
  CREATE TABLE bare ();
  CREATE SEQUENCE counter`;

describe('the catalog of source tables', () => {
  let platform: FreshDatabase;
  let other: FreshDatabase;
  let databases: SourceDatabases;
  let catalog: SourceCatalog;
  beforeAll(async () => {
    platform = await freshDatabase('sources');
    other = await freshDatabase('sources_other');
    await platform.pool.query(TABLES);
    await other.pool.query('CREATE TABLE sales (id integer NOT NULL)');
    const named = new Map([
      ['sales', other.connectionString],
      ['down', 'postgres://nobody@127.0.0.1:1/nowhere'],
    ]);
    databases = createSourceDatabases({ default: platform.pool, named });
    catalog = createPostgresSourceCatalog(databases);
  });
  afterAll(async () => {
    await databases.close();
    await platform.drop();
    await other.drop();
  });

  async function typesOf(table: string): Promise<Readonly<Record<string, string | null>> | undefined> {
    const found = await catalog.readTable(null, table);
    return found && Object.fromEntries([...found.columns].map(([name, { type }]) => [name, type]));
  }

  test('knows the feature type of every column, in order, and of dropped ones nothing', async () => {
    const found = await catalog.readTable(null, 'flights');
    expect(
      [...(found?.columns ?? [])].map(([name, { type, databaseType, nullable }]) => [
        name,
        type,
        databaseType,
        nullable,
      ]),
    ).toEqual([
      ['id', 'BigInt', 'int8', false],
      ['origin', 'String', 'bpchar', false],
      ['Carrier Name', 'String', 'varchar', true],
      ['delay', 'Int', 'int4', false],
      ['distance', 'Int', 'int2', true],
      ['price', 'Decimal', 'numeric', true],
      ['score', 'Float', 'float8', true],
      ['weight', 'Float', 'float4', true],
      ['late', 'Boolean', 'bool', true],
      ['note', 'String', 'text', true],
      ['token', 'String', 'uuid', true],
      ['scheduled_at', 'DateTime', 'timestamptz', false],
      ['landed', null, 'timestamp', true],
      ['day', null, 'date', true],
      ['tags', null, '_text', true],
      ['extra', null, 'jsonb', true],
      ['feeling', null, 'mood', true],
    ]);
  });

  test('reads partitioned tables, views and materialized views', async () => {
    expect(await typesOf('parted')).toEqual({ id: 'BigInt', at: 'DateTime' });
    expect(await typesOf('seen')).toEqual({ id: 'BigInt', delay: 'Int' });
    expect(await typesOf('kept')).toEqual({ id: 'BigInt', score: 'Float' });
  });

  test('takes names with a schema, and names that need quotes', async () => {
    expect(await typesOf('public.flights')).toEqual(await typesOf('flights'));
    expect(await typesOf('"Odd.Schema"."A ""quoted"" Table"')).toEqual({ UPPER: 'Int' });
  });

  test('tells a table without columns from one that is not there', async () => {
    expect(await typesOf('bare')).toEqual({});
    for (const name of [
      'nowhere',
      'Flights',
      'counter',
      'a.b.c',
      '',
      '"',
      "flights'; DROP TABLE flights; --",
      'nowhere.flights',
    ]) {
      expect(await catalog.readTable(null, name)).toBeUndefined();
    }
  });

  test('sees a table that has just been made', async () => {
    expect(await typesOf('late_comer')).toBeUndefined();
    await platform.pool.query('CREATE TABLE late_comer (id integer)');
    expect(await typesOf('late_comer')).toEqual({ id: 'Int' });
  });

  test('reads a named database, and no table of another one', async () => {
    expect((await catalog.readTable('sales', 'sales'))?.columns.get('id')).toEqual({
      type: 'Int',
      databaseType: 'int4',
      nullable: false,
    });
    expect(await catalog.readTable('sales', 'flights')).toBeUndefined();
  });

  test('offers near misses for a database that is not configured', async () => {
    await expect(catalog.readTable('sale', 'sales')).rejects.toMatchObject({
      code: 'SOURCE_DATABASE_NOT_FOUND',
      message: 'No source database named "sale" is configured. Did you mean "sales"?',
    });
  });

  test('says which source database is down without naming its host', async () => {
    const failure: unknown = await catalog.readTable('down', 'sales').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'SOURCE_UNAVAILABLE', message: expect.stringContaining('"down"') });
    expect(String(failure)).not.toContain('127.0.0.1');
  });
});
