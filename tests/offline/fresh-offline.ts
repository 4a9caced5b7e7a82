import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { type Column, valueAt } from '../../src/values/column.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { HistoryLayout } from '../../src/definitions/model.js';
import type { HistoryRows } from '../../src/point-in-time/history-rows.js';
import { createPostgresOfflineStore } from '../../src/offline/postgres/postgres-offline-store.js';
import { createPool } from '../../src/postgres/pool.js';
import { createSourceDatabases } from '../../src/sources/postgres/source-databases.js';
import { migratedTemplate } from '../registry/migrated.js';
import type { OfflineStore, ReadRequest, SpineRows } from '../../src/offline/offline-store.js';

/** An offline store over an empty database of its own, and a second database that sources may be in. */
export interface FreshOffline {
  readonly offline: OfflineStore;
  readonly database: FreshDatabase;
  /** The database that layouts name `elsewhere`. */
  readonly elsewhere: FreshDatabase;
  close(): Promise<void>;
}

/** Opens an offline store; `close` drops both databases. */
export async function freshOffline(name: string): Promise<FreshOffline> {
  const database = await freshDatabase(name, { template: migratedTemplate });
  const elsewhere = await freshDatabase(`${name}_elsewhere`);
  const locks = createPool(database.connectionString, { max: 4 });
  const sources = createSourceDatabases({
    default: database.pool,
    named: new Map([
      ['elsewhere', elsewhere.connectionString],
      ['down', 'postgres://nobody@127.0.0.1:1/nowhere'],
    ]),
  });
  return {
    offline: createPostgresOfflineStore({ pool: database.pool, locks, sources }),
    database,
    elsewhere,
    close: async () => {
      await sources.close();
      await locks.close();
      await elsewhere.drop();
      await database.drop();
    },
  };
}

/** A row version as a history gives it. */
export interface ReadVersion {
  readonly keys: readonly Value[];
  readonly eventTime: number;
  readonly knownFrom: number;
  readonly knownTo: number;
  readonly values: readonly Value[];
  readonly conditions: readonly Value[];
}

/** What a history held when `run` had ended, in the order it is given. */
export function readAt(
  offline: OfflineStore,
  history: ReadRequest['history'],
  run: number,
  narrow: Partial<Pick<ReadRequest, 'entities' | 'eventsAfter' | 'eventsUpTo'>> = {},
): Promise<ReadVersion[]> {
  return toVersions(
    offline.read({
      history,
      run,
      entities: null,
      eventsAfter: Number.NEGATIVE_INFINITY,
      eventsUpTo: Number.POSITIVE_INFINITY,
      ...narrow,
    }),
  );
}

/** Batches of row versions, row by row. */
export async function toVersions(batches: AsyncIterable<HistoryRows>): Promise<ReadVersion[]> {
  const versions: ReadVersion[] = [];
  for await (const rows of batches) {
    for (let row = 0; row < rows.rowCount; row += 1) {
      versions.push({
        keys: valuesAt(rows.keys, row),
        eventTime: rows.eventTimes[row] as number,
        knownFrom: rows.knownFrom[row] as number,
        knownTo: rows.knownTo[row] as number,
        values: valuesAt(rows.values, row),
        conditions: valuesAt(rows.conditions, row),
      });
    }
  }
  return versions;
}

/** Spine rows as `[event time, keys, values]`. */
export async function toSpine(batches: AsyncIterable<SpineRows>): Promise<[number, Value[], Value[]][]> {
  const spine: [number, Value[], Value[]][] = [];
  for await (const rows of batches) {
    for (let row = 0; row < rows.rowCount; row += 1) {
      spine.push([rows.eventTimes[row] as number, valuesAt(rows.keys, row), valuesAt(rows.values, row)]);
    }
  }
  return spine;
}

function valuesAt(columns: readonly Column[], row: number): Value[] {
  return columns.map((column) => valueAt(column, row));
}

/** A layout over the table `events` with a text key, an integer and a text, unless told otherwise. */
export function layoutOf(told: Partial<HistoryLayout> = {}): HistoryLayout {
  return {
    database: null,
    table: 'events',
    eventTime: 'happened_at',
    knownTime: 'known_at',
    changes: 'APPEND',
    nonFinite: 'REFUSE',
    keys: [{ sourceColumn: 'k', type: 'String' }],
    rowKey: [{ sourceColumn: 'id', type: 'Int' }],
    values: [
      { column: 'v0', type: 'Int', sql: '"amount"' },
      { column: 'v1', type: 'String', sql: '"note"' },
    ],
    conditions: [{ column: 'w0', type: 'Boolean', sql: '"amount" > 3' }],
    outputs: [],
    ...told,
  };
}

/** A layout's column over a column of the source. */
export function columnOver(column: string, type: FeatureType, sql: string): HistoryLayout['values'][number] {
  return { column, type, sql };
}
