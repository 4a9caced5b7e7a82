import { AsofError } from '../../errors/asof-error.js';
import type { TableColumn, TableColumns } from '../../definitions/table-columns.js';
import { featureTypeOf } from '../../definitions/table-columns.js';
import { isConnectionError } from '../../postgres/connection-error.js';
import { quoteTable } from '../../postgres/identifier.js';
import type { Queryable } from '../../postgres/postgres-client.js';
import type { SourceCatalog } from '../source-catalog.js';
import type { SourceDatabases } from './source-databases.js';

/** What tables look like, read from Postgres's own catalogs at every call. */
export function createPostgresSourceCatalog(databases: SourceDatabases): SourceCatalog {
  return {
    readTable: async (database, table) => {
      const pool = databases.pool(database);
      try {
        return await readTable(pool, table);
      } catch (error) {
        throw database !== null && isConnectionError(error) ? sourceUnavailable(database, error) : error;
      }
    },
  };
}

async function readTable(database: Queryable, table: string): Promise<TableColumns | undefined> {
  const name = quotedName(table);
  if (name === undefined) return undefined;
  const found = await database.query<FoundTable>(FIND_TABLE, [name]);
  const [place] = found.rows;
  if (place === undefined) return undefined;
  if (OF_THE_SYSTEM.test(place.schema)) throw tableOfTheSystem(table);
  const { rows } = await database.query<ColumnRow>(READ_COLUMNS, [place.oid]);
  return { columns: new Map(rows.map((row) => [row.name, toTableColumn(row)])) };
}

/** Tables, partitioned tables, views, materialized views and foreign tables; a bare name is looked for along the search path. */
const FIND_TABLE = `
  SELECT pg_class.oid, nspname AS schema FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE pg_class.oid = to_regclass($1) AND relkind IN ('r', 'p', 'v', 'm', 'f')`;

interface FoundTable {
  readonly oid: number;
  readonly schema: string;
}

/** Schemas whose tables are nobody's data: who could read them would see passwords, who could push into them break the registry. */
const OF_THE_SYSTEM = /^(?:asof|asof_history|information_schema|pg_(?!temp).*)$/;

/** A domain counts as the type it is made from; one over a domain is followed down. */
const READ_COLUMNS = `
  WITH RECURSIVE column_type AS (
    SELECT attnum, attname AS name, attnotnull AS required, atttypid AS type
    FROM pg_attribute WHERE attrelid = $1 AND attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT attnum, name, required OR typnotnull, typbasetype
    FROM column_type JOIN pg_type ON pg_type.oid = type WHERE typtype = 'd'
  )
  SELECT name, NOT required AS nullable,
         CASE WHEN typnamespace = 'pg_catalog'::regnamespace OR typname = 'citext' THEN typname ELSE format_type(type, NULL) END AS "databaseType"
  FROM column_type JOIN pg_type ON pg_type.oid = type
  WHERE typtype <> 'd' ORDER BY attnum`;

interface ColumnRow {
  readonly name: string;
  readonly nullable: boolean;
  readonly databaseType: string;
}

function toTableColumn({ databaseType, nullable }: ColumnRow): TableColumn {
  return { type: featureTypeOf(databaseType), databaseType, nullable };
}

/** A text that cannot be the name of a table names none. */
function quotedName(table: string): string | undefined {
  try {
    return quoteTable(table);
  } catch (error) {
    if (error instanceof AsofError && error.code === 'INPUT_INVALID') return undefined;
    throw error;
  }
}

function tableOfTheSystem(table: string): AsofError {
  return new AsofError(
    'SOURCE_TABLE_NOT_FOUND',
    `The table ${JSON.stringify(table)} belongs to Postgres or to Asof itself, and cannot be a source. Name a table of yours.`,
    { table },
  );
}

function sourceUnavailable(database: string, cause: unknown): AsofError {
  return new AsofError(
    'SOURCE_UNAVAILABLE',
    `The source database "${database}" cannot be reached. Start it or correct its address in ASOF_SOURCES; the request may be sent again.`,
    { database },
    { cause },
  );
}
