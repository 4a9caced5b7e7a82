import { AsofError } from '../errors/asof-error.js';

/** A name as SQL takes it for that very name, whatever is in it: `a"b` becomes `"a""b"`. */
export function quoteIdentifier(name: string): string {
  refuseZeroByte(name);
  if (name === '') throw new AsofError('INPUT_INVALID', 'A database name must not be empty.');
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A table name as an author writes it, `table` or `schema.table`, quoted for SQL. Each part is taken as it stands:
 * capitals keep their case. A part with a dot or a quote in it is written in double quotes, as in SQL.
 */
export function quoteTable(table: string): string {
  return splitTableName(table).map(quoteIdentifier).join('.');
}

/** The one or two parts of a table name, `['schema', 'table']` or `['table']`, without their quotes. */
export function splitTableName(table: string): readonly string[] {
  const parts = [...table.matchAll(/"((?:[^"]|"")+)"|([^".]+)/g)];
  const written = parts.map(([whole]) => whole).join('.');
  if (written !== table || parts.length < 1 || parts.length > 2) {
    throw new AsofError(
      'INPUT_INVALID',
      `${JSON.stringify(table.slice(0, 80))} is not the name of a table. Write it like flights or public.flights.`,
      { table: table.slice(0, 80) },
    );
  }
  return parts.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
}

/** A text as an SQL literal. Relies on `standard_conforming_strings`, which every session of a pool has on. */
export function quoteLiteral(text: string): string {
  refuseZeroByte(text);
  return `'${text.replaceAll("'", "''")}'`;
}

function refuseZeroByte(text: string): void {
  if (text.includes('\0'))
    throw new AsofError('INPUT_INVALID', 'A text with a zero byte in it cannot be kept by Postgres.');
}
