import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import type { Problem } from '../../src/errors/asof-error.js';
import { DuckDbFailure, type DuckDbSession, withDuckDb } from '../../src/sources/files/duckdb-session.js';
import { fileFormatOf } from '../../src/sources/files/file-format.js';
import type { FileColumn, FileShape } from '../../src/sources/files/file-shape.js';
import { asUtc, readTextFacts, typeOfTexts } from '../../src/sources/files/infer-text-columns.js';
import { planImport, type TableColumn } from '../../src/sources/files/plan-import.js';
import { readCsvHeader } from '../../src/sources/files/read-csv-header.js';
import { toFileError } from '../../src/sources/files/read-file-shape.js';
import { copyField, copyRow, identifier, literal } from '../../src/sources/files/sql-text.js';

let folder: string;
beforeAll(async () => {
  folder = await newDirectory('file-facts');
});

const inDuckDb = <T>(use: (session: DuckDbSession) => Promise<T>): Promise<T> =>
  withDuckDb({ spillFolder: folder }, use);

describe('the type of a column of texts', () => {
  const cases: readonly [readonly (string | null)[], string][] = [
    [['1', '-2', '0'], 'integer'],
    [['2147483647', '-2147483648'], 'integer'],
    [['2147483648'], 'bigint'],
    [['9223372036854775807', '-9223372036854775808'], 'bigint'],
    [['9223372036854775808'], 'numeric'],
    [['001', '1'], 'text'],
    [['1', '+1'], 'text'],
    [['1', ''], 'integer'],
    [['1', null], 'integer'],
    [['1', ' '], 'text'],
    [['0.1', '1'], 'double precision'],
    [['0.1234567890123456'], 'numeric'],
    [['1.5e10', '-0.5'], 'double precision'],
    [['.5'], 'text'],
    [['NaN', '1'], 'text'],
    [['1,000'], 'text'],
    [['true', 'FALSE', 'True'], 'boolean'],
    [['true', '1'], 'text'],
    [['yes'], 'text'],
    [['2026-03-29T01:00:00Z', '2026-03-29 01:00:00.123456+02:00', '2026-03-29T01:00+02'], 'timestamptz'],
    [['2026-03-29T01:00:00Z', '2026-03-29T01:00:00'], 'timestamptz'],
    [['2026-03-29T01:00:00'], 'timestamptz'],
    [['2026-03-29T01:00:00.1234567Z'], 'text'],
    [['2026-03-29T01:00:00.1234560Z'], 'timestamptz'],
    [['2026-03-29', '2026-03-30'], 'date'],
    [['2026-03-29', '2026-03-29T01:00:00'], 'timestamptz'],
    [['29/03/2026'], 'text'],
    [['', null], 'text'],
    [[], 'text'],
  ];

  test('holds every one of them', async () => {
    const found = await inDuckDb(async (session) => {
      const types: string[] = [];
      for (const [texts] of cases) {
        const rows = texts.map((text) => `(${text === null ? 'NULL' : literal(text)})`).join(', ');
        const relation = rows === '' ? '(SELECT NULL::VARCHAR AS t WHERE false)' : `(VALUES ${rows}) AS v(t)`;
        const { facts, rows: count } = await readTextFacts(session, relation, ['t::VARCHAR']);
        expect(count).toBe(texts.length);
        types.push(typeOfTexts(facts[0] as (typeof facts)[number]));
      }
      return types;
    });
    expect(found.map((type, index) => [cases[index]?.[0], type])).toEqual(cases);
  });

  test('is found for each of many columns by itself', async () => {
    const { facts } = await inDuckDb((session) =>
      readTextFacts(session, "(VALUES ('1', 'a', '2026-01-01'), ('2', NULL, '')) AS v(a, b, c)", ['a', 'b', 'c']),
    );
    expect(facts.map(typeOfTexts)).toEqual(['integer', 'text', 'date']);
    expect(facts.map(({ count }) => count)).toEqual([2, 1, 1]);
  });
});

test('a moment without an offset is written in UTC, and one with an offset stays', async () => {
  const texts = ['2026-03-29', '2026-03-29T01:00:00', '2026-03-29 01:00', '2026-03-29T01:00:00+02:00', 'x'];
  const rows = await inDuckDb((session) =>
    session.rows(`SELECT ${asUtc('t')} FROM (VALUES ${texts.map((text) => `(${literal(text)})`).join(', ')}) AS v(t)`),
  );
  expect(rows.map(([text]) => text)).toEqual([
    '2026-03-29 00:00+00',
    '2026-03-29T01:00:00+00',
    '2026-03-29 01:00+00',
    '2026-03-29T01:00:00+02:00',
    'x',
  ]);
});

test('a row of the COPY text format keeps tabs, line ends, backslashes and quotes apart from its own', async () => {
  const hostile = ['a\tb', 'a\nb', 'a\r\nb', '\\N', '\\', `'"`, '', '\\t'];
  const lines = await inDuckDb(async (session) => {
    const values = hostile.map((text) => `(${literal(text)}, NULL)`).join(', ');
    const name = 'strange "name"';
    const select = `SELECT ${copyRow([copyField(identifier(name)), copyField('n::VARCHAR')])} FROM (VALUES ${values}) AS v(${identifier(name)}, n)`;
    return session.rows(select);
  });
  expect(lines.map(([line]) => line)).toEqual(
    ['a\\tb', 'a\\nb', 'a\\r\\nb', '\\\\N', '\\\\', `'"`, '', '\\\\t'].map((text) => `${text}\t\\N\n`),
  );
});

describe('the header of a CSV file', () => {
  const headerOf = async (text: string) => {
    const file = join(folder, 'header.csv');
    await writeFile(file, text);
    return readCsvHeader(file);
  };

  test.each([
    ['a,b\n1,2\n', ',', ['a', 'b']],
    ['a;b,c;d\n', ';', ['a', 'b,c', 'd']],
    ['a\tb', '\t', ['a', 'b']],
    ['a|b\r\n', '|', ['a', 'b']],
    ['only\n1,2\n', ',', ['only']],
    ['"a,b","c ""d""\ne"\n', ',', ['a,b', 'c "d"\ne']],
    ['"a;b;c;d",e\n', ',', ['a;b;c;d', 'e']],
    ['\uFEFFa,b\n', ',', ['a', 'b']],
    ['a,A, a\n', ',', ['a', 'A', ' a']],
    ['東京,😀\r1,2', ',', ['東京', '😀']],
  ])('%j has its delimiter and its names', async (text, delimiter, columns) => {
    expect(await headerOf(text)).toEqual({ delimiter, columns });
  });

  test.each([
    ['', 'has no name for column 1 in its first line'],
    ['\na,b\n', 'has no name for column 1'],
    ['a,,c\n', 'has no name for column 2'],
    ['a,b,\n', 'has no name for column 3'],
    ['a,b,a\n', 'names the column "a" twice'],
  ])('%j is refused', async (text, sentence) => {
    await expect(headerOf(text)).rejects.toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringMatching(new RegExp(`^The file "header\\.csv" ${sentence}`)),
    });
  });
});

test('the ending of a name says the format, in whatever case', () => {
  expect(['a.csv', 'A.CSV', 'x/y.tsv', 'a.b.parquet', 'a.JSONL', 'a.ndjson'].map(fileFormatOf)).toEqual([
    ...['CSV', 'CSV', 'CSV', 'PARQUET', 'JSONL', 'JSONL'],
  ]);
  for (const file of ['csv', 'a.csv.gz', 'folder.csv/a', 'a.', 'a.json', ''])
    expect(() => fileFormatOf(file)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
});

test('what DuckDB says of a file is told without its folder and its advice', () => {
  const file = '/srv/secret/rows.csv';
  const said = new DuckDbFailure(
    `Invalid Input Error: CSV Error on Line: 3 in ${file}\nExpected 2 columns\nPossible fixes:\n* Set ignore_errors=true\n`,
  );
  const told = toFileError(said, file, 'CSV') as Error;
  expect(told).toMatchObject({ code: 'FILE_INVALID', details: { file: 'rows.csv', format: 'CSV' }, cause: said });
  expect(told.message).toBe(
    'The file "rows.csv" cannot be read as CSV: CSV Error on Line: 3 in rows.csv; Expected 2 columns.',
  );
  const other = new Error('x');
  expect(toFileError(other, file, 'CSV')).toBe(other);
});

describe('the plan of an import', () => {
  const column = (name: string, more: Partial<FileColumn> = {}): FileColumn => ({
    ...{ name, type: 'integer', problem: null, moments: 'NONE', plain: true },
    ...{ text: `${name}_text`, verbatim: `${name}_verbatim`, json: `${name}_json`, utc: `${name}_utc`, ...more },
  });
  const shape = (...columns: FileColumn[]): FileShape => ({ columns, rows: 1, relation: 'the_file' });
  const target = (name: string, type: string, required = false): TableColumn => ({ name, type, required });
  const plan = (file: FileShape, table: readonly TableColumn[] | null, utc: string[] = [], keys: string[] = []) =>
    planImport(file, table, { utcColumns: utc, keyColumns: keys });
  const selected = (file: FileShape, table: readonly TableColumn[] | null, utc: string[] = []) => {
    const planned = plan(file, table, utc);
    if ('select' in planned) return planned;
    throw new Error(planned.map(({ message }) => message).join());
  };
  const problems = (planned: ReturnType<typeof plan>) =>
    'select' in planned ? [] : (planned as readonly Problem[]).map(({ code, message }) => `${code} ${message}`);

  test('for a new table takes the types of the file, in its order', () => {
    const file = shape(column('b'), column('a', { type: 'text', plain: false }));
    expect(selected(file, null).columns).toMatchObject([
      { name: 'b', type: 'integer' },
      { name: 'a', type: 'text' },
    ]);
    expect(selected(file, null).select).toMatch(/^SELECT concat\(coalesce\(b_text, .*a_verbatim.* FROM the_file$/);
  });

  test.each([
    ['text', 'a_verbatim'],
    ['character varying(10)', 'a_verbatim'],
    ['jsonb', 'a_json'],
    ['json', 'a_json'],
    ['integer', 'a_text'],
    ['numeric(10,2)', 'a_text'],
    ['timestamp without time zone', 'a_text'],
  ])('gives a column of type %s the form it reads: %s', (type, form) => {
    expect(selected(shape(column('a')), [target('a', type)]).select).toContain(form);
  });

  test('takes times without an offset only where they are said to be UTC', () => {
    for (const moments of ['NAIVE', 'DATE'] as const) {
      const file = shape(column('at', { type: 'timestamptz', moments }));
      expect(problems(plan(file, null))).toEqual([
        expect.stringMatching(/^TIME_INVALID .*"at".*never guesses.*--utc at/),
      ]);
      expect(selected(file, null, ['at']).select).toContain('at_utc');
    }
    const zoned = shape(column('at', { type: 'timestamptz', moments: 'OFFSET' }));
    expect(selected(zoned, null, ['at']).select).toContain('at_text');
  });

  test('makes moments of days for a table that has moments, when told to', () => {
    const days = shape(column('day', { type: 'date', moments: 'DATE' }));
    expect(selected(days, null).columns).toMatchObject([{ type: 'date' }]);
    expect(selected(days, null, ['day']).columns).toMatchObject([{ type: 'timestamptz' }]);
    expect(problems(plan(days, [target('day', 'timestamp(3) with time zone')]))).toHaveLength(1);
  });

  test('says everything that stands against it at once', () => {
    const file = shape(
      column('id'),
      column('nam'),
      column('odd', { type: null, problem: 'holds values of several kinds' }),
    );
    const table = [target('id', 'integer', true), target('name', 'text', true), target('free', 'text')];
    expect(problems(plan(file, table, ['att'], ['ids']))).toEqual([
      expect.stringMatching(/^FILE_INVALID --utc names a column "att" that is not there/),
      'FILE_INVALID --key names a column "ids" that is not there. Did you mean "id"?',
      expect.stringMatching(/^FILE_INVALID The table's column "name" must not be null.*Did you mean "nam"\?$/),
      'FILE_INVALID The file has a column "nam" that is not there. Did you mean "name"?',
      expect.stringMatching(/^FILE_INVALID The file has a column "odd" that is not there/),
    ]);
    expect(problems(plan(file, null))).toEqual(['FILE_INVALID The column "odd" holds values of several kinds.']);
  });

  test('calls no column a time that holds none', () => {
    expect(problems(plan(shape(column('a')), null, ['a']))).toEqual([
      expect.stringMatching(/^TIME_INVALID .*not a time/),
    ]);
    expect(problems(plan(shape(column('a')), [target('a', 'timestamp with time zone')]))).toHaveLength(1);
  });
});
