import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  type DuckDBAppender,
  DuckDBDataChunk,
  DuckDBTimestampTZValue,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  TIMESTAMPTZ,
  VARCHAR,
} from '@duckdb/node-api';
import type { FeatureType, Value } from '../values/feature-type.js';
import { type DuckDbSession, withDuckDb } from '../sources/files/duckdb-session.js';
import { identifier, literal } from '../sources/files/sql-text.js';
import type { FileColumn } from './encode-csv.js';

/** Some rows, as values in column order. */
export type DecodedRows = readonly (readonly Value[])[];

export interface ParquetRequest {
  readonly columns: readonly FileColumn[];
  readonly rows: AsyncIterable<DecodedRows>;
  readonly temporaryFolder: string;
  /** Kept in the file's key-value metadata. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A decimal of any length fits no Parquet decimal, so it stays text and keeps its digits. */
const TYPES: Readonly<Record<FeatureType, DuckDBType>> = {
  Int: INTEGER,
  BigInt: BIGINT,
  Float: DOUBLE,
  Decimal: VARCHAR,
  Boolean: BOOLEAN,
  String: VARCHAR,
  DateTime: TIMESTAMPTZ,
};

const VECTOR_ROWS = 2048;

/**
 * Rows as a Parquet file: INT32, INT64, DOUBLE, BOOLEAN, UTF-8 and timestamps in microseconds of UTC.
 * A Parquet file is known only at its end, so it is put together on disk first, with flat memory, and removed once it has
 * been sent or given up. A name that comes twice, capitals aside, gets a number behind it: `late`, `Late_1`.
 */
export async function* encodeParquet(request: ParquetRequest): AsyncGenerator<Uint8Array> {
  await mkdir(request.temporaryFolder, { recursive: true });
  const folder = await mkdtemp(join(request.temporaryFolder, 'parquet-'));
  try {
    const file = join(folder, 'rows.parquet');
    const databaseFile = join(folder, 'rows.duckdb');
    await withDuckDb({ databaseFile, spillFolder: folder, memoryLimit: '256MB' }, async (session) => {
      await createTable(session, request.columns);
      await appendRows(session, request);
      await session.connection.run(
        `COPY (SELECT ${request.columns.map(({ name }, index) => `c${index} AS ${identifier(name)}`).join(', ')} FROM training_set) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, KV_METADATA {${metadataOf(request)}})`,
      );
    });
    await rm(databaseFile, { force: true });
    yield* createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Uint8Array>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function createTable(session: DuckDbSession, columns: readonly FileColumn[]): Promise<void> {
  const declared = columns.map(({ type }, index) => `c${index} ${TYPES[type].toString()}`);
  await session.connection.run(`CREATE TABLE training_set (${declared.join(', ')})`);
}

async function appendRows(session: DuckDbSession, { columns, rows }: ParquetRequest): Promise<void> {
  const appender = await session.connection.createAppender('training_set');
  try {
    for await (const batch of rows) {
      for (let from = 0; from < batch.length; from += VECTOR_ROWS)
        appendVector(appender, columns, batch.slice(from, from + VECTOR_ROWS));
    }
  } finally {
    appender.closeSync();
  }
}

function appendVector(appender: DuckDBAppender, columns: readonly FileColumn[], rows: DecodedRows): void {
  const chunk = DuckDBDataChunk.create(
    columns.map(({ type }) => TYPES[type]),
    rows.length,
  );
  chunk.setColumns(columns.map(({ type }, index) => rows.map((row) => toDuckDb(row[index] ?? null, type))));
  appender.appendDataChunk(chunk);
}

function toDuckDb(value: Value, type: FeatureType): DuckDBValue {
  return value !== null && type === 'DateTime' ? new DuckDBTimestampTZValue(BigInt(value as number)) : value;
}

function metadataOf({ metadata }: ParquetRequest): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${literal(key)}: ${literal(value)}`)
    .join(', ');
}
