import { AsofError } from '../../errors/asof-error.js';
import { withAdvisoryLock } from '../../postgres/advisory-lock.js';
import { createPool } from '../../postgres/pool.js';
import type { PostgresClient } from '../../postgres/postgres-client.js';
import { createRegistryDataSource, MIGRATION_TABLE, MIGRATIONS } from './data-source.js';
import { explainingFaults } from './registry-database.js';

/** What `migrate` did. */
export interface MigrationReport {
  /** The names of the migrations that ran; empty when the database was up to date. */
  readonly applied: readonly string[];
}

/** Where TypeORM notes what has run; made here, since it would make one with a sequence of its own. */
const RECORD_TABLE = `
  CREATE SCHEMA IF NOT EXISTS asof;
  CREATE TABLE IF NOT EXISTS asof.${MIGRATION_TABLE} (
    id integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    "timestamp" bigint NOT NULL,
    name text NOT NULL,
    CONSTRAINT migration_pkey PRIMARY KEY (id),
    CONSTRAINT migration_runs_once UNIQUE (name)
  )`;

/**
 * Brings a database to the schema of this code, from nothing if need be. Any number of servers may do so at once: one
 * works, the others wait and find it done. Throws `DATABASE_NEWER` for a database that a later release has migrated.
 */
export async function migrate(connectionString: string): Promise<MigrationReport> {
  const pool = createPool(connectionString, { max: 1, applicationName: 'asof migrate' });
  try {
    return await pool.withClient((client) =>
      withAdvisoryLock(client, 'asof migrate', () => migrateAlone(client, connectionString)),
    );
  } finally {
    await pool.close();
  }
}

async function migrateAlone(client: PostgresClient, connectionString: string): Promise<MigrationReport> {
  await keepUserTablesOut(client);
  await client.query(RECORD_TABLE);
  refuseNewer(await readApplied(client));
  return explainingFaults(async () => {
    const source = await createRegistryDataSource(connectionString, { connections: 1 }).initialize();
    try {
      const ran = await source.runMigrations({ transaction: 'all' });
      return { applied: ran.map(({ name }) => name) };
    } finally {
      await source.destroy();
    }
  });
}

/**
 * A role named like our schema has that schema first in its default search path, and a user's `CREATE TABLE flights` would
 * land among our tables. Such a role goes on looking in `public`, as it did before the schema was there.
 */
async function keepUserTablesOut(client: PostgresClient): Promise<void> {
  const { rows } = await client.query<{ readonly statement: string }>(
    `SELECT format('ALTER ROLE %I IN DATABASE %I SET search_path TO public', current_user, current_database()) AS statement
     WHERE current_user = 'asof' AND current_setting('search_path') = '"$user", public'`,
  );
  for (const { statement } of rows) await client.query(statement);
}

async function readApplied(client: PostgresClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ readonly name: string }>(
    `SELECT name FROM asof.${MIGRATION_TABLE} ORDER BY id`,
  );
  return rows.map(({ name }) => name);
}

function refuseNewer(applied: readonly string[]): void {
  const known = new Set(MIGRATIONS.map((migration) => migration.name));
  const unknown = applied.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new AsofError(
    'DATABASE_NEWER',
    `The database has been migrated by a later release of Asof: it holds ${unknown.map((name) => `"${name}"`).join(', ')}, which this release does not know. Start that release, or point DATABASE_URL at another database.`,
    { unknownMigrations: unknown },
  );
}
