import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { newDirectory } from '../harness/directory.js';

/** The records of a CSV text as RFC 4180 has it, with one difference that Asof makes: an empty field without quotes is null. */
export function parseCsv(text: string): (string | null)[][] {
  const records: (string | null)[][] = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (pattern.lastIndex < text.length) {
    const [, quoted, plain = '', end] = pattern.exec(text) ?? [];
    if (end === undefined) throw new Error(`This is not CSV: ${text.slice(pattern.lastIndex, pattern.lastIndex + 80)}`);
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? (plain === '' ? null : plain));
    if (end !== ',' && pattern.lastIndex < text.length) records.push([]);
  }
  return records;
}

/** What each feature type is written as in SQL, to be compared with the JSON of the API. */
const AS_TEXT: Readonly<Record<string, (column: string) => string>> = {
  BigInt: (column) => `${column}::VARCHAR`,
  Decimal: (column) => `${column}::VARCHAR`,
  DateTime: (column) => `strftime(${column}::TIMESTAMP, '%Y-%m-%dT%H:%M:%S.%fZ')`,
};

/** The rows of a Parquet file at an address, read by DuckDB alone, with values as the API writes them. */
export async function readParquet(
  url: string,
  columns: readonly { readonly name: string; readonly type: string }[],
): Promise<readonly (readonly unknown[])[]> {
  const file = join(await newDirectory('download'), 'rows.parquet');
  await writeFile(file, new Uint8Array(await (await fetch(url)).arrayBuffer()));
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false', threads: '1' });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const selected = columns.map(({ name, type }) => {
      const column = `"${name.replaceAll('"', '""')}"`;
      return AS_TEXT[type]?.(column) ?? column;
    });
    return (await connection.runAndReadAll(`SELECT ${selected.join(', ')} FROM '${file}'`)).getRowsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
