import { Buffer } from 'node:buffer';
import { formatInstant } from '../time/instant.js';
import type { FeatureType, Value } from '../values/feature-type.js';

/** A column of a file. */
export interface FileColumn {
  readonly name: string;
  readonly type: FeatureType;
}

/**
 * Rows as CSV in UTF-8: a header, then one record a line, quoted as RFC 4180 says, lines ended by LF. Null is an empty
 * field, an empty text `""`. Floats are written so that they read back as the same double.
 */
export async function* encodeCsv(
  columns: readonly FileColumn[],
  batches: AsyncIterable<readonly (readonly Value[])[]>,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${columns.map(({ name }) => quoteText(name)).join(',')}\n`);
  for await (const rows of batches) {
    const lines = rows.map((row) => columns.map(({ type }, index) => field(row[index] ?? null, type)).join(','));
    if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
  }
}

function field(value: Value, type: FeatureType): string {
  if (value === null) return '';
  if (type === 'DateTime') return formatInstant(value as number);
  return type === 'String' ? quoteText(value as string) : String(value);
}

function quoteText(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
