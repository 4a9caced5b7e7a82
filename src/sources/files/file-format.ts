import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AsofError } from '../../errors/asof-error.js';

/** The kinds of files rows are read from. */
export type FileFormat = 'CSV' | 'PARQUET' | 'JSONL';

const ENDINGS: ReadonlyMap<string, FileFormat> = new Map([
  ['csv', 'CSV'],
  ['tsv', 'CSV'],
  ['parquet', 'PARQUET'],
  ['jsonl', 'JSONL'],
  ['ndjson', 'JSONL'],
]);

/** The format that the ending of a file's name stands for. Throws `INPUT_INVALID` for another ending. */
export function fileFormatOf(file: string): FileFormat {
  const ending = /\.([^.]+)$/.exec(basename(file))?.[1]?.toLowerCase() ?? '';
  const format = ENDINGS.get(ending);
  if (format !== undefined) return format;
  throw new AsofError(
    'INPUT_INVALID',
    `The name of ${JSON.stringify(basename(file))} does not end in ${[...ENDINGS.keys()].map((each) => `.${each}`).join(', ')}. Rename the file for what is in it.`,
    { file: basename(file) },
  );
}

/** Throws `INPUT_INVALID` unless `file` is a file that can be looked at. */
export async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile()) return;
  throw new AsofError(
    'INPUT_INVALID',
    `There is no file ${JSON.stringify(basename(file))}${found ? ': that is a folder' : ' there'}.`,
    { file: basename(file) },
  );
}
