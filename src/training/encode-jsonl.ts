import { Buffer } from 'node:buffer';
import type { Value } from '../values/feature-type.js';
import { toJson } from '../values/json.js';
import type { FileColumn } from './encode-csv.js';

/** Rows as one JSON object a line, in UTF-8, every column present in column order; values as the API writes them. */
export async function* encodeJsonl(
  columns: readonly FileColumn[],
  batches: AsyncIterable<readonly (readonly Value[])[]>,
): AsyncGenerator<Uint8Array> {
  const starts = columns.map(({ name }, index) => `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  for await (const rows of batches) {
    const lines = rows.map(
      (row) =>
        `${columns.map(({ type }, index) => `${starts[index]}${JSON.stringify(toJson(row[index] ?? null, type))}`).join('')}}`,
    );
    if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
  }
}
