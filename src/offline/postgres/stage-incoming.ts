import { pipeline } from 'node:stream/promises';
import type { HistoryLayout } from '../../definitions/model.js';
import type { PostgresClient, Queryable } from '../../postgres/postgres-client.js';
import { databaseType } from './history-table.js';
import { incomingColumns } from './incoming-rows.js';

/**
 * Brings the incoming rows of another database into a temporary table of this transaction and returns a query over it. The bytes
 * of one COPY go straight into the other, undecoded.
 */
export async function stageIncoming(
  client: PostgresClient,
  source: Queryable,
  { layout, rows }: { readonly layout: HistoryLayout; readonly rows: string },
): Promise<string> {
  const columns = incomingColumns(layout);
  await client.query(
    `CREATE TEMPORARY TABLE asof_incoming (${columns.map(({ name, type }) => `${name} ${databaseType(type)}`).join(', ')}) ON COMMIT DROP`,
  );
  await pipeline(
    source.copyOut(`COPY (${rows}) TO STDOUT (FORMAT binary)`),
    client.copyIn('COPY asof_incoming FROM STDIN (FORMAT binary)'),
  );
  await client.query('ANALYZE asof_incoming');
  return 'SELECT * FROM asof_incoming';
}
