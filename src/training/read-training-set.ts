import { AsofError } from '../errors/asof-error.js';
import type { Value } from '../values/feature-type.js';
import { decodeRows } from '../values/row-codec.js';
import type { TrainingSetRecord, TrainingSetRegistry } from '../registry/training-set-registry.js';
import { trainingSetNotFound } from './training-set-not-found.js';

/** A page of a recorded training set. */
export interface TrainingSetPage {
  readonly record: TrainingSetRecord;
  readonly rows: readonly { readonly position: number; readonly values: readonly Value[] }[];
  readonly hasNextPage: boolean;
}

/** Rows `fromRow` (from 0) and following, at most `limit` (at most 10,000). Throws `TRAINING_SET_NOT_FOUND`. */
export type ReadTrainingSetPage = (id: string, fromRow: number, limit: number) => Promise<TrainingSetPage>;

export type ExportFormat = 'PARQUET' | 'CSV' | 'JSONL';

/** The whole training set as a file, streamed with flat memory. */
export type ExportTrainingSet = (id: string, format: ExportFormat) => Promise<AsyncIterable<Uint8Array>>;

/** The most rows a page holds; for more there is the download. */
export const PAGE_LIMIT = 10_000;

export function createReadTrainingSetPage(trainingSets: TrainingSetRegistry): ReadTrainingSetPage {
  return async (id, fromRow, limit) => {
    if (limit > PAGE_LIMIT) {
      throw new AsofError(
        'TOO_MANY_ROWS',
        `A page holds up to ${PAGE_LIMIT} rows, but ${limit} were asked for. Page on, or download the training set as a file.`,
        { limit: PAGE_LIMIT, found: limit },
      );
    }
    const record = await trainingSets.find(id);
    if (!record) throw trainingSetNotFound(id);
    const rows = await collectRows(trainingSets, record, {
      fromRow,
      toRow: Math.min(record.rowCount, fromRow + limit),
    });
    return { record, rows, hasNextPage: fromRow + rows.length < record.rowCount };
  };
}

async function collectRows(
  trainingSets: TrainingSetRegistry,
  record: TrainingSetRecord,
  { fromRow, toRow }: { readonly fromRow: number; readonly toRow: number },
): Promise<TrainingSetPage['rows']> {
  const rows: { position: number; values: readonly Value[] }[] = [];
  if (fromRow >= toRow) return rows;
  const types = record.columns.map(({ type }) => type);
  for await (const chunk of trainingSets.readChunks(record.id, fromRow)) {
    const values = decodeRows(chunk.bytes, types, Math.min(chunk.rowCount, toRow - chunk.firstRow));
    for (const [index, row] of values.entries()) {
      const position = chunk.firstRow + index;
      if (position >= fromRow) rows.push({ position, values: row });
    }
    if (chunk.firstRow + chunk.rowCount >= toRow) break;
  }
  return rows;
}
