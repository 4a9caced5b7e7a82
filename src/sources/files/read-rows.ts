import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AsofError } from '../../errors/asof-error.js';
import { withDuckDb } from './duckdb-session.js';
import { fileFormatOf } from './file-format.js';
import { readFileShape } from './read-file-shape.js';
import { identifier } from './sql-text.js';

/**
 * All rows of a CSV or JSONL file as objects by column name. CSV values are texts, an empty unquoted field is null; JSONL
 * values are as `JSON.parse` gives them. For files that fit into memory. Throws `FILE_INVALID`.
 */
export async function readRows(
  file: string,
  spillFolder: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  switch (fileFormatOf(file)) {
    case 'CSV':
      return readCsvRows(resolve(file), spillFolder);
    case 'JSONL':
      return readJsonlRows(file);
    default:
      throw new AsofError(
        'INPUT_INVALID',
        `Rows are read from CSV and JSONL, and ${JSON.stringify(basename(file))} is neither.`,
      );
  }
}

async function readCsvRows(file: string, spillFolder: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return withDuckDb({ spillFolder }, async (session) => {
    const { columns, relation } = await readFileShape(session, file, 'CSV');
    const names = columns.map(({ name }) => name);
    const rows = await session.rows(`SELECT ${names.map(identifier).join(', ')} FROM ${relation}`);
    return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index] as string | null])));
  });
}

async function readJsonlRows(file: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const lines = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap((line, index) =>
    line.trim() === '' ? [] : [parseObject(line, `${basename(file)}, line ${index + 1}`)],
  );
}

function parseObject(line: string, place: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new AsofError('FILE_INVALID', `${place} is not JSON: ${(error as Error).message}.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, unknown>>;
  throw new AsofError('FILE_INVALID', `${place} is not a JSON object.`);
}
