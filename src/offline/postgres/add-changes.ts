import { formatInstant } from '../../time/instant.js';
import {
  contentColumns,
  equal,
  historyTable,
  keyColumns,
  list,
  rowKeyColumns,
  same,
  type TableColumn,
} from './history-table.js';
import { knownOnArrival } from './incoming-rows.js';
import { type Changes, closedVersions, keepOutdone, knownRows, type Load, rowColumns } from './load.js';

/** A load after the first: adds what is new, takes out what is superseded or corrected and puts it back closed. */
export async function addChanges(load: Load): Promise<Changes> {
  await createFresh(load);
  const isWhole = load.rowKeys === null && load.history.layout.changes === 'SNAPSHOT';
  const vanished = isWhole ? await closeVanished(load) : 0;
  await createTimeline(load);
  const closed = await takeOutChanged(load);
  const added = await addTimeline(load);
  if (!load.uniqueRowKeys) await keepOutdone(load, 'SELECT * FROM asof_fresh');
  await load.client.query('DROP TABLE asof_fresh, asof_timeline');
  return { added, closed: closed + vanished };
}

function arrival({ arrivedAt }: Load): string {
  return `'${formatInstant(arrivedAt)}'::timestamp with time zone`;
}

/** Incoming rows that are news: the history does not hold them as they are. */
async function createFresh(load: Load): Promise<void> {
  const { client } = load;
  const { rowCount } = await client.query(
    `CREATE TEMPORARY TABLE asof_fresh ON COMMIT DROP AS
     SELECT n.* FROM (${knownRows(load, arrival(load))}) n WHERE NOT EXISTS (${standing(load, 'n')})`,
  );
  await client.query('ANALYZE asof_fresh');
  if (!load.uniqueRowKeys && rowCount > 0) await dropOutdone(load);
}

/** The version of a row that the history holds now, where it says what the incoming row `alias` says. */
function standing({ history }: Load, alias: string): string {
  const { layout } = history;
  const keys = rowKeyColumns(layout);
  const isLast = `h.known_to = 'infinity'`;
  const isThere = `(${isLast} OR EXISTS (SELECT FROM ${historyTable(history)} l WHERE l.removed_run IS NULL AND l.known_to = 'infinity' AND ${equal(keys, 'l', 'h')}))`;
  const andThere = layout.changes === 'SNAPSHOT' ? `AND ${isThere}` : '';
  return `SELECT FROM ${historyTable(history)} h WHERE h.removed_run IS NULL AND ${equal(keys, 'h', alias)}
    AND ${knownOnArrival(layout) ? isLast : `h.known_from = ${alias}.known_from ${andThere}`} AND ${same(contentColumns(layout), 'h', alias)}`;
}

/** Rows that were seen before are no news while the one that was preferred to them is still in the source. */
async function dropOutdone(load: Load): Promise<void> {
  const { layout } = load.history;
  const place = (a: string, b: string): string =>
    `${equal(rowKeyColumns(layout), a, b)} ${knownOnArrival(layout) ? '' : `AND ${a}.known_from = ${b}.known_from`}`;
  await load.client.query(
    `DELETE FROM asof_fresh n
     WHERE EXISTS (SELECT FROM ${historyTable(load.history)} e WHERE ${place('e', 'n')} AND ${same(contentColumns(layout), 'e', 'n')})
       AND EXISTS (SELECT FROM (${knownRows(load, arrival(load))}) o WHERE ${place('o', 'n')} AND EXISTS (${standing(load, 'o')}))`,
  );
}

/**
 * All versions of the rows that there is news of, closed anew. News that arrives now comes before what was to be known only
 * later, which then never will be.
 */
async function createTimeline(load: Load): Promise<void> {
  const { client, history } = load;
  const keys = rowKeyColumns(history.layout);
  const columns = list(rowColumns(load), 'x');
  const isPast = knownOnArrival(history.layout) ? `AND x.known_from <= ${arrival(load)}` : '';
  const rows = `SELECT ${columns}, x.known_from, 'infinity'::timestamp with time zone AS was_known_to, 1 AS freshness FROM asof_fresh x
    UNION ALL
    SELECT ${columns}, x.known_from, x.known_to, 0 FROM ${historyTable(history)} x
    WHERE x.removed_run IS NULL ${isPast} AND EXISTS (SELECT FROM asof_fresh f WHERE ${equal(keys, 'f', 'x')})`;
  await client.query(
    `CREATE TEMPORARY TABLE asof_timeline ON COMMIT DROP AS
     SELECT ${list(rowColumns(load), 't')}, t.known_from, least(t.known_to, t.was_known_to) AS known_to
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

async function addTimeline(load: Load): Promise<number> {
  const { client, history, run } = load;
  const { layout } = history;
  const { rowCount } = await client.query(
    `INSERT INTO ${historyTable(history)} (added_run, removed_run, known_from, known_to, ${list(rowColumns(load))})
     SELECT ${run}, NULL, t.known_from, t.known_to, ${list(rowColumns(load), 't')} FROM asof_timeline t
     WHERE NOT EXISTS (SELECT FROM ${historyTable(history)} h WHERE h.removed_run IS NULL AND ${equal([...rowKeyColumns(layout), ...VERSION], 'h', 't')})
     ORDER BY ${list(keyColumns(layout), 't')}, t.event_time`,
  );
  return rowCount;
}

/** Closes the rows that a snapshot no longer holds: they were known until now, and what was to be known later never will be. */
async function closeVanished(load: Load): Promise<number> {
  const { client, history, incoming, run } = load;
  const now = arrival(load);
  const { rowCount } = await client.query(
    `WITH gone AS (
       UPDATE ${historyTable(history)} h SET removed_run = ${run}
       WHERE h.removed_run IS NULL AND h.known_to > ${now}
         AND NOT EXISTS (SELECT FROM (${incoming}) i WHERE ${equal(rowKeyColumns(history.layout), 'i', 'h')})
       RETURNING h.*),
     closed AS (
       INSERT INTO ${historyTable(history)} (added_run, removed_run, known_from, known_to, ${list(rowColumns(load))})
       SELECT ${run}, NULL, gone.known_from, ${now}, ${list(rowColumns(load), 'gone')} FROM gone WHERE gone.known_from < ${now})
     SELECT FROM gone`,
  );
  return rowCount;
}
