import { createIndexes, historyTable, list, readingOrder } from './history-table.js';
import { type Changes, closedVersions, keepOutdone, knownRows, type Load, rowColumns } from './load.js';

/** The first load of a history: its table is made from the rows, in reading order. Rows are known when they happen, where nothing else is said. */
export async function createHistory(load: Load): Promise<Changes> {
  const { client, history, run } = load;
  const rows = knownRows(load, 'i.event_time');
  const timeline = load.uniqueRowKeys
    ? `SELECT n.*, 'infinity'::timestamp with time zone AS known_to FROM (${rows}) n`
    : closedVersions(load, rows);
  const order = readingOrder(history.layout, load.readBy)
    .map((name) => `n.${name}`)
    .join(', ');
  const { rowCount } = await client.query(
    `CREATE TABLE ${historyTable(history)} AS
     SELECT ${run}::integer AS added_run, NULL::integer AS removed_run, n.known_from, n.known_to, ${list(rowColumns(load), 'n')}
     FROM (${timeline}) n ORDER BY ${order}`,
  );
  await client.query(
    `ALTER TABLE ${historyTable(history)} ALTER added_run SET NOT NULL, ALTER known_from SET NOT NULL, ALTER known_to SET NOT NULL, ALTER event_time SET NOT NULL`,
  );
  if (!load.uniqueRowKeys) await keepOutdone(load, rows);
  await client.query(createIndexes(history, load.readBy));
  await client.query(`ANALYZE ${historyTable(history)}`);
  return { added: rowCount, closed: 0 };
}
