import { AsofError } from '../errors/asof-error.js';
import type { ErrorCode } from '../errors/catalogue.js';
import type { HistoryLayout } from '../definitions/model.js';

/** Why a run failed. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
}

/** What Postgres says that a source lacks: a table, a schema, a column, the right to read. */
const MISSING: ReadonlyMap<string, ErrorCode> = new Map([
  ['42P01', 'SOURCE_TABLE_NOT_FOUND'],
  ['3F000', 'SOURCE_TABLE_NOT_FOUND'],
  ['42703', 'SOURCE_COLUMN_NOT_FOUND'],
  ['42501', 'SOURCE_UNAVAILABLE'],
]);

/** Why a run failed, in words a user may see; what Postgres says of a value is the user's own data and helps to find the row. */
export function explainFailure(error: unknown, { table, database }: HistoryLayout): Failure {
  if (error instanceof AsofError) return { code: error.code, message: error.message };
  const { code, message } = error as { code?: unknown; message?: unknown };
  const said = String(message).slice(0, 200);
  const missing = typeof code === 'string' ? MISSING.get(code) : undefined;
  if (missing !== undefined) {
    const place = database === null ? '' : ` in the database "${database}"`;
    return {
      code: missing,
      message: `The source table "${table}"${place} cannot be read as it was registered: ${said}. Correct the table, or register the definitions anew.`,
    };
  }
  if (typeof code === 'string' && /^(22|42)/.test(code)) {
    return {
      code: 'ROW_REFUSED',
      message: `An expression failed on a row of the source: ${said}. Correct the row or the expression.`,
    };
  }
  const name = error instanceof Error ? error.name : 'unknown failure';
  return { code: 'INTERNAL', message: `The run failed inside Asof: ${name}.` };
}
