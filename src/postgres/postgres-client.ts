import { Buffer } from 'node:buffer';
import type { Writable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { AsofError } from '../errors/asof-error.js';
import { isConnectionError, toDatabaseError } from './connection-error.js';

/** What a statement gave: its rows, and how many rows it gave or changed. */
export interface QueryResult<Row> {
  readonly rows: Row[];
  readonly rowCount: number;
}

/** Whatever runs SQL: a pool (any connection) or a client (one connection). */
export interface Queryable {
  /**
   * Runs one statement with `$1` parameters, or several without. bigint, numeric, dates and times come as text, in UTC.
   * Connection faults are `DATABASE_UNAVAILABLE`; what SQL refuses stays the driver's error with its SQLSTATE in `code`.
   */
  query<Row = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<QueryResult<Row>>;
  /**
   * The bytes of a `COPY … TO STDOUT`. Nothing is sent before the first pull. A consumer that stops early costs the
   * connection: it is cut and its query ended in the server, so that nothing is left running.
   */
  copyOut(sql: string): AsyncIterable<Buffer>;
}

/** One connection, held for the length of a transaction or of a `withClient`. */
export interface PostgresClient extends Queryable {
  /** The stream of a `COPY … FROM STDIN`. It finishes once Postgres has taken all of it; destroying it ends the COPY. */
  copyIn(sql: string): Writable;
  /** Gives the connection up: it is cut when its holder is done, with all that its session holds. */
  discard(): void;
}

/** A `PostgresClient` over one connection of `pg`. */
export class HeldClient implements PostgresClient {
  /** Set once the connection must not be used again; the pool then cuts it instead of taking it back. */
  broken = false;
  private copying = false;

  constructor(private readonly connection: pg.ClientBase) {}

  async query<Row>(sql: string, params: readonly unknown[] = []): Promise<QueryResult<Row>> {
    this.refuseBroken();
    try {
      const result = await (params.length === 0
        ? this.connection.query(sql)
        : this.connection.query(sql, params as unknown[]));
      return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 };
    } catch (error) {
      throw this.noteFault(error);
    }
  }

  async *copyOut(sql: string): AsyncIterable<Buffer> {
    this.refuseBroken();
    this.copying = true;
    let ended = false;
    try {
      for await (const chunk of this.connection.query(copyTo(sql, { highWaterMark: 1 << 18 }))) yield chunk as Buffer;
      ended = true;
    } catch (error) {
      ended = true;
      throw this.noteFault(error);
    } finally {
      this.copying = false;
      if (!ended) this.broken = true;
    }
  }

  copyIn(sql: string): Writable {
    this.refuseBroken();
    const stream = this.connection.query(copyFrom(sql, { highWaterMark: 1 << 18 }));
    stream.on('error', (error) => this.noteFault(error));
    return stream;
  }

  discard(): void {
    this.broken = true;
  }

  private noteFault(error: unknown): unknown {
    if (isConnectionError(error)) this.broken = true;
    return toDatabaseError(error);
  }

  private refuseBroken(): void {
    if (!this.broken && !this.copying) return;
    const why = this.copying
      ? 'is busy with a COPY'
      : 'was given up after a fault or a COPY that was not read to its end';
    throw new AsofError('INTERNAL', `This database connection ${why}. Use another one.`);
  }
}
