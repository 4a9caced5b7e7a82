import { Buffer } from 'node:buffer';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ByteWriter } from '../../src/values/byte-writer.js';
import { createColumn, setValue } from '../../src/values/column.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import { encodeRows } from '../../src/values/row-codec.js';
import type {
  TrainingSetChunk,
  TrainingSetColumn,
  TrainingSetRecord,
} from '../../src/registry/training-set-registry.js';
import { type FreshRegistry, freshRegistry } from '../registry/migrated.js';
import { MOMENT, newEntity, newService, register } from '../registry/samples.js';
import { withDuckDb } from '../../src/sources/files/duckdb-session.js';
import { createExportTrainingSet } from '../../src/training/export-training-set.js';
import type { ExportFormat } from '../../src/training/read-training-set.js';

const COLUMNS: readonly TrainingSetColumn[] = [
  { name: 'id', type: 'BigInt', role: 'KEY' },
  { name: 'eventTime', type: 'DateTime', role: 'EVENT_TIME' },
  { name: 'a "name", quoted', type: 'String', role: 'SPINE' },
  { name: 'View.count', type: 'Int', role: 'FEATURE' },
  { name: 'View.mean', type: 'Float', role: 'FEATURE' },
  { name: 'View.price', type: 'Decimal', role: 'FEATURE' },
  { name: 'late', type: 'Boolean', role: 'LABEL' },
];

const ROWS: readonly (readonly Value[])[] = [
  [9_007_199_254_740_993n, 1_764_000_000_123_457, 'plain', -1, 0.1 + 0.2, '1.50', true],
  [-1n, 0, '', 2_147_483_647, 1e-7, '123456789012345678901234567890.000001', false],
  [null, null, null, null, null, null, null],
  [1n, 1, 'a "b", c\r\nd', 0, 1e21, '-0.5', null],
];

describe('the export of a training set', () => {
  let registry: FreshRegistry;
  let temporaryFolder: string;
  let exportTrainingSet: ReturnType<typeof createExportTrainingSet>;
  let serviceId: number;
  beforeAll(async () => {
    registry = await freshRegistry('exports');
    temporaryFolder = await mkdtemp(join(tmpdir(), 'asof-export-'));
    exportTrainingSet = createExportTrainingSet({ trainingSets: registry.trainingSets, temporaryFolder });
    serviceId =
      (await register(registry.definitions, [newEntity('Airport'), newService('Risk', ['Airport'])])).get('Risk') ?? -1;
    await keep('small', COLUMNS, [ROWS.slice(0, 2), ROWS.slice(2)]);
  });
  afterAll(async () => {
    await registry.close();
    await rm(temporaryFolder, { recursive: true, force: true });
  });

  function keep(
    id: string,
    columns: readonly TrainingSetColumn[],
    batches: readonly (readonly (readonly Value[])[])[],
  ): Promise<TrainingSetRecord> {
    const rowCount = batches.reduce((sum, batch) => sum + batch.length, 0);
    async function* chunks(): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
      let firstRow = 0;
      for (const rows of batches) {
        yield {
          firstRow,
          rowCount: rows.length,
          bytes: bytesOf(
            columns.map(({ type }) => type),
            rows,
          ),
        };
        firstRow += rows.length;
      }
      return {
        id,
        service: 'Risk',
        serviceId,
        asOf: MOMENT,
        hindsight: false,
        where: null,
        spine: 'LABELS',
        columns,
        rowCount,
        fingerprint: 'f'.repeat(64),
        definitions: [],
        runs: [],
        createdAt: MOMENT,
      };
    }
    return registry.trainingSets.record(id, chunks());
  }

  async function download(id: string, format: ExportFormat): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for await (const part of await exportTrainingSet(id, format)) parts.push(part);
    return Buffer.concat(parts);
  }

  test('writes CSV with quotes where RFC 4180 asks for them, and tells null from the empty text', async () => {
    expect((await download('small', 'CSV')).toString()).toBe(
      [
        'id,eventTime,"a ""name"", quoted",View.count,View.mean,View.price,late',
        '9007199254740993,2025-11-24T16:00:00.123457Z,plain,-1,0.30000000000000004,1.50,true',
        '-1,1970-01-01T00:00:00.000000Z,"",2147483647,1e-7,123456789012345678901234567890.000001,false',
        ',,,,,,',
        '1,1970-01-01T00:00:00.000001Z,"a ""b"", c\r\nd",0,1e+21,-0.5,',
        '',
      ].join('\n'),
    );
  });

  test('writes JSONL with every column on every line and digits kept as text', async () => {
    const lines = (await download('small', 'JSONL')).toString().trimEnd().split('\n');
    expect(lines.map((line) => Object.values(JSON.parse(line) as object))).toEqual([
      ['9007199254740993', '2025-11-24T16:00:00.123457Z', 'plain', -1, 0.1 + 0.2, '1.50', true],
      ['-1', '1970-01-01T00:00:00.000000Z', '', 2_147_483_647, 1e-7, '123456789012345678901234567890.000001', false],
      [null, null, null, null, null, null, null],
      ['1', '1970-01-01T00:00:00.000001Z', 'a "b", c\r\nd', 0, 1e21, '-0.5', null],
    ]);
    expect(Object.keys(JSON.parse(lines[0] as string) as object)).toEqual(COLUMNS.map(({ name }) => name));
  });

  test('writes Parquet with the right types, values and metadata', async () => {
    const file = join(temporaryFolder, 'small.parquet');
    await writeFile(file, await download('small', 'PARQUET'));
    await withDuckDb({ spillFolder: temporaryFolder }, async (session) => {
      const described = await session.rows(`DESCRIBE SELECT * FROM '${file}'`);
      expect(described.map(([name, type]) => [name, type])).toEqual([
        ['id', 'BIGINT'],
        ['eventTime', 'TIMESTAMP WITH TIME ZONE'],
        ['a "name", quoted', 'VARCHAR'],
        ['View.count', 'INTEGER'],
        ['View.mean', 'DOUBLE'],
        ['View.price', 'VARCHAR'],
        ['late', 'BOOLEAN'],
      ]);
      expect(
        await session.rows(`SELECT id, epoch_us("eventTime"), * EXCLUDE (id, "eventTime") FROM '${file}'`),
      ).toEqual(
        ROWS.map((row) => row.map((value, index) => (index === 1 && value !== null ? BigInt(value as number) : value))),
      );
      const metadata = await session.rows(
        `SELECT decode(key), decode(value) FROM parquet_kv_metadata('${file}') ORDER BY 1`,
      );
      expect(metadata).toEqual([
        ['asof.fingerprint', 'f'.repeat(64)],
        ['asof.service', 'Risk'],
        ['asof.training_set', 'small'],
      ]);
    });
    await rm(file);
  });

  test.each<ExportFormat>(['CSV', 'JSONL', 'PARQUET'])(
    'writes 200,000 rows in order as %s and leaves no temporary file',
    async (format) => {
      const columns: readonly TrainingSetColumn[] = [{ name: 'n', type: 'Int', role: 'SPINE' }];
      const batches = Array.from({ length: 20 }, (_, batch) =>
        Array.from({ length: 10_000 }, (_unused, row) => [batch * 10_000 + row]),
      );
      const id = `large-${format}`;
      await keep(id, columns, batches);
      const bytes = await download(id, format);
      expect(await readdir(temporaryFolder)).toEqual([]);
      const file = join(temporaryFolder, `large.${format.toLowerCase()}`);
      await writeFile(file, bytes);
      const relation = format === 'JSONL' ? `read_json('${file}', format = 'newline_delimited')` : `'${file}'`;
      const inOrder = `SELECT count(*)::INTEGER, count(*) FILTER (n = place - 1)::INTEGER FROM (SELECT n, row_number() OVER () AS place FROM ${relation})`;
      await withDuckDb({ spillFolder: temporaryFolder }, async (session) => {
        expect(await session.rows(inOrder)).toEqual([[200_000, 200_000]]);
      });
      await rm(file);
    },
  );

  test('removes its temporary files when a download is given up', async () => {
    for await (const part of await exportTrainingSet('small', 'PARQUET')) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
    expect(await readdir(temporaryFolder)).toEqual([]);
  });

  test('writes a training set of no rows as a header, nothing, or an empty Parquet file', async () => {
    await keep('empty', COLUMNS.slice(0, 2), []);
    expect((await download('empty', 'CSV')).toString()).toBe('id,eventTime\n');
    expect((await download('empty', 'JSONL')).toString()).toBe('');
    expect((await download('empty', 'PARQUET')).subarray(0, 4).toString()).toBe('PAR1');
  });

  test('refuses an unknown training set before the first byte', async () => {
    await expect(exportTrainingSet('nope', 'CSV')).rejects.toMatchObject({
      code: 'TRAINING_SET_NOT_FOUND',
      message: 'No training set is recorded under the id "nope".',
    });
  });
});

function bytesOf(types: readonly FeatureType[], rows: readonly (readonly Value[])[]): Uint8Array {
  const columns = types.map((type, index) => {
    const column = createColumn(type, rows.length);
    for (const [place, row] of rows.entries()) setValue(column, place, row[index] ?? null);
    return column;
  });
  const writer = new ByteWriter();
  encodeRows(writer, columns, { from: 0, to: rows.length });
  return writer.take();
}
