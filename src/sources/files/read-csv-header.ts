import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AsofError } from '../../errors/asof-error.js';

/** How a CSV file is written, read from its first record. */
export interface CsvHeader {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

const DELIMITERS = [',', ';', '\t', '|'];
const LONGEST_HEADER = 1 << 20;

/**
 * The column names in the first record of a CSV file, and the delimiter it uses: whichever of comma, semicolon, tab and bar
 * comes most often outside quotes. Throws `FILE_INVALID` when a name is empty or comes twice: a file without a header has
 * no names to match columns by.
 */
export async function readCsvHeader(file: string): Promise<CsvHeader> {
  const text = await readStart(file);
  const record = firstRecord(text.replace(/^\uFEFF/, ''));
  const delimiter = DELIMITERS.reduce((best, each) =>
    split(record, each).length > split(record, best).length ? each : best,
  );
  const columns = split(record, delimiter);
  const empty = columns.findIndex((name) => name.trim() === '');
  if (empty >= 0)
    throw invalid(file, `has no name for column ${empty + 1} in its first line. The first line must name the columns`);
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw invalid(file, `names the column ${JSON.stringify(twice)} twice`);
  return { delimiter, columns };
}

async function readStart(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const buffer = Buffer.alloc(LONGEST_HEADER);
    const { bytesRead } = await handle.read(buffer, 0, LONGEST_HEADER, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

function firstRecord(text: string): string {
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === '"') quoted = !quoted;
    else if (!quoted && (text[index] === '\n' || text[index] === '\r')) return text.slice(0, index);
  }
  return text;
}

function split(record: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = '';
  let quoted = false;
  for (let index = 0; index < record.length; index += 1) {
    const unit = record[index] as string;
    if (unit === '"' && quoted && record[index + 1] === '"') field += record[(index += 1)];
    else if (unit === '"') quoted = !quoted;
    else if (unit === delimiter && !quoted) {
      fields.push(field);
      field = '';
    } else field += unit;
  }
  return [...fields, field];
}

function invalid(file: string, problem: string): AsofError {
  return new AsofError('FILE_INVALID', `The file ${JSON.stringify(basename(file))} ${problem}.`, {
    file: basename(file),
  });
}
