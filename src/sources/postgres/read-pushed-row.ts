import { AsofError } from '../../errors/asof-error.js';
import { didYouMean } from '../../errors/did-you-mean.js';
import type { Value } from '../../values/feature-type.js';
import { fromJson, toJson } from '../../values/json.js';
import type { Source } from '../../definitions/model.js';
import type { TableColumns } from '../../definitions/table-columns.js';

/** A pushed row that fits the columns of its table as far as can be said without the table. */
export interface PushedRow {
  /** Its place in the batch. */
  readonly index: number;
  /** By column, as JSON that Postgres reads without rounding. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Null when a column of the row key is left out or null. */
  readonly rowKey: readonly Value[] | null;
}

/**
 * Reads a pushed row against the columns of its table. Throws `SOURCE_COLUMN_NOT_FOUND` for a column the table lacks and
 * `VALUE_INVALID` for a value that is not of the column's type; a column of a type that no feature type stands for takes
 * whatever Postgres makes of it.
 */
export function readPushedRow(row: unknown, index: number, { source, table }: PushTarget): PushedRow {
  if (row === null || typeof row !== 'object' || Array.isArray(row)) {
    throw new AsofError('VALUE_INVALID', 'A row must be an object of values by column name.', { index });
  }
  const values = new Map(Object.entries(row).map(([column, value]) => [column, readValue(column, value, table)]));
  const key = source.rowKey.map((column) => values.get(column)?.value ?? null);
  return {
    index,
    json: Object.fromEntries([...values].map(([column, { json }]) => [column, json])),
    rowKey: key.length === 0 || key.includes(null) ? null : key,
  };
}

/** Where pushed rows go. */
export interface PushTarget {
  readonly source: Source;
  readonly table: TableColumns;
}

function readValue(
  column: string,
  json: unknown,
  table: TableColumns,
): { readonly json: unknown; readonly value: Value } {
  const found = table.columns.get(column);
  if (found === undefined) {
    const hint = didYouMean(column, table.columns.keys());
    throw new AsofError('SOURCE_COLUMN_NOT_FOUND', `The table has no column ${JSON.stringify(column)}.${hint}`, {
      column,
    });
  }
  if (found.type === null) return { json, value: null };
  const value = fromJson(json, found.type, `The value of ${JSON.stringify(column)}`);
  return { json: toJson(value, found.type), value };
}
