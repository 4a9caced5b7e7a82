import type { Buffer } from 'node:buffer';
import pg from 'pg';
import { toDatabaseError } from './connection-error.js';
import { HeldClient, type PostgresClient, type Queryable, type QueryResult } from './postgres-client.js';
import { sessionTypes } from './session-types.js';

/** The `options` of a connection string. The driver would let it replace ours, so the two are joined. */
const OPTIONS_PARAMETER = /([?&])options=([^&]*)/;

/** How a pool behaves; every field has a sensible default. */
export interface PoolOptions {
  /** Connections at most; 10. */
  readonly max?: number;
  /** How long a statement may run before the server ends it; 0, the default, is without limit. */
  readonly statementTimeoutMillis?: number;
  /** How long a connection may take to open; 5 s. */
  readonly connectTimeoutMillis?: number;
  /** How long a caller waits for a connection to come free; 30 s. */
  readonly acquireTimeoutMillis?: number;
  /** Shown in `pg_stat_activity`; `asof`. */
  readonly applicationName?: string;
}

/** How a transaction runs. */
export interface TransactionOptions {
  readonly isolation?: 'READ COMMITTED' | 'REPEATABLE READ' | 'SERIALIZABLE';
  readonly readOnly?: boolean;
}

/** Connections to one database. */
export interface PostgresPool extends Queryable {
  /** Runs `fn` in one transaction: committed when it returns, rolled back when it throws. */
  transaction<T>(fn: (client: PostgresClient) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Runs `fn` on one connection without a transaction, for session-level things such as locks. */
  withClient<T>(fn: (client: PostgresClient) => Promise<T>): Promise<T>;
  /** Waits for connections in use to come back and closes all. */
  close(): Promise<void>;
}

/**
 * Opens a pool; no connection is made before the first use. Sessions run in UTC with `extra_float_digits=3`.
 * Connections are kept alive, replaced every half hour, and dropped on the first sign of a fault.
 */
export function createPool(connectionString: string, options: PoolOptions = {}): PostgresPool {
  return new DriverPool(connectionString, options);
}

class DriverPool implements PostgresPool {
  private readonly pool: pg.Pool;
  private closing: Promise<void> | undefined;

  constructor(connectionString: string, options: PoolOptions) {
    this.pool = new pg.Pool(poolConfig(connectionString, options));
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  query<Row>(sql: string, params?: readonly unknown[]): Promise<QueryResult<Row>> {
    return this.withClient((client) => client.query<Row>(sql, params));
  }

  async *copyOut(sql: string): AsyncIterable<Buffer> {
    const connection = await this.acquire();
    const client = new HeldClient(connection);
    try {
      yield* client.copyOut(sql);
    } finally {
      this.release(connection, client);
    }
  }

  async withClient<T>(fn: (client: PostgresClient) => Promise<T>): Promise<T> {
    const connection = await this.acquire();
    const client = new HeldClient(connection);
    try {
      return await fn(client);
    } catch (error) {
      throw toDatabaseError(error);
    } finally {
      this.release(connection, client);
    }
  }

  transaction<T>(fn: (client: PostgresClient) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    return this.withClient(async (client) => {
      await client.query(beginStatement(options));
      try {
        const result = await fn(client);
        await client.query('COMMIT');
        return result;
      } catch (error) {
        await rollBack(client as HeldClient);
        throw error;
      }
    });
  }

  close(): Promise<void> {
    this.closing ??= this.pool.end();
    return this.closing;
  }

  private async acquire(): Promise<pg.PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      throw toDatabaseError(error);
    }
  }

  private release(connection: pg.PoolClient, client: HeldClient): void {
    if (client.broken) endInServer(this.pool.options, connection);
    connection.release(client.broken);
  }
}

async function rollBack(client: HeldClient): Promise<void> {
  if (client.broken) return;
  try {
    await client.query('ROLLBACK');
  } catch {
    client.broken = true;
  }
}

function beginStatement({ isolation, readOnly }: TransactionOptions): string {
  return `BEGIN${isolation ? ` ISOLATION LEVEL ${isolation}` : ''}${readOnly ? ' READ ONLY' : ''}`;
}

/** Ends the session of a connection that is about to be cut: the server would go on with its query until it next writes. */
function endInServer(config: pg.ClientConfig, connection: pg.PoolClient): void {
  const { processID } = connection as unknown as { processID: number | null };
  (connection as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  if (processID === null) return;
  const messenger = new pg.Client({ ...config, query_timeout: 5_000 });
  messenger.on('error', () => undefined);
  void messenger
    .connect()
    .then(() => messenger.query('SELECT pg_terminate_backend($1)', [processID]))
    .catch(() => undefined)
    .finally(() => messenger.end().catch(() => undefined));
}

function poolConfig(connectionString: string, options: PoolOptions): pg.PoolConfig {
  const statementTimeoutMillis = options.statementTimeoutMillis ?? 0;
  const connectTimeoutMillis = options.connectTimeoutMillis ?? 5_000;
  return {
    connectionString: connectionString.replace(OPTIONS_PARAMETER, '$1'),
    max: options.max ?? 10,
    connectionTimeoutMillis: options.acquireTimeoutMillis ?? 30_000,
    maxLifetimeSeconds: 1_800,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: options.applicationName ?? 'asof',
    types: sessionTypes,
    options: sessionOptions(connectionString, statementTimeoutMillis),
    ...(statementTimeoutMillis > 0 ? { query_timeout: statementTimeoutMillis + 5_000 } : {}),
    Client: class extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super({ ...config, connectionTimeoutMillis: connectTimeoutMillis });
      }
    } as unknown as NonNullable<pg.PoolConfig['Client']>,
  };
}

function sessionOptions(connectionString: string, statementTimeoutMillis: number): string {
  const own = OPTIONS_PARAMETER.exec(connectionString)?.[2];
  const settings = {
    TimeZone: 'UTC',
    DateStyle: 'ISO',
    extra_float_digits: '3',
    standard_conforming_strings: 'on',
    statement_timeout: String(statementTimeoutMillis),
  };
  const ours = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return [...(own === undefined ? [] : [decodeURIComponent(own)]), ...ours].join(' ');
}
