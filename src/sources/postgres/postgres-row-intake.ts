import { AsofError } from '../../errors/asof-error.js';
import { formatInstant } from '../../time/instant.js';
import type { Source } from '../../definitions/model.js';
import type { TableColumns } from '../../definitions/table-columns.js';
import { isConnectionError } from '../../postgres/connection-error.js';
import type { PostgresPool } from '../../postgres/pool.js';
import type { PostgresClient } from '../../postgres/postgres-client.js';
import type { IntakeReport, RefusedRow, RowBatch, RowIntake } from '../row-intake.js';
import type { SourceCatalog } from '../source-catalog.js';
import { insertRows } from './insert-rows.js';
import type { PushedRow } from './read-pushed-row.js';
import { readPushedRow } from './read-pushed-row.js';
import type { SourceDatabases } from './source-databases.js';

/** What the intake needs: the platform's database remembers idempotency keys, wherever the source is. */
export interface PostgresRowIntakeStores {
  readonly platform: PostgresPool;
  readonly databases: SourceDatabases;
  readonly catalog: SourceCatalog;
}

type Outcome = Omit<IntakeReport, 'duplicate' | 'rowKeys'>;

/**
 * Rows into source tables in Postgres. For a source in the platform's database the rows and the idempotency key land in
 * one transaction; for another database the rows land first, so that a crash between the two can repeat but not lose them.
 */
export function createPostgresRowIntake({ platform, databases, catalog }: PostgresRowIntakeStores): RowIntake {
  return {
    insert: async (batch) => {
      const { source } = batch;
      refuseUnusableKey(batch);
      const table = await catalog.readTable(source.database, source.table);
      if (table === undefined) throw noTable(source);
      const read = readRows(batch, table);
      const insertInto = (client: PostgresClient): Promise<Outcome> => insertAll(client, { batch, table, read });
      const landed = await platform.transaction(async (client) => {
        const earlier = await claim(client, batch);
        if (earlier !== undefined) return { outcome: earlier, duplicate: true };
        const outcome =
          source.database === null
            ? await insertInto(client)
            : await insertElsewhere(databases.pool(source.database), source.database, insertInto);
        await remember(client, batch, outcome);
        return { outcome, duplicate: false };
      });
      return {
        ...landed.outcome,
        duplicate: landed.duplicate,
        rowKeys: acceptedKeys(read.rows, landed.outcome.refused),
      };
    },
  };
}

const LONGEST_KEY = 200;

/** An empty key is a mistake of the client: all its pushes would count as one. */
function refuseUnusableKey({ idempotencyKey }: RowBatch): void {
  if (idempotencyKey === null) return;
  const { length } = idempotencyKey;
  if (length > 0 && length <= LONGEST_KEY && !idempotencyKey.includes('\0')) return;
  throw new AsofError(
    'INPUT_INVALID',
    `An idempotency key has 1 to ${LONGEST_KEY} characters other than NUL, such as a UUID; the one sent has ${length}. Correct it, or leave it out.`,
    { length },
  );
}

interface ReadBatch {
  readonly rows: readonly PushedRow[];
  readonly refused: readonly RefusedRow[];
}

function readRows({ rows, source }: RowBatch, table: TableColumns): ReadBatch {
  const read: PushedRow[] = [];
  const refused: RefusedRow[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      read.push(readPushedRow(row, index, { source, table }));
    } catch (error) {
      if (!(error instanceof AsofError)) throw error;
      refused.push({ index, code: error.code, message: error.message });
    }
  }
  return { rows: read, refused };
}

async function insertAll(
  client: PostgresClient,
  { batch, table, read }: { readonly batch: RowBatch; readonly table: TableColumns; readonly read: ReadBatch },
): Promise<Outcome> {
  const refused = await insertRows(client, { source: batch.source, table, rows: read.rows });
  return {
    accepted: read.rows.length - refused.length,
    refused: [...read.refused, ...refused].sort((a, b) => a.index - b.index),
  };
}

async function insertElsewhere(
  pool: PostgresPool,
  database: string,
  insertInto: (client: PostgresClient) => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await pool.transaction(insertInto);
  } catch (error) {
    if (!isConnectionError(error)) throw error;
    throw new AsofError(
      'SOURCE_UNAVAILABLE',
      `The source database "${database}" cannot be reached. Start it or correct its address in ASOF_SOURCES; the request may be sent again.`,
      { database },
      { cause: error },
    );
  }
}

/** Takes the key for this transaction, waiting for another one that holds it; what was reported under it before, if anything. */
async function claim(
  client: PostgresClient,
  { source, idempotencyKey, receivedAt }: RowBatch,
): Promise<Outcome | undefined> {
  if (idempotencyKey === null) return undefined;
  const claimed = await client.query(
    `INSERT INTO asof.pushed_batch (source, idempotency_key, report, pushed_at) VALUES ($1, $2, 'null', $3) ON CONFLICT DO NOTHING`,
    [source.name, idempotencyKey, formatInstant(receivedAt)],
  );
  if (claimed.rowCount === 1) return undefined;
  const { rows } = await client.query<{ readonly report: Outcome }>(
    'SELECT report FROM asof.pushed_batch WHERE source = $1 AND idempotency_key = $2',
    [source.name, idempotencyKey],
  );
  return rows[0]?.report;
}

async function remember(client: PostgresClient, { source, idempotencyKey }: RowBatch, outcome: Outcome): Promise<void> {
  if (idempotencyKey === null) return;
  await client.query('UPDATE asof.pushed_batch SET report = $3 WHERE source = $1 AND idempotency_key = $2', [
    source.name,
    idempotencyKey,
    JSON.stringify(outcome),
  ]);
}

function acceptedKeys(rows: readonly PushedRow[], refused: readonly RefusedRow[]): IntakeReport['rowKeys'] {
  const out = new Set(refused.map(({ index }) => index));
  const keys = new Map<string, NonNullable<PushedRow['rowKey']>>();
  for (const { index, rowKey } of rows) {
    if (out.has(index)) continue;
    if (rowKey === null) return null;
    keys.set(JSON.stringify(rowKey.map(String)), rowKey);
  }
  return [...keys.values()];
}

function noTable(source: Source): AsofError {
  return new AsofError(
    'SOURCE_TABLE_NOT_FOUND',
    `The source "${source.name}" has no table "${source.table}" any more. Create it again, or correct the source.`,
    {
      source: source.name,
      table: source.table,
    },
  );
}
