import { formatInstant } from '../../src/time/instant.js';
import type { PostgresPool } from '../../src/postgres/pool.js';
import type { SourceRow } from './timeline.js';

/** Makes an empty source table; `unique` gives it a primary key. */
export async function createEvents(pool: PostgresPool, table: string, unique: boolean): Promise<void> {
  await pool.query(
    `CREATE TABLE ${table} (id integer ${unique ? 'PRIMARY KEY' : ''}, k text, happened_at timestamptz, known_at timestamptz, amount integer, note text)`,
  );
}

/** Makes a source table hold exactly these rows. */
export async function fillEvents(pool: PostgresPool, table: string, rows: readonly SourceRow[]): Promise<void> {
  const json = rows.map(({ happenedAt, knownAt, ...row }) => ({
    ...row,
    happened_at: formatInstant(happenedAt),
    known_at: knownAt === null ? null : formatInstant(knownAt),
  }));
  await pool.query(`DELETE FROM ${table}`);
  await pool.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`, [
    JSON.stringify(json),
  ]);
}
