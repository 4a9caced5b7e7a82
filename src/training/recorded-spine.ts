import { createColumn, setValue } from '../values/column.js';
import type { FeatureType } from '../values/feature-type.js';
import { decodeRows } from '../values/row-codec.js';
import type { ResolvedService } from '../definitions/resolve-features.js';
import type { TrainingSetRecord, TrainingSetRegistry } from '../registry/training-set-registry.js';
import { entitiesOf } from './choose-spine.js';
import { spineOf } from './inline-spine.js';
import type { Spine, SpineBlock } from './spine.js';

/** The spine of a training set whose rows were sent along, from the columns kept of them. */
export function recordedSpine(
  trainingSets: TrainingSetRegistry,
  record: TrainingSetRecord,
  resolved: ResolvedService,
): Spine {
  const own = record.columns.flatMap((column, index) => (column.role === 'FEATURE' ? [] : [{ column, index }]));
  return spineOf(
    own.map(({ column }) => column),
    entitiesOf(resolved),
    recordedBlocks(
      trainingSets,
      record,
      own.map(({ index }) => index),
    ),
  );
}

async function* recordedBlocks(
  trainingSets: TrainingSetRegistry,
  record: TrainingSetRecord,
  indexes: readonly number[],
): AsyncGenerator<SpineBlock> {
  const types = record.columns.map(({ type }) => type);
  for await (const chunk of trainingSets.readChunks(record.id, 0)) {
    const rows = decodeRows(chunk.bytes, types, chunk.rowCount);
    const columns = indexes.map((index) => {
      const column = createColumn(types[index] as FeatureType, rows.length);
      for (const [row, values] of rows.entries()) setValue(column, row, values[index] ?? null);
      return column;
    });
    const eventTime = indexes.findIndex((index) => record.columns[index]?.role === 'EVENT_TIME');
    yield { rowCount: rows.length, columns, times: columns[eventTime]?.values as Float64Array };
  }
}
