import { withAdvisoryLock } from '../../src/postgres/advisory-lock.js';
import { quoteIdentifier } from '../../src/postgres/identifier.js';
import { createPool, type PoolOptions, type PostgresPool } from '../../src/postgres/pool.js';

/** A database of one's own. */
export interface FreshDatabase {
  readonly connectionString: string;
  readonly pool: PostgresPool;
  /** Closes the pool and drops the database, whoever else is connected. */
  drop(): Promise<void>;
}

/** A database that others are copied from. `prepare` runs once per test run, in whichever test file asks first. */
export interface TemplateDatabase {
  readonly name: string;
  prepare(connectionString: string): Promise<void>;
}

let made = 0;

/** An empty database on the server of the test run, or a copy of a template. */
export async function freshDatabase(
  name = 'test',
  options: { readonly template?: TemplateDatabase; readonly pool?: PoolOptions } = {},
): Promise<FreshDatabase> {
  const maintenance = createPool(serverConnectionString(), { max: 1 });
  made += 1;
  const database = `${name}_${process.pid}_${made}`;
  if (options.template) await ensureTemplate(maintenance, options.template);
  await create(maintenance, database, options.template?.name);
  if (options.template) await copySettings(maintenance, { from: options.template.name, to: database });
  const connectionString = inDatabase(database);
  const pool = createPool(connectionString, options.pool);
  return {
    connectionString,
    pool,
    async drop() {
      await pool.close();
      await maintenance.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(database)} WITH (FORCE)`);
      await maintenance.close();
    },
  };
}

/** Where the server of the test run is; its own database is for maintenance. */
export function serverConnectionString(): string {
  const connectionString = process.env.ASOF_TEST_POSTGRES;
  if (connectionString === undefined)
    throw new Error('The Postgres of the test run is not there: run the tests with Jest.');
  return connectionString;
}

async function ensureTemplate(maintenance: PostgresPool, template: TemplateDatabase): Promise<void> {
  await maintenance.withClient((client) =>
    withAdvisoryLock(client, `template ${template.name}`, async () => {
      const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template.name]);
      if (rowCount > 0) return;
      const unfinished = `${template.name}_unfinished`;
      await client.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(unfinished)} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${quoteIdentifier(unfinished)}`);
      await template.prepare(inDatabase(unfinished));
      await client.query(`ALTER DATABASE ${quoteIdentifier(unfinished)} RENAME TO ${quoteIdentifier(template.name)}`);
    }),
  );
}

/** One at a time over all test files: Postgres refuses to copy a template that is being copied. */
async function create(maintenance: PostgresPool, database: string, template = 'template0'): Promise<void> {
  await maintenance.withClient((client) =>
    withAdvisoryLock(client, 'create database', async () => {
      await client.query(`CREATE DATABASE ${quoteIdentifier(database)} TEMPLATE ${quoteIdentifier(template)}`);
    }),
  );
}

/** What roles have set for a database, such as where they look for tables, is the one thing that a copy of it lacks. */
async function copySettings(
  maintenance: PostgresPool,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const { rows } = await maintenance.query<{ readonly statement: string }>(
    `SELECT format('ALTER ROLE %I IN DATABASE %I SET %I TO %s', rolname, $2::text, split_part(setting, '=', 1), split_part(setting, '=', 2)) AS statement
     FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase JOIN pg_roles ON pg_roles.oid = setrole, unnest(setconfig) AS setting
     WHERE datname = $1`,
    [from, to],
  );
  for (const { statement } of rows) await maintenance.query(statement);
}

function inDatabase(database: string): string {
  const url = new URL(serverConnectionString());
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
