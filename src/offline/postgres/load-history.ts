import type { LoadReport } from '../offline-store.js';
import { addChanges } from './add-changes.js';
import { createHistory } from './create-history.js';
import { historyTable, keyColumns } from './history-table.js';
import { knownOnArrival } from './incoming-rows.js';
import type { Load } from './load.js';

/**
 * Brings incoming rows into a history within the transaction of `client`, set by set. The first load of a history makes its
 * table; later ones add what is new, take out what is superseded or corrected and put it back closed.
 */
export async function loadHistory(load: Load): Promise<LoadReport> {
  const counts = await countIncoming(load);
  if (counts.refused > 0) await keepRefused(load);
  const changes = (await tableExists(load)) ? await addChanges(load) : await createHistory(load);
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

/** Without groups in the common case that nothing is refused: Postgres then counts with all its workers. */
async function countIncoming(load: Load): Promise<Counts> {
  const { client, incoming, history } = load;
  const nullKey = keyColumns(history.layout)
    .map(({ name }) => `i.${name} IS NULL`)
    .join(' OR ');
  const unknown = knownOnArrival(history.layout) ? 'false' : 'i.known_time IS NULL';
  const { rows } = await client.query<Record<'total' | 'refused' | 'without_entity' | 'not_yet_known', string>>(
    `SELECT count(*) AS total, count(i.refusal) AS refused,
       count(*) FILTER (WHERE (${nullKey}) AND i.refusal IS NULL) AS without_entity,
       count(*) FILTER (WHERE (${unknown}) AND i.refusal IS NULL) AS not_yet_known
     FROM (${incoming}) i`,
  );
  const refused = Number(rows[0]?.refused);
  return {
    total: Number(rows[0]?.total),
    refused,
    reasons: refused === 0 ? {} : await countReasons(load),
    withoutEntity: Number(rows[0]?.without_entity),
    notYetKnown: Number(rows[0]?.not_yet_known),
  };
}

async function countReasons({ client, incoming }: Load): Promise<Readonly<Record<string, number>>> {
  const { rows } = await client.query<{ refusal: string; total: string }>(
    `SELECT i.refusal, count(*) AS total FROM (${incoming}) i WHERE i.refusal IS NOT NULL GROUP BY i.refusal`,
  );
  return Object.fromEntries(rows.map(({ refusal, total }) => [refusal, Number(total)]));
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
