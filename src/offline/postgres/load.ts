import type { PostgresClient } from '../../postgres/postgres-client.js';
import type { LoadRequest } from '../offline-store.js';
import { contentColumns, equal, historyTable, list, rowKeyColumns, same, type TableColumn } from './history-table.js';
import { knownOnArrival } from './incoming-rows.js';

/** A load under way: `incoming` is a query or table that gives the incoming rows. */
export interface Load extends LoadRequest {
  readonly client: PostgresClient;
  readonly incoming: string;
  /** Whether the source cannot hold two rows of one row key, by a unique index. */
  readonly uniqueRowKeys: boolean;
}

/** How many row versions a load has added and taken out. */
export interface Changes {
  readonly added: number;
  readonly closed: number;
}

/** What a row version says and of which row, without its clocks. */
export function rowColumns({ history: { layout } }: Load): readonly TableColumn[] {
  return [...contentColumns(layout), ...rowKeyColumns(layout)];
}

/** A query for the rows that may enter history; `arrival` is when they are known where the source does not say so itself. */
export function knownRows(load: Load, arrival: string): string {
  const { layout } = load.history;
  const rows = `SELECT ${list(rowColumns(load), 'i')}`;
  return knownOnArrival(layout)
    ? `${rows}, ${arrival} AS known_from FROM (${load.incoming}) i WHERE i.refusal IS NULL`
    : `${rows}, i.known_time AS known_from FROM (${load.incoming}) i WHERE i.refusal IS NULL AND i.known_time IS NOT NULL`;
}

/** Each row version known until the next version of its row; of versions known at the same moment, the one that `preferred` puts first. */
export function closedVersions({ history: { layout } }: Load, rows: string, preferred = ''): string {
  const key = list(rowKeyColumns(layout), 'd');
  const content = contentColumns(layout).map(({ name }) => `u.${name} DESC NULLS LAST`);
  const distinct = `SELECT DISTINCT ON (${list(rowKeyColumns(layout), 'u')}, u.known_from) u.* FROM (${rows}) u
    ORDER BY ${list(rowKeyColumns(layout), 'u')}, u.known_from, ${preferred} ${content.join(', ')}`;
  return `SELECT d.*, lead(d.known_from, 1, 'infinity'::timestamp with time zone) OVER (PARTITION BY ${key} ORDER BY d.known_from) AS known_to FROM (${distinct}) d`;
}

/**
 * Keeps those of `rows` that another one of the same row and moment was preferred to, as versions that were never in the
 * history: a later load must know that they are not new.
 */
export async function keepOutdone(load: Load, rows: string): Promise<void> {
  const { client, history, run } = load;
  const { layout } = history;
  await client.query(
    `INSERT INTO ${historyTable(history)} (added_run, removed_run, known_from, known_to, ${list(rowColumns(load))})
     SELECT DISTINCT ${run}, ${run}, n.known_from, n.known_from, ${list(rowColumns(load), 'n')} FROM (${rows}) n
     WHERE NOT EXISTS (SELECT FROM ${historyTable(history)} h
       WHERE h.removed_run IS NULL AND ${equal(rowKeyColumns(layout), 'h', 'n')} AND h.known_from = n.known_from AND ${same(contentColumns(layout), 'h', 'n')})`,
  );
}
