import { Buffer } from 'node:buffer';
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

/** Where and how much DuckDB may keep. */
export interface DuckDbOptions {
  /** The database file; in memory when left out. */
  readonly databaseFile?: string;
  /** The folder for what does not fit into memory. */
  readonly spillFolder: string;
  readonly memoryLimit?: string;
}

/** An open DuckDB that reads and writes files. It downloads nothing and its sessions are in UTC. */
export interface DuckDbSession {
  readonly connection: DuckDBConnection;
  /** All rows of a small result. */
  rows(sql: string): Promise<DuckDBValue[][]>;
  /** The texts of a query's only column one behind the other, as UTF-8, a few thousand rows at a time. */
  streamText(sql: string): AsyncGenerator<TextBatch>;
}

/** Some rows of a `streamText`. */
export interface TextBatch {
  readonly rows: number;
  readonly bytes: Buffer;
}

/** What DuckDB refused, in its own words: paths and advice for programmers included. */
export class DuckDbFailure extends Error {}

/** Runs `use` on a fresh DuckDB and closes it afterwards, whatever happens. */
export async function withDuckDb<T>(options: DuckDbOptions, use: (session: DuckDbSession) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(options.databaseFile ?? ':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    threads: '2',
    memory_limit: options.memoryLimit ?? '512MB',
    temp_directory: options.spillFolder,
  });
  try {
    const connection = await instance.connect();
    try {
      await connection.run("SET TimeZone = 'UTC'");
      return await use(new OpenSession(connection));
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

class OpenSession implements DuckDbSession {
  constructor(readonly connection: DuckDBConnection) {}

  async rows(sql: string): Promise<DuckDBValue[][]> {
    const reader = await this.connection.runAndReadAll(sql).catch(fail);
    return reader.getRows();
  }

  async *streamText(sql: string): AsyncGenerator<TextBatch> {
    const result = await this.connection.stream(sql).catch(fail);
    for (;;) {
      const chunk = await result.fetchChunk().catch(fail);
      if (chunk === null || chunk.rowCount === 0) return;
      yield { rows: chunk.rowCount, bytes: Buffer.from(chunk.getColumnValues(0).join('')) };
    }
  }
}

function fail(error: unknown): never {
  throw new DuckDbFailure(String((error as Error).message), { cause: error });
}
