import { AsofError } from '../errors/asof-error.js';
import { decodeRows } from '../values/row-codec.js';
import type { TrainingSetColumn, TrainingSetRecord, TrainingSetRegistry } from '../registry/training-set-registry.js';
import { encodeCsv } from './encode-csv.js';
import { encodeJsonl } from './encode-jsonl.js';
import { type DecodedRows, encodeParquet } from './encode-parquet.js';
import type { ExportFormat, ExportTrainingSet } from './read-training-set.js';

export interface ExportTrainingSetParts {
  readonly trainingSets: TrainingSetRegistry;
  /** Where a Parquet file is put together; made when missing. Nothing stays there. */
  readonly temporaryFolder: string;
}

/**
 * An `ExportTrainingSet` that holds a few thousand rows at a time. A download given up half way frees what it used.
 * Throws `TRAINING_SET_NOT_FOUND` before the first byte.
 */
export function createExportTrainingSet({ trainingSets, temporaryFolder }: ExportTrainingSetParts): ExportTrainingSet {
  return async (id, format) => {
    const record = await trainingSets.find(id);
    if (record === undefined) {
      throw new AsofError(
        'TRAINING_SET_NOT_FOUND',
        `No training set is recorded under the id ${JSON.stringify(id.slice(0, 80))}.`,
        { id },
      );
    }
    return encode(format, { record, rows: decodeAll(trainingSets, record), temporaryFolder });
  };
}

interface Encoding {
  readonly record: TrainingSetRecord;
  readonly rows: AsyncIterable<DecodedRows>;
  readonly temporaryFolder: string;
}

function encode(format: ExportFormat, { record, rows, temporaryFolder }: Encoding): AsyncIterable<Uint8Array> {
  switch (format) {
    case 'CSV':
      return encodeCsv(record.columns, rows);
    case 'JSONL':
      return encodeJsonl(record.columns, rows);
    case 'PARQUET':
      return encodeParquet({ columns: record.columns, rows, temporaryFolder, metadata: metadataOf(record) });
    default:
      return format satisfies never;
  }
}

async function* decodeAll(trainingSets: TrainingSetRegistry, record: TrainingSetRecord): AsyncGenerator<DecodedRows> {
  const types = record.columns.map(({ type }: TrainingSetColumn) => type);
  for await (const chunk of trainingSets.readChunks(record.id, 0)) yield decodeRows(chunk.bytes, types, chunk.rowCount);
}

/** What goes into a Parquet file beside the rows, so that the file still says where it is from. */
function metadataOf(record: TrainingSetRecord): Readonly<Record<string, string>> {
  return {
    'asof.training_set': record.id,
    'asof.service': record.service,
    'asof.fingerprint': record.fingerprint,
  };
}
