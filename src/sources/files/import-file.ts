import { basename, resolve } from 'node:path';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AsofError, refuseAll } from '../../errors/asof-error.js';
import { quoteIdentifier, quoteTable } from '../../postgres/identifier.js';
import type { PostgresPool } from '../../postgres/pool.js';
import type { PostgresClient } from '../../postgres/postgres-client.js';
import { type DuckDbSession, withDuckDb } from './duckdb-session.js';
import { type FileFormat, fileFormatOf, requireFile } from './file-format.js';
import { type ImportChoices, type ImportPlan, planImport, type TableColumn } from './plan-import.js';
import { readFileShape, toFileError } from './read-file-shape.js';

export interface ImportFileRequest extends ImportChoices {
  readonly file: string;
  /** `table` or `schema.table`; created when it is missing. */
  readonly table: string;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

export interface ImportReport {
  readonly table: string;
  readonly created: boolean;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: number;
}

/** Brings the rows of a CSV, Parquet or JSONL file into a table, all of them or none. */
export type ImportFile = (request: ImportFileRequest) => Promise<ImportReport>;

/**
 * An `ImportFile` for the database of `pool`. The file is streamed, so memory stays flat; DuckDB spills into `spillFolder`.
 * A CSV or JSONL file is read twice: once for its types, once for its rows.
 */
export function createImportFile({
  pool,
  spillFolder,
}: {
  readonly pool: PostgresPool;
  readonly spillFolder: string;
}): ImportFile {
  return async (request) => {
    const format = fileFormatOf(request.file);
    await requireFile(request.file);
    return withDuckDb({ spillFolder }, async (session) => {
      const file = resolve(request.file);
      const shape = await readFileShape(session, file, format);
      return pool.transaction(async (client) => {
        const table = await readTable(client, request.table);
        const plan = planImport(shape, table, request);
        if (!('select' in plan)) {
          refuseAll(
            'FILE_INVALID',
            `The file ${JSON.stringify(basename(file))} does not fit the table ${JSON.stringify(request.table)}:`,
            plan,
          );
          throw new AsofError('INTERNAL', 'An import was refused without a reason.');
        }
        if (table === null) await client.query(createTable(request, plan));
        const onRows = (done: number) => request.onProgress?.({ done, total: shape.rows });
        const rows = await copyRows({ session, client, plan, request, format, onRows });
        return {
          table: request.table,
          created: table === null,
          columns: plan.columns.map(({ name, type }) => ({ name, type })),
          rows,
        };
      });
    });
  };
}

/** The columns that rows may be written to; null when there is no such table. */
async function readTable(client: PostgresClient, table: string): Promise<readonly TableColumn[] | null> {
  const { rows: found } = await client.query<{ id: number | null }>('SELECT to_regclass($1)::oid::int8::text AS id', [
    quoteTable(table),
  ]);
  const id = found[0]?.id ?? null;
  if (id === null) return null;
  const { rows } = await client.query<TableColumn>(
    `SELECT attname AS name, format_type(atttypid, atttypmod) AS type,
            attnotnull AND NOT atthasdef AND attidentity = '' AS required
       FROM pg_attribute WHERE attrelid = $1::int8::oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '' ORDER BY attnum`,
    [id],
  );
  return rows;
}

function createTable({ table, keyColumns }: ImportFileRequest, plan: ImportPlan): string {
  const columns = plan.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`);
  const key = keyColumns.length === 0 ? [] : [`PRIMARY KEY (${keyColumns.map(quoteIdentifier).join(', ')})`];
  return `CREATE TABLE ${quoteTable(table)} (${[...columns, ...key].join(', ')})`;
}

interface CopyJob {
  readonly session: DuckDbSession;
  readonly client: PostgresClient;
  readonly plan: ImportPlan;
  readonly request: ImportFileRequest;
  readonly format: FileFormat;
  readonly onRows: (done: number) => void;
}

async function copyRows({ session, client, plan, request, format, onRows }: CopyJob): Promise<number> {
  const columns = plan.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const target = client.copyIn(`COPY ${quoteTable(request.table)} (${columns}) FROM STDIN`);
  try {
    return await streamCopyText({ session, select: plan.select, target, onRows });
  } catch (error) {
    throw toFileError(toColumnError(error, request), request.file, format);
  }
}

/** Sends the rows of a query, each one a line of the COPY text format, into a COPY. Returns how many went in. */
export async function streamCopyText(job: {
  readonly session: DuckDbSession;
  readonly select: string;
  readonly target: Writable;
  readonly onRows?: (done: number) => void;
}): Promise<number> {
  let done = 0;
  async function* bytes() {
    for await (const batch of job.session.streamText(job.select)) {
      done += batch.rows;
      job.onRows?.(done);
      yield batch.bytes;
    }
  }
  await pipeline(Readable.from(bytes(), { objectMode: false }), job.target);
  return done;
}

/** What Postgres said against a row, with the row and the column it named. */
function toColumnError(error: unknown, { file, table }: ImportFileRequest): unknown {
  if (!(error instanceof Error) || error instanceof AsofError || !('code' in error)) return error;
  const state = String(error.code);
  if (!/^(22|23)/.test(state)) return error;
  const place = 'where' in error ? /line (\d+)(?:, column ([^:]+))?/.exec(String(error.where)) : null;
  const column = place?.[2] ?? ('column' in error && error.column ? String(error.column) : undefined);
  const where = place ? ` at row ${place[1]}${column ? `, column ${JSON.stringify(column)}` : ''}` : '';
  return new AsofError(
    'FILE_INVALID',
    `The table ${JSON.stringify(table)} refuses ${JSON.stringify(basename(file))}${where}: ${error.message}. No row was taken in.`,
    { file: basename(file), table, ...(place ? { row: Number(place[1]) } : {}), ...(column ? { column } : {}) },
    { cause: error },
  );
}
