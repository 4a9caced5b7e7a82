import type { PostgresPool } from '../../src/postgres/pool.js';
import type { Queryable } from '../../src/postgres/postgres-client.js';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly identity: string;
  readonly fallback: string | null;
  readonly storage: string | null;
}

/** The schemas of Asof as SQL text, read from the live catalogs: one form for one schema, ordered by name. */
export async function dumpSchema(pool: PostgresPool): Promise<string> {
  return pool.transaction(async (client) => {
    await client.query('SET LOCAL search_path TO pg_catalog');
    return dump(client);
  });
}

async function dump(database: Queryable): Promise<string> {
  const schemas = await names(
    database,
    `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('asof', 'asof_history') ORDER BY 1`,
  );
  const tables = await names(
    database,
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('asof', 'asof_history') AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1`,
  );
  const parts = schemas.map((schema) => `CREATE SCHEMA ${schema};`);
  for (const table of tables) parts.push(await dumpTable(database, table));
  parts.push(...(await foreignKeys(database)));
  return `${parts.join('\n\n')}\n`;
}

async function dumpTable(database: Queryable, table: string): Promise<string> {
  const { rows } = await database.query<Column>(
    `SELECT format('%I', a.attname) AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required, a.attidentity AS identity,
            pg_get_expr(d.adbin, d.adrelid) AS fallback,
            CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' WHEN 'p' THEN 'PLAIN' ELSE 'EXTENDED' END END AS storage
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [table],
  );
  const constraints = await names(
    database,
    `SELECT format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)) AS name FROM pg_constraint
     WHERE conrelid = '${table}'::regclass AND contype IN ('p', 'u', 'c', 'x') ORDER BY position(contype::text IN 'pucx'), conname`,
  );
  const indexes = await names(
    database,
    `SELECT pg_get_indexdef(indexrelid) || ';' AS name FROM pg_index
     WHERE indrelid = '${table}'::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid) ORDER BY 1`,
  );
  const lines = [...rows.map(columnLine), ...constraints].map((line) => `  ${line}`).join(',\n');
  return [`CREATE TABLE ${table} (\n${lines}\n);`, ...indexes].join('\n');
}

/** Foreign keys come last, so that the file can be run from top to bottom. */
async function foreignKeys(database: Queryable): Promise<readonly string[]> {
  return names(
    database,
    `SELECT format('ALTER TABLE %s ADD CONSTRAINT %I %s;', conrelid::regclass, conname, pg_get_constraintdef(c.oid)) AS name
     FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname IN ('asof', 'asof_history') AND contype = 'f' ORDER BY 1`,
  );
}

function columnLine({ name, type, required, identity, fallback, storage }: Column): string {
  const words = [name, type];
  if (storage !== null) words.push(`STORAGE ${storage}`);
  if (required) words.push('NOT NULL');
  if (identity !== '') words.push(`GENERATED ${identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`);
  if (fallback !== null) words.push(`DEFAULT ${fallback}`);
  return words.join(' ');
}

async function names(database: Queryable, sql: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ readonly name: string }>(sql);
  return rows.map(({ name }) => name);
}
