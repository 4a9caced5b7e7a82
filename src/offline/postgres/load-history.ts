import { formatInstant } from '../../time/instant.js';
import type { PostgresClient } from '../../postgres/postgres-client.js';
import type { LoadReport, LoadRequest } from '../offline-store.js';
import {
  contentColumns,
  createIndexes,
  equal,
  historyTable,
  keyColumns,
  list,
  readingOrder,
  rowKeyColumns,
  same,
  type TableColumn,
} from './history-table.js';
import { knownOnArrival } from './incoming-rows.js';

/** A load under way: `incoming` is a query or table that gives the incoming rows. */
interface Load extends LoadRequest {
  readonly client: PostgresClient;
  readonly incoming: string;
  /** Whether the source cannot hold two rows of one row key, by a unique index. */
  readonly uniqueRowKeys: boolean;
}

/**
 * Brings incoming rows into a history within the transaction of `client`, set by set. The first load of a history makes its
 * table; later ones add what is new, take out what is superseded or corrected and put it back closed.
 */
export async function loadHistory(load: Load): Promise<LoadReport> {
  const counts = await countIncoming(load);
  if (counts.refused > 0) await keepRefused(load);
  const isFirst = !(await tableExists(load));
  const added = isFirst ? await createHistory(load) : 0;
  const changes = isFirst ? { added, closed: 0 } : await addChanges(load);
  return {
    rowsRead: counts.total,
    rowsAdded: changes.added,
    rowsClosed: changes.closed,
    rowsRefused: counts.reasons,
    rowsWithoutEntity: counts.withoutEntity,
    rowsNotYetKnown: counts.notYetKnown,
  };
}

interface Counts {
  readonly total: number;
  readonly refused: number;
  readonly reasons: Readonly<Record<string, number>>;
  readonly withoutEntity: number;
  readonly notYetKnown: number;
}

async function countIncoming({ client, incoming, history }: Load): Promise<Counts> {
  const nullKey = keyColumns(history.layout)
    .map(({ name }) => `i.${name} IS NULL`)
    .join(' OR ');
  const unknown = knownOnArrival(history.layout) ? 'false' : 'i.known_time IS NULL';
  const { rows } = await client.query<{
    refusal: string | null;
    total: string;
    without_entity: string;
    not_yet_known: string;
  }>(
    `SELECT i.refusal, count(*) AS total, count(*) FILTER (WHERE ${nullKey}) AS without_entity, count(*) FILTER (WHERE ${unknown}) AS not_yet_known
     FROM (${incoming}) i GROUP BY i.refusal`,
  );
  const kept = rows.find((row) => row.refusal === null);
  const reasons = Object.fromEntries(
    rows.filter((row) => row.refusal !== null).map((row) => [row.refusal as string, Number(row.total)]),
  );
  return {
    total: rows.reduce((all, row) => all + Number(row.total), 0),
    refused: Object.values(reasons).reduce((all, count) => all + count, 0),
    reasons,
    withoutEntity: Number(kept?.without_entity ?? 0),
    notYetKnown: Number(kept?.not_yet_known ?? 0),
  };
}

async function keepRefused({ client, incoming, history, run }: Load): Promise<void> {
  await client.query(
    `INSERT INTO asof.refused_row (definition_id, run, reason, "row", row_hash)
     SELECT ${history.id}, ${run}, r.refusal, r.kept, md5(r.kept::text)
     FROM (SELECT i.refusal, to_jsonb(i) - 'refusal' AS kept FROM (${incoming}) i WHERE i.refusal IS NOT NULL) r
     ON CONFLICT (definition_id, row_hash, reason) DO NOTHING`,
  );
}

async function tableExists({ client, history }: Load): Promise<boolean> {
  const { rows } = await client.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [
    historyTable(history),
  ]);
  return rows[0]?.found === true;
}

/** Rows that may enter history, with the moment from which they are known. */
function known({ incoming, history: { layout } }: Load, knownFrom: string): string {
  const rest = list([...contentColumns(layout), ...rowKeyColumns(layout)], 'i');
  const isKnown = knownOnArrival(layout) ? '' : 'AND i.known_time IS NOT NULL';
  return `SELECT ${rest}, ${knownOnArrival(layout) ? knownFrom : 'i.known_time'} AS known_from FROM (${incoming}) i WHERE i.refusal IS NULL ${isKnown}`;
}

async function createHistory(load: Load): Promise<number> {
  const { client, history, run } = load;
  const { layout } = history;
  const columns = list([...contentColumns(layout), ...rowKeyColumns(layout)], 'n');
  const rows = known(load, 'i.event_time');
  const timeline = load.uniqueRowKeys
    ? `SELECT n.*, 'infinity'::timestamp with time zone AS known_to FROM (${rows}) n`
    : closedVersions(load, rows);
  const order = readingOrder(layout, load.readBy)
    .map((name) => `n.${name}`)
    .join(', ');
  const { rowCount } = await client.query(
    `CREATE TABLE ${historyTable(history)} AS
     SELECT ${run}::integer AS added_run, NULL::integer AS removed_run, n.known_from, n.known_to, ${columns} FROM (${timeline}) n ORDER BY ${order}`,
  );
  await client.query(
    `ALTER TABLE ${historyTable(history)} ALTER added_run SET NOT NULL, ALTER known_from SET NOT NULL, ALTER known_to SET NOT NULL, ALTER event_time SET NOT NULL`,
  );
  await client.query(createIndexes(history, load.readBy));
  await client.query(`ANALYZE ${historyTable(history)}`);
  return rowCount;
}

/** Each row version known until the next version of its row; of versions known at the same moment, the one that `preferred` puts first. */
function closedVersions({ history: { layout } }: Load, rows: string, preferred = ''): string {
  const key = list(rowKeyColumns(layout), 'd');
  const content = contentColumns(layout).map(({ name }) => `u.${name} DESC NULLS LAST`);
  const distinct = `SELECT DISTINCT ON (${list(rowKeyColumns(layout), 'u')}, u.known_from) u.* FROM (${rows}) u
    ORDER BY ${list(rowKeyColumns(layout), 'u')}, u.known_from, ${preferred} ${content.join(', ')}`;
  return `SELECT d.*, lead(d.known_from, 1, 'infinity'::timestamp with time zone) OVER (PARTITION BY ${key} ORDER BY d.known_from) AS known_to FROM (${distinct}) d`;
}

async function addChanges(load: Load): Promise<{ added: number; closed: number }> {
  await createFresh(load);
  const closedBefore =
    load.rowKeys === null && load.history.layout.changes === 'SNAPSHOT' ? await closeVanished(load) : 0;
  await createTimeline(load);
  const closed = await takeOutChanged(load);
  const added = await addTimeline(load);
  await load.client.query('DROP TABLE asof_fresh, asof_timeline');
  return { added, closed: closed + closedBefore };
}

/** Incoming rows that the history does not hold as they are. */
async function createFresh(load: Load): Promise<void> {
  const { client, history, arrivedAt } = load;
  const { layout } = history;
  const current = knownOnArrival(layout) ? `h.known_to = 'infinity'` : 'h.known_from = n.known_from';
  const arrival = `'${formatInstant(arrivedAt)}'::timestamp with time zone`;
  await client.query(
    `CREATE TEMPORARY TABLE asof_fresh ON COMMIT DROP AS
     SELECT n.* FROM (${known(load, arrival)}) n
     WHERE NOT EXISTS (SELECT FROM ${historyTable(history)} h WHERE h.removed_run IS NULL AND ${equal(rowKeyColumns(layout), 'h', 'n')}
       AND ${current} AND ${same(contentColumns(layout), 'h', 'n')})`,
  );
  if (knownOnArrival(layout)) await keepOrder(load);
  await client.query('ANALYZE asof_fresh');
}

/** What arrives now corrects what is there, even where that is known only from a moment still to come. */
async function keepOrder({ client, history }: Load): Promise<void> {
  await client.query(
    `UPDATE asof_fresh f SET known_from = h.known_from FROM ${historyTable(history)} h
     WHERE h.removed_run IS NULL AND h.known_to = 'infinity' AND h.known_from > f.known_from AND ${equal(rowKeyColumns(history.layout), 'h', 'f')}`,
  );
}

/** All versions of the rows that something fresh is known of, closed anew. */
async function createTimeline(load: Load): Promise<void> {
  const { client, history } = load;
  const { layout } = history;
  const columns = list([...contentColumns(layout), ...rowKeyColumns(layout)], 'x');
  const keys = rowKeyColumns(layout);
  const rows = `SELECT ${columns}, x.known_from, 'infinity'::timestamp with time zone AS was_known_to, 1 AS freshness FROM asof_fresh x
    UNION ALL
    SELECT ${columns}, x.known_from, x.known_to, 0 FROM ${historyTable(history)} x
    WHERE x.removed_run IS NULL AND EXISTS (SELECT FROM asof_fresh f WHERE ${equal(keys, 'f', 'x')})`;
  await client.query(
    `CREATE TEMPORARY TABLE asof_timeline ON COMMIT DROP AS
     SELECT ${list([...contentColumns(layout), ...keys], 't')}, t.known_from, least(t.known_to, t.was_known_to) AS known_to
     FROM (${closedVersions(load, rows, 'u.freshness DESC,')}) t`,
  );
}

const VERSION: readonly TableColumn[] = [
  { name: 'known_from', type: 'DateTime' },
  { name: 'known_to', type: 'DateTime' },
];

async function takeOutChanged({ client, history, run }: Load): Promise<number> {
  const keys = rowKeyColumns(history.layout);
  const { rowCount } = await client.query(
    `UPDATE ${historyTable(history)} h SET removed_run = ${run}
     WHERE h.removed_run IS NULL AND EXISTS (SELECT FROM asof_fresh f WHERE ${equal(keys, 'f', 'h')})
       AND NOT EXISTS (SELECT FROM asof_timeline t WHERE ${equal([...keys, ...VERSION], 't', 'h')} AND ${same(contentColumns(history.layout), 't', 'h')})`,
  );
  return rowCount;
}

async function addTimeline({ client, history, run }: Load): Promise<number> {
  const { layout } = history;
  const keys = rowKeyColumns(layout);
  const columns = list([...contentColumns(layout), ...keys]);
  const { rowCount } = await client.query(
    `INSERT INTO ${historyTable(history)} (added_run, removed_run, known_from, known_to, ${columns})
     SELECT ${run}, NULL, t.known_from, t.known_to, ${list([...contentColumns(layout), ...keys], 't')} FROM asof_timeline t
     WHERE NOT EXISTS (SELECT FROM ${historyTable(history)} h WHERE h.removed_run IS NULL AND ${equal([...keys, ...VERSION], 'h', 't')})
     ORDER BY ${list(keyColumns(layout), 't')}, t.event_time`,
  );
  return rowCount;
}

/** Closes the rows that a snapshot no longer holds: they were known until now. */
async function closeVanished({ client, history, incoming, run, arrivedAt }: Load): Promise<number> {
  const { layout } = history;
  const keys = rowKeyColumns(layout);
  const now = `'${formatInstant(arrivedAt)}'::timestamp with time zone`;
  const columns = list([...contentColumns(layout), ...keys], 'gone');
  const { rowCount } = await client.query(
    `WITH gone AS (
       UPDATE ${historyTable(history)} h SET removed_run = ${run}
       WHERE h.removed_run IS NULL AND h.known_to = 'infinity'
         AND NOT EXISTS (SELECT FROM (${incoming}) i WHERE ${equal(keys, 'i', 'h')})
       RETURNING h.*)
     INSERT INTO ${historyTable(history)} (added_run, removed_run, known_from, known_to, ${list([...contentColumns(layout), ...keys])})
     SELECT ${run}, NULL, gone.known_from, ${now}, ${columns} FROM gone WHERE gone.known_from < ${now}`,
  );
  return rowCount;
}
