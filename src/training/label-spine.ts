import { AsofError } from '../errors/asof-error.js';
import type { Instant } from '../time/instant.js';
import { type Column, ColumnBuffer } from '../values/column.js';
import type { ExpressionOrigin } from '../expressions/parse-expression.js';
import type { DefinitionVersion, HistoryLayout, LabelSet } from '../definitions/model.js';
import type { TrainingSetColumn } from '../registry/training-set-registry.js';
import type { OfflineStore, SpineRows } from '../offline/offline-store.js';
import { compileCondition } from './compile-condition.js';
import type { Spine, SpineBlock } from './spine.js';

export interface LabelSpineRequest {
  readonly labels: DefinitionVersion<LabelSet>;
  readonly run: number;
  readonly asOf: Instant;
  /** Null for all rows. */
  readonly where: string | null;
  /** Whether `where` is an author's text or the printed form that a record holds. */
  readonly origin: ExpressionOrigin;
}

/** The rows of a label set that were known at a moment, as a spine, with the canonical form of the condition on them. */
export function labelSpine(
  offline: OfflineStore,
  request: LabelSpineRequest,
): { readonly spine: Spine; readonly where: string | null } {
  const { labels, run, asOf } = request;
  const layout = labels.history;
  if (!layout) throw new AsofError('INTERNAL', `"${labels.definition.name}" keeps no history.`);
  const columns = spineColumns(labels.definition, layout);
  const condition =
    request.where === null
      ? null
      : compileCondition(
          request.where,
          columns.map(({ column, historyColumn }) => ({ ...column, historyColumn })),
          request.origin,
        );
  const rows = (): AsyncIterable<SpineRows> =>
    offline.readSpine({ history: { id: labels.id, layout }, run, asOf, where: condition?.sql ?? null });
  return {
    where: condition?.canonical ?? null,
    spine: {
      columns: columns.map(({ column }) => column),
      keyIndexes: keyIndexes(labels.definition, columns),
      blocks: (blockRows) => gatherBlocks(rows(), columns, blockRows),
    },
  };
}

/** A spine column and where a history row has it: `e`vent time, `k`ey or `v`alue. */
interface LabelColumn {
  readonly column: TrainingSetColumn;
  readonly historyColumn: string;
  readonly from: 'event' | 'key' | 'value';
  readonly index: number;
}

function spineColumns({ labels, requests }: LabelSet, layout: HistoryLayout): readonly LabelColumn[] {
  const keys = layout.keys.map(
    ({ sourceColumn, type }, index): LabelColumn => ({
      column: { name: sourceColumn, type, role: 'KEY' },
      historyColumn: `k${index}`,
      from: 'key',
      index,
    }),
  );
  const outputs = new Map(layout.outputs.map((output) => [output.name, output.value as number]));
  const values = (named: LabelSet['labels'], role: 'REQUEST' | 'LABEL'): LabelColumn[] =>
    named.map(({ name, type }) => {
      const index = outputs.get(name) as number;
      return { column: { name, type, role }, historyColumn: layout.values[index]?.column ?? '', from: 'value', index };
    });
  const eventTime: LabelColumn = {
    column: { name: 'eventTime', type: 'DateTime', role: 'EVENT_TIME' },
    historyColumn: 'event_time',
    from: 'event',
    index: 0,
  };
  return [...keys, eventTime, ...values(requests, 'REQUEST'), ...values(labels, 'LABEL')];
}

function keyIndexes(labels: LabelSet, columns: readonly LabelColumn[]): ReadonlyMap<string, readonly number[]> {
  const indexOf = (name: string): number =>
    columns.findIndex(({ from, column }) => from === 'key' && column.name === name);
  return new Map(labels.entities.map(({ entity, on }) => [entity, on.map(indexOf)]));
}

async function* gatherBlocks(
  batches: AsyncIterable<SpineRows>,
  columns: readonly LabelColumn[],
  blockRows: number,
): AsyncGenerator<SpineBlock> {
  let gathered = columns.map(({ column }) => new ColumnBuffer(column.type));
  const rowCount = (): number => gathered[0]?.length ?? 0;
  for await (const batch of batches) {
    let from = 0;
    while (from < batch.rowCount) {
      const to = Math.min(batch.rowCount, from + blockRows - rowCount());
      for (const [index, column] of columns.entries()) gathered[index]?.push(pick(batch, column), from, to);
      from = to;
      if (rowCount() < blockRows) continue;
      yield toBlock(gathered, columns);
      gathered = columns.map(({ column }) => new ColumnBuffer(column.type));
    }
  }
  if (rowCount() > 0) yield toBlock(gathered, columns);
}

function pick(batch: SpineRows, { from, index }: LabelColumn): Column {
  if (from === 'event') return { type: 'DateTime', values: batch.eventTimes, isNull: new Uint8Array(batch.rowCount) };
  return (from === 'key' ? batch.keys[index] : batch.values[index]) as Column;
}

function toBlock(gathered: readonly ColumnBuffer[], columns: readonly LabelColumn[]): SpineBlock {
  const rowCount = gathered[0]?.length ?? 0;
  const eventTime = columns.findIndex(({ from }) => from === 'event');
  const views = gathered.map((buffer) => buffer.view());
  return {
    rowCount,
    columns: views,
    times: ((views[eventTime] as Column).values as Float64Array).subarray(0, rowCount),
  };
}
