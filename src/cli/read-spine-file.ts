import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AsofError } from '../errors/asof-error.js';
import { requireFile } from '../sources/files/file-format.js';
import { readRows } from '../sources/files/read-rows.js';

/** The rows of a spine: a JSON array of objects, JSONL, or CSV, whose values are texts and whose empty fields are null. */
export async function readSpineFile(
  file: string,
  spillFolder: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  await requireFile(file);
  if (!/\.json$/i.test(file)) return readRows(file, spillFolder);
  const rows = parse(await readFile(file, 'utf8'), file);
  if (Array.isArray(rows) && rows.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row))) {
    return rows as readonly Readonly<Record<string, unknown>>[];
  }
  throw new AsofError('FILE_INVALID', `The file ${JSON.stringify(basename(file))} is not a JSON array of objects.`);
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new AsofError(
      'FILE_INVALID',
      `The file ${JSON.stringify(basename(file))} is not JSON: ${(error as Error).message}.`,
    );
  }
}
