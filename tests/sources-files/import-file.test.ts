import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { withDuckDb } from '../../src/sources/files/duckdb-session.js';
import { createImportFile, type ImportFileRequest, type ImportReport } from '../../src/sources/files/import-file.js';

describe('the import of a file', () => {
  let database: FreshDatabase;
  let folder: string;
  let made = 0;
  beforeAll(async () => {
    database = await freshDatabase('imports');
    folder = await mkdtemp(join(tmpdir(), 'asof-import-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  function importFile(file: string, table: string, more: Partial<ImportFileRequest> = {}): Promise<ImportReport> {
    return createImportFile({ pool: database.pool, spillFolder: join(folder, 'spill') })({
      file,
      table,
      utcColumns: [],
      keyColumns: [],
      ...more,
    });
  }

  async function fileWith(text: string | Uint8Array, ending = 'csv'): Promise<string> {
    made += 1;
    const file = join(folder, `file-${made}.${ending}`);
    await writeFile(file, text);
    return file;
  }

  async function parquetWith(select: string): Promise<string> {
    made += 1;
    const file = join(folder, `file-${made}.parquet`);
    await withDuckDb({ spillFolder: folder }, async (session) => {
      await session.connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
    });
    return file;
  }

  async function rowsOf(table: string): Promise<unknown[]> {
    const { rows } = await database.pool.query<{ row: unknown }>(`SELECT to_jsonb(t) AS row FROM ${table} AS t`);
    return rows.map(({ row }) => row);
  }

  async function isThere(table: string): Promise<boolean> {
    const { rows } = await database.pool.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      table,
    ]);
    return rows[0]?.there === true;
  }

  test('creates a table from a CSV file with the types that hold every value', async () => {
    const file = await fileWith(
      'code,count,big,huge,share,exact,open,at,day,note\n' +
        '001,1,9007199254740993,12345678901234567890,0.5,0.1234567890123456789,true,2026-01-01T00:00:00.123456Z,2026-03-29,"a ""b"", c\\d\te\nf"\n' +
        '2,-2,1,1,1e-7,1,FALSE,2026-01-01 02:00:00+02:00,2026-03-30,""\n' +
        ',,,,,,,,,\n',
    );
    const report = await importFile(file, 'made_from_csv');
    expect(report).toMatchObject({ table: 'made_from_csv', created: true, rows: 3 });
    expect(Object.fromEntries(report.columns.map(({ name, type }) => [name, type]))).toEqual({
      code: 'text',
      count: 'integer',
      big: 'bigint',
      huge: 'numeric',
      share: 'double precision',
      exact: 'numeric',
      open: 'boolean',
      at: 'timestamptz',
      day: 'date',
      note: 'text',
    });
    const { rows } = await database.pool.query<Record<string, unknown>>('SELECT * FROM made_from_csv');
    expect(rows).toEqual([
      {
        code: '001',
        count: 1,
        big: '9007199254740993',
        huge: '12345678901234567890',
        share: 0.5,
        exact: '0.1234567890123456789',
        open: true,
        at: '2026-01-01 00:00:00.123456+00',
        day: '2026-03-29',
        note: 'a "b", c\\d\te\nf',
      },
      {
        code: '2',
        count: -2,
        big: '1',
        huge: '1',
        share: 1e-7,
        exact: '1',
        open: false,
        at: '2026-01-01 00:00:00+00',
        day: '2026-03-30',
        note: '',
      },
      {
        code: null,
        count: null,
        big: null,
        huge: null,
        share: null,
        exact: null,
        open: null,
        at: null,
        day: null,
        note: null,
      },
    ]);
  });

  test.each([
    ['a semicolon', 'a;b\n1;x,y\n', { a: 1, b: 'x,y' }],
    ['a tab', 'a\tb\n1\tx\n', { a: 1, b: 'x' }],
    ['CRLF and a byte order mark', '\uFEFFa,b\r\n1,x\r\n', { a: 1, b: 'x' }],
    ['quoted names and no last line end', '"a, ""1""",b\n1,x', { 'a, "1"': 1, b: 'x' }],
  ])('reads CSV with %s', async (_what, text, row) => {
    const table = `csv_${made}`;
    await importFile(await fileWith(text), table);
    expect(await rowsOf(table)).toEqual([row]);
  });

  test('creates a table from JSONL, in the order of its first object, with numbers kept apart from texts', async () => {
    const file = await fileWith(
      '{"id": 9007199254740993, "code": "001", "at": "2026-01-01T00:00:00Z", "open": true, "tags": {"a": [1, "x"]}}\n\n' +
        '{"id": 2, "code": "line\\nbreak\\t\\\\", "extra": 0.5, "open": null}\n',
      'jsonl',
    );
    const report = await importFile(file, 'made_from_jsonl');
    expect(report.columns).toEqual([
      { name: 'id', type: 'bigint' },
      { name: 'code', type: 'text' },
      { name: 'at', type: 'timestamptz' },
      { name: 'open', type: 'boolean' },
      { name: 'tags', type: 'jsonb' },
      { name: 'extra', type: 'double precision' },
    ]);
    const { rows } = await database.pool.query('SELECT id, code, open, tags, extra FROM made_from_jsonl');
    expect(rows).toEqual([
      { id: '9007199254740993', code: '001', open: true, tags: { a: [1, 'x'] }, extra: null },
      { id: '2', code: 'line\nbreak\t\\', open: null, tags: null, extra: 0.5 },
    ]);
  });

  test('creates a table from Parquet with the types the file declares', async () => {
    const file = await parquetWith(
      `SELECT 7::SMALLINT AS small, 9007199254740993::BIGINT AS big, 1.50::DECIMAL(10,2) AS price, 'nan'::DOUBLE AS share,
              TIMESTAMPTZ '2026-01-01 00:00:00.123456+00' AS at, DATE '2026-03-29' AS day, [1, 2] AS list, 'a\tb' AS note, true AS open`,
    );
    const report = await importFile(file, 'made_from_parquet');
    expect(report.columns.map(({ type }) => type)).toEqual([
      'integer',
      'bigint',
      'numeric(10,2)',
      'double precision',
      'timestamptz',
      'date',
      'jsonb',
      'text',
      'boolean',
    ]);
    const { rows } = await database.pool.query('SELECT * FROM made_from_parquet');
    expect(rows).toEqual([
      {
        small: 7,
        big: '9007199254740993',
        price: '1.50',
        share: Number.NaN,
        at: '2026-01-01 00:00:00.123456+00',
        day: '2026-03-29',
        list: [1, 2],
        note: 'a\tb',
        open: true,
      },
    ]);
  });

  test.each([
    ['CSV', () => fileWith('id,at\n1,2026-01-01T10:00:00\n')],
    [
      'CSV in which only one row lacks the offset',
      () => fileWith('id,at\n1,2026-01-01T10:00:00Z\n2,2026-01-01T10:00:00\n'),
    ],
    ['JSONL', () => fileWith('{"id": 1, "at": "2026-01-01 10:00"}\n', 'jsonl')],
    ['Parquet', () => parquetWith(`SELECT 1 AS id, TIMESTAMP '2026-01-01 10:00:00' AS at`)],
  ])('refuses times without an offset in %s, and takes them as UTC when told to', async (_format, write) => {
    const file = await write();
    const table = `naive_${made}`;
    await expect(importFile(file, table)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining(
        'The column "at" holds times without an offset, and Asof never guesses a time zone. If they are UTC, say --utc at;',
      ),
    });
    expect(await isThere(table)).toBe(false);
    await importFile(file, table, { utcColumns: ['at'] });
    const { rows } = await database.pool.query<{ at: string }>(`SELECT at FROM ${table} WHERE id = 1`);
    expect(rows).toEqual([{ at: '2026-01-01 10:00:00+00' }]);
  });

  test('takes days as midnight UTC when told to', async () => {
    await importFile(await fileWith('at\n2026-03-29\n'), 'days', { utcColumns: ['at'] });
    expect((await database.pool.query('SELECT at FROM days')).rows).toEqual([{ at: '2026-03-29 00:00:00+00' }]);
  });

  test('fills a table that is there by name, whatever the order of its columns', async () => {
    await database.pool.query(
      `CREATE TABLE there (note varchar(5) DEFAULT 'none', at timestamptz NOT NULL, id bigint PRIMARY KEY, price numeric(10,2), data jsonb)`,
    );
    await importFile(await fileWith('id,price,at,data\n1,1.50,2026-01-01T00:00:00Z,"{""a"": 1}"\n'), 'there');
    expect((await database.pool.query('SELECT * FROM there')).rows).toEqual([
      { note: 'none', at: '2026-01-01 00:00:00+00', id: '1', price: '1.50', data: { a: 1 } },
    ]);
  });

  test('makes the columns that name a row the primary key of a table it creates, and then takes no row twice', async () => {
    const file = await fileWith('id,part,n\n1,a,5\n1,b,6\n');
    await importFile(file, 'keyed', { keyColumns: ['id', 'part'] });
    await expect(importFile(file, 'keyed')).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining('duplicate key value violates unique constraint'),
    });
    expect(await rowsOf('keyed')).toHaveLength(2);
    await expect(importFile(file, 'keyed_2', { keyColumns: ['idd'] })).rejects.toMatchObject({
      message: expect.stringContaining('--key names a column "idd" that is not there. Did you mean "id"?'),
    });
  });

  test('says everything that stands against a table at once', async () => {
    await database.pool.query('CREATE TABLE strict (id bigint NOT NULL, scheduled_at timestamptz NOT NULL, delay int)');
    const file = await fileWith('idd,scheduled_at,delay\n1,2026-01-01 10:00,5\n');
    const refusal = await importFile(file, 'strict', { utcColumns: ['scheduled'] }).catch((error: unknown) => error);
    expect((refusal as Error).message).toBe(
      [
        `The file "file-${made}.csv" does not fit the table "strict":`,
        '  --utc names a column "scheduled" that is not there. Did you mean "scheduled_at"?',
        '  The table\'s column "id" must not be null, and the file has no such column. Did you mean "idd"?',
        '  The file has a column "idd" that is not there. Did you mean "id"?',
        '  The column "scheduled_at" holds times without an offset, and Asof never guesses a time zone. If they are UTC, say --utc scheduled_at; otherwise write them with their offset, like 2026-03-29T01:00:00+02:00.',
      ].join('\n'),
    );
  });

  test('names the row and the column that a table refuses, and takes in nothing', async () => {
    await database.pool.query('CREATE TABLE numbers (id int, delay int)');
    await expect(importFile(await fileWith('id,delay\n1,5\n2,x\n'), 'numbers')).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining(
        'at row 2, column "delay": invalid input syntax for type integer: "x". No row was taken in.',
      ),
      details: { row: 2, column: 'delay' },
    });
    expect(await rowsOf('numbers')).toEqual([]);
  });

  test('keeps times from a table when they are written in a way that hides their offset', async () => {
    await database.pool.query('CREATE TABLE moments (at timestamptz)');
    await expect(importFile(await fileWith('at\nJan 1 2026 10:00\n'), 'moments')).rejects.toMatchObject({
      message: expect.stringContaining('The column "at" holds something that is not a time to the microsecond'),
    });
  });

  test.each([
    [
      'a row with too few fields',
      'a,b\n1,2\n3\n',
      'CSV Error on Line: 3; Original Line: 3; Expected Number of Columns: 2 Found: 1',
    ],
    ['bytes that are not UTF-8', new Uint8Array([97, 10, 255, 254, 10]), 'This file is not utf-8 encoded'],
    ['a column without a name', 'a,,b\n1,2,3\n', 'has no name for column 2'],
    ['a column twice', 'a,a\n1,2\n', 'names the column "a" twice'],
  ])('refuses CSV with %s', async (_what, text, sentence) => {
    await expect(importFile(await fileWith(text), `bad_${made}`)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining(sentence),
    });
  });

  test.each([
    ['a line that is no object', '{"a": 1}\n[1]\n', 'has a line that is not a JSON object: [1].'],
    ['broken JSON', '{"a": 1}\n{"a": \n', 'cannot be read as JSONL: Malformed JSON'],
    [
      'a column of several kinds',
      '{"a": 1}\n{"a": "x"}\n',
      'The column "a" holds values of several kinds: number and text.',
    ],
  ])('refuses JSONL with %s', async (_what, text, sentence) => {
    await expect(importFile(await fileWith(text, 'jsonl'), `bad_${made}`)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining(sentence),
    });
  });

  test('names no folder in what it says of a file that is not Parquet', async () => {
    const refusal = await importFile(await fileWith('nothing of the kind', 'parquet'), 'x').catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'FILE_INVALID', message: expect.not.stringContaining(folder) });
  });

  test('refuses a file that is not there and an ending it does not know', async () => {
    await expect(importFile(join(folder, 'missing.csv'), 'x')).rejects.toMatchObject({
      message: 'There is no file "missing.csv" there.',
    });
    await expect(importFile(await fileWith('', 'xlsx'), 'x')).rejects.toMatchObject({
      message: expect.stringContaining('does not end in .csv, .tsv, .parquet, .jsonl, .ndjson'),
    });
  });

  test('takes in 100,000 rows in order, tells how far it is and leaves nothing in the folder for spills', async () => {
    const file = await parquetWith('SELECT range AS id, range % 7 AS value FROM range(100000)');
    const seen: number[] = [];
    const report = await importFile(file, 'many', { onProgress: ({ done, total }) => seen.push(done / total) });
    expect(report.rows).toBe(100_000);
    expect(seen.at(-1)).toBe(1);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect((await database.pool.query('SELECT count(*), sum(id) FROM many')).rows).toEqual([
      { count: '100000', sum: '4999950000' },
    ]);
    expect(await readdir(join(folder, 'spill')).catch(() => [])).toEqual([]);
  });
});
