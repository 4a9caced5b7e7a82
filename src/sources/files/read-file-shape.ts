import { basename } from 'node:path';
import { AsofError } from '../../errors/asof-error.js';
import { DuckDbFailure, type DuckDbSession } from './duckdb-session.js';
import type { FileFormat } from './file-format.js';
import type { FileShape } from './file-shape.js';
import { readCsvShape } from './read-csv-shape.js';
import { readJsonlShape } from './read-jsonl-shape.js';
import { readParquetShape } from './read-parquet-shape.js';

const READERS: Readonly<Record<FileFormat, (session: DuckDbSession, file: string) => Promise<FileShape>>> = {
  CSV: readCsvShape,
  PARQUET: readParquetShape,
  JSONL: readJsonlShape,
};

/** What is in a file. Reads a CSV or JSONL file to its end, so that a type holds for every row. Throws `FILE_INVALID`. */
export async function readFileShape(session: DuckDbSession, file: string, format: FileFormat): Promise<FileShape> {
  try {
    return await READERS[format](session, file);
  } catch (error) {
    throw toFileError(error, file, format);
  }
}

/** What DuckDB said about a file, as `FILE_INVALID` without its path and its advice for programmers; other errors as they are. */
export function toFileError(error: unknown, file: string, format: FileFormat): unknown {
  if (!(error instanceof DuckDbFailure)) return error;
  const said = error.message
    .replace(/\n(Possible (fixes|Solution):?|\n|LINE )[\s\S]*$/, '')
    .replaceAll(file, basename(file))
    .replace(/^(Invalid Input|IO|Conversion|Parser|Invalid) Error: /, '')
    .replaceAll(/\s*\n\s*/g, '; ')
    .replace(/[.;\s]+$/, '');
  return new AsofError(
    'FILE_INVALID',
    `The file ${JSON.stringify(basename(file))} cannot be read as ${format}: ${said.slice(0, 400)}.`,
    { file: basename(file), format },
    { cause: error },
  );
}
