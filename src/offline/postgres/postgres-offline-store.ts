import { AsofError } from '../../errors/asof-error.js';
import type { Column } from '../../values/column.js';
import type { FeatureType, Value } from '../../values/feature-type.js';
import { fromJson } from '../../values/json.js';
import type { HistoryRows } from '../../point-in-time/history-rows.js';
import { withAdvisoryLock } from '../../postgres/advisory-lock.js';
import { isConnectionError } from '../../postgres/connection-error.js';
import type { ColumnKind } from '../../postgres/copy/column-kind.js';
import { readColumns } from '../../postgres/copy-binary-reader.js';
import { quoteTable } from '../../postgres/identifier.js';
import type { PostgresPool } from '../../postgres/pool.js';
import type { PostgresClient } from '../../postgres/postgres-client.js';
import type { SourceDatabases } from '../../sources/postgres/source-databases.js';
import type {
  ChangedRequest,
  History,
  LoadReport,
  LoadRequest,
  OfflineStore,
  ReadRequest,
  SpineRequest,
  SpineRows,
} from '../offline-store.js';
import { keyColumns, type TableColumn } from './history-table.js';
import { incomingRows } from './incoming-rows.js';
import { loadHistory } from './load-history.js';
import { readChangedSql, readEmptiedSql, readSpineSql, readSql, spineColumns, versionColumns } from './read-history.js';
import { stageIncoming } from './stage-incoming.js';

const BATCH_ROWS = 16_384;

/** Histories in the platform's own Postgres, one table each. Sources in other databases come over by COPY. */
export function createPostgresOfflineStore(stores: PostgresOfflineStores): OfflineStore {
  return new PostgresOfflineStore(stores);
}

export interface PostgresOfflineStores {
  readonly pool: PostgresPool;
  /** Connections of their own for locks: whoever waits for a lock must not keep the one who holds it from working. */
  readonly locks: PostgresPool;
  readonly sources: SourceDatabases;
}

class PostgresOfflineStore implements OfflineStore {
  private readonly pool: PostgresPool;
  private readonly locks: PostgresPool;
  private readonly sources: SourceDatabases;

  constructor({ pool, locks, sources }: PostgresOfflineStores) {
    this.pool = pool;
    this.locks = locks;
    this.sources = sources;
  }

  exclusive<T>(history: History, work: () => Promise<T>): Promise<T> {
    return this.locks.withClient((client) => withAdvisoryLock(client, `asof history ${history.id}`, work));
  }

  load(request: LoadRequest): Promise<LoadReport> {
    const { layout } = request.history;
    return this.pool.transaction(
      async (client) => {
        await client.query("SET LOCAL work_mem = '128MB'; SET LOCAL maintenance_work_mem = '256MB'");
        const rows = incomingRows(layout, request.rowKeys);
        const source = layout.database === null ? client : this.sources.pool(layout.database);
        const uniqueRowKeys = await hasUniqueRowKeys(source, request.history).catch((error: unknown) => {
          throw layout.database !== null && isConnectionError(error)
            ? sourceUnavailable(layout.database, error)
            : error;
        });
        const incoming = layout.database === null ? rows : await stageIncoming(client, source, { layout, rows });
        return loadHistory({ ...request, client, incoming, uniqueRowKeys });
      },
      { isolation: 'REPEATABLE READ' },
    );
  }

  read(request: ReadRequest): AsyncIterable<HistoryRows> {
    return this.versions(request.history, readSql(request));
  }

  readChanged(request: ChangedRequest): AsyncIterable<HistoryRows> {
    return this.versions(request.history, readChangedSql(request));
  }

  async readEmptied(request: ChangedRequest): Promise<readonly (readonly Value[])[]> {
    const keys = keyColumns(request.history.layout);
    const { rows } = await this.pool.query<Record<string, unknown>>(readEmptiedSql(request));
    return rows.map((row) => keys.map(({ name, type }) => fromJson(row[name], type, name)));
  }

  async *readSpine(request: SpineRequest): AsyncIterable<SpineRows> {
    const { layout } = request.history;
    const types = spineColumns(layout);
    const keyCount = layout.keys.length;
    for await (const { rowCount, columns } of this.columns(readSpineSql(request), types)) {
      const [eventTimes, ...rest] = columns;
      yield {
        rowCount,
        eventTimes: eventTimes?.values as Float64Array,
        keys: rest.slice(0, keyCount),
        values: rest.slice(keyCount, keyCount + layout.values.length),
      };
    }
  }

  private async *versions(history: History, sql: string): AsyncIterable<HistoryRows> {
    const { layout } = history;
    const keyCount = layout.keys.length;
    for await (const { rowCount, columns } of this.columns(sql, versionColumns(layout))) {
      const [eventTimes, knownFrom, knownTo, ...rest] = columns;
      yield {
        rowCount,
        eventTimes: eventTimes?.values as Float64Array,
        knownFrom: knownFrom?.values as Float64Array,
        knownTo: knownTo?.values as Float64Array,
        keys: rest.slice(0, keyCount),
        values: rest.slice(keyCount, keyCount + layout.values.length),
        conditions: rest.slice(keyCount + layout.values.length),
      };
    }
  }

  private async *columns(
    sql: string,
    types: readonly TableColumn[],
  ): AsyncIterable<{ readonly rowCount: number; readonly columns: readonly Column[] }> {
    const stream = this.pool.copyOut(`COPY (${sql}) TO STDOUT (FORMAT binary)`);
    const kinds = types.map(({ type }) => COLUMN_KINDS[type]);
    for await (const { rowCount, columns } of readColumns(stream, kinds, { batchRows: BATCH_ROWS })) {
      yield {
        rowCount,
        columns: columns.map(({ values, isNull }, index) => ({
          type: (types[index] as TableColumn).type,
          values: values as Column['values'],
          isNull,
        })),
      };
    }
  }
}

const COLUMN_KINDS: Readonly<Record<FeatureType, ColumnKind>> = {
  Int: 'int4',
  BigInt: 'int8',
  Float: 'float8',
  Decimal: 'numeric',
  Boolean: 'bool',
  String: 'text',
  DateTime: 'timestamptz',
};

/** Whether a unique index keeps the source from holding two rows of one row key. */
async function hasUniqueRowKeys(database: Pick<PostgresClient, 'query'>, { layout }: History): Promise<boolean> {
  if (layout.rowKey.length === 0) return true;
  const columns = layout.rowKey.map(({ sourceColumn }) => sourceColumn);
  const { rows } = await database.query<{ found: boolean }>(
    `SELECT EXISTS (
       SELECT FROM pg_index i
       WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL
         AND (SELECT bool_and(a.attname = ANY ($2::text[]) AND a.attnotnull) FROM unnest(i.indkey[0:i.indnkeyatts - 1]) k JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k)
     ) AS found`,
    [quoteTable(layout.table), columns],
  );
  return rows[0]?.found === true;
}

function sourceUnavailable(database: string, cause: unknown): AsofError {
  return new AsofError(
    'SOURCE_UNAVAILABLE',
    `The source database "${database}" cannot be reached. Start it or correct its address in ASOF_SOURCES, and materialize again.`,
    { database },
    { cause },
  );
}
