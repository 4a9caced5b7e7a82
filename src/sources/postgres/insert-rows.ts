import { AsofError } from '../../errors/asof-error.js';
import type { Source } from '../../definitions/model.js';
import type { TableColumns } from '../../definitions/table-columns.js';
import { quoteIdentifier, quoteTable } from '../../postgres/identifier.js';
import type { PostgresClient } from '../../postgres/postgres-client.js';
import type { RefusedRow } from '../row-intake.js';
import { explainClosedTable, explainRefusal } from './explain-refusal.js';
import type { PushedRow } from './read-pushed-row.js';

interface Insertion {
  readonly source: Source;
  readonly table: TableColumns;
  readonly rows: readonly PushedRow[];
}

/**
 * Inserts rows in a transaction of the caller's and gives the ones that Postgres refused. All go in one statement for each
 * set of columns; only where that fails are they tried one by one.
 */
export async function insertRows(client: PostgresClient, { source, rows }: Insertion): Promise<readonly RefusedRow[]> {
  const upsert = source.changes === 'APPEND' ? null : await requireUniqueKey(client, source);
  const refused: RefusedRow[] = [];
  for (const [columns, group] of byColumns(rows)) {
    const insert = insertStatement(source, columns, upsert);
    const whole = upsert === null ? group : lastOfEachKey(group);
    const failure = await attempt(client, insert, whole).catch((error: unknown) => {
      throw explainClosedTable(error, source) ?? error;
    });
    if (failure !== undefined && whole.length === 1) refused.push(...group.map((row) => refusalOf(failure, row)));
    else if (failure !== undefined) refused.push(...(await insertOneByOne(client, insert, group)));
  }
  return refused;
}

async function insertOneByOne(
  client: PostgresClient,
  insert: string,
  rows: readonly PushedRow[],
): Promise<readonly RefusedRow[]> {
  const refused: RefusedRow[] = [];
  for (const row of rows) {
    const failure = await attempt(client, insert, [row]);
    if (failure !== undefined) refused.push(refusalOf(failure, row));
  }
  return refused;
}

/** Runs the statement under a savepoint; the failure when the data is at fault, in which case nothing of it is kept. */
async function attempt(
  client: PostgresClient,
  insert: string,
  rows: readonly PushedRow[],
): Promise<string | undefined> {
  await client.query('SAVEPOINT pushed');
  try {
    await client.query(insert, [JSON.stringify(rows.map(({ json }) => json))]);
    await client.query('RELEASE SAVEPOINT pushed');
    return undefined;
  } catch (error) {
    const refusal = explainRefusal(error);
    if (refusal === undefined) throw error;
    await client.query('ROLLBACK TO SAVEPOINT pushed; RELEASE SAVEPOINT pushed');
    return refusal;
  }
}

function refusalOf(message: string, { index }: PushedRow): RefusedRow {
  return { index, code: 'ROW_REFUSED', message };
}

/** Rows with the same columns together, since a column left out gets its default. */
function byColumns(rows: readonly PushedRow[]): readonly (readonly [readonly string[], readonly PushedRow[]])[] {
  const groups = new Map<string, PushedRow[]>();
  for (const row of rows) {
    const columns = JSON.stringify(Object.keys(row.json).sort());
    const group = groups.get(columns);
    if (group) group.push(row);
    else groups.set(columns, [row]);
  }
  return [...groups].map(([columns, group]) => [JSON.parse(columns) as string[], group]);
}

/** One statement cannot change a row twice: the last of a key stands for all of them. */
function lastOfEachKey(rows: readonly PushedRow[]): readonly PushedRow[] {
  return [
    ...new Map(rows.map((row) => [row.rowKey === null ? row : JSON.stringify(row.rowKey.map(String)), row])).values(),
  ];
}

function insertStatement({ table, rowKey }: Source, columns: readonly string[], upsert: string | null): string {
  const target = quoteTable(table);
  if (columns.length === 0) return `INSERT INTO ${target} SELECT FROM jsonb_array_elements($1::jsonb)`;
  const list = columns.map(quoteIdentifier).join(', ');
  const changed = columns
    .filter((column) => !rowKey.includes(column))
    .map((column) => `${quoteIdentifier(column)} = excluded.${quoteIdentifier(column)}`);
  const onConflict =
    upsert === null
      ? ''
      : ` ON CONFLICT (${upsert}) ${changed.length === 0 ? 'DO NOTHING' : `DO UPDATE SET ${changed.join(', ')}`}`;
  return `INSERT INTO ${target} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${target}, $1::jsonb)${onConflict}`;
}

/** The row key as the target of ON CONFLICT; there must be a unique index over just its columns to find the row by. */
async function requireUniqueKey(client: PostgresClient, source: Source): Promise<string> {
  const { rows } = await client.query<{ readonly found: boolean }>(
    `SELECT EXISTS (
       SELECT 1 FROM pg_index WHERE indrelid = to_regclass($1) AND indisunique AND indisvalid AND indpred IS NULL AND indexprs IS NULL
         AND ARRAY(SELECT attname::text COLLATE "C" FROM pg_attribute WHERE attrelid = indrelid AND attnum = ANY (indkey[0:indnkeyatts - 1]) ORDER BY 1)
           = ARRAY(SELECT unnest($2::text[]) COLLATE "C" ORDER BY 1)) AS found`,
    [quoteTable(source.table), source.rowKey],
  );
  if (rows[0]?.found === true) return source.rowKey.map(quoteIdentifier).join(', ');
  throw new AsofError(
    'INPUT_INVALID',
    `Rows pushed to "${source.name}" replace the row of their key, and its table "${source.table}" has no unique index over ${source.rowKey.map((column) => `"${column}"`).join(', ')} to find that row by. Create one.`,
    { source: source.name, rowKey: source.rowKey },
  );
}
