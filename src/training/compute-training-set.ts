import { createHash } from 'node:crypto';
import { AsofError } from '../errors/asof-error.js';
import { ByteWriter } from '../values/byte-writer.js';
import { type Column, createColumn, valueAt } from '../values/column.js';
import type { Value } from '../values/feature-type.js';
import { encodeRows } from '../values/row-codec.js';
import type { DefinitionVersion, FeatureView } from '../definitions/model.js';
import type { ResolvedService } from '../definitions/resolve-features.js';
import { farEnd, type Outlook } from '../point-in-time/eligibility.js';
import { type JoinPlan, planJoin } from '../point-in-time/join-plan.js';
import { SpineIndex } from '../point-in-time/spine-index.js';
import { ViewJoin } from '../point-in-time/view-join.js';
import type { TrainingSetChunk, TrainingSetColumn } from '../registry/training-set-registry.js';
import type { OfflineStore } from '../offline/offline-store.js';
import type { Spine, SpineBlock } from './spine.js';

/** The memory that one block of the spine and its answers may take, in bytes. */
const BLOCK_BYTES = 256 * 1024 * 1024;
const CHUNK_ROWS = 16_384;
/** A spine with fewer rows than this reads only the history of its own entities. */
const SMALL_SPINE = 50_000;

export interface Computation {
  readonly resolved: ResolvedService;
  readonly spine: Spine;
  readonly outlook: Outlook;
  /** The run to read of every view's history, by view version id. */
  readonly runs: ReadonlyMap<number, number>;
  readonly onProgress: (rows: number) => void;
}

/** What a computation ends in. */
export interface ComputedRows {
  readonly rowCount: number;
  readonly fingerprint: string;
}

/** The columns of a training set: the spine's, the features in the order of the service, the labels. */
export function trainingSetColumns({
  resolved,
  spine,
}: Pick<Computation, 'resolved' | 'spine'>): readonly TrainingSetColumn[] {
  const features = resolved.columns.map(
    ({ column, feature }): TrainingSetColumn => ({ name: column, type: feature.type, role: 'FEATURE' }),
  );
  return [
    ...spine.columns.filter(({ role }) => role !== 'LABEL'),
    ...features,
    ...spine.columns.filter(({ role }) => role === 'LABEL'),
  ];
}

/**
 * The rows of a training set in the order of its spine, as canonical bytes, chunk by chunk; at the end their number and the
 * fingerprint: SHA-256 over the columns and all bytes. The spine is taken in blocks whose answers fit in memory, whatever its size.
 */
export async function* computeTrainingSet(
  offline: OfflineStore,
  computation: Computation,
): AsyncGenerator<TrainingSetChunk, ComputedRows> {
  const columns = trainingSetColumns(computation);
  const hash = createHash('sha256').update(JSON.stringify(columns.map(({ name, type, role }) => [name, type, role])));
  const blockRows = Math.max(CHUNK_ROWS, Math.floor(BLOCK_BYTES / (24 + 9 * columns.length)));
  const writer = new ByteWriter(1 << 20);
  let firstRow = 0;
  for await (const block of computation.spine.blocks(blockRows)) {
    const answers = await answerBlock(offline, computation, block);
    const ordered = orderColumns(computation.spine, block, answers);
    for (let from = 0; from < block.rowCount; from += CHUNK_ROWS) {
      const to = Math.min(block.rowCount, from + CHUNK_ROWS);
      encodeRows(writer, ordered, { from, to });
      const bytes = writer.take();
      hash.update(bytes);
      yield { firstRow: firstRow + from, rowCount: to - from, bytes };
    }
    firstRow += block.rowCount;
    computation.onProgress(firstRow);
  }
  return { rowCount: firstRow, fingerprint: hash.digest('hex') };
}

function orderColumns(spine: Spine, block: SpineBlock, answers: readonly Column[]): readonly Column[] {
  const isLabel = (_column: Column, index: number): boolean => spine.columns[index]?.role === 'LABEL';
  return [
    ...block.columns.filter((column, index) => !isLabel(column, index)),
    ...answers,
    ...block.columns.filter(isLabel),
  ];
}

/** A column of answers per column of the service. */
async function answerBlock(
  offline: OfflineStore,
  computation: Computation,
  block: SpineBlock,
): Promise<readonly Column[]> {
  const { resolved } = computation;
  const answers = resolved.columns.map(({ feature }) => createColumn(feature.type, block.rowCount));
  const indexes = new Map<string, SpineIndex>();
  for (const view of resolved.views) {
    const { entity } = view.definition;
    const keys = keysOf(computation.spine, block, entity);
    const index = indexes.get(entity) ?? new SpineIndex(keys, block.times);
    indexes.set(entity, index);
    const own = resolved.columns.flatMap((column, place) =>
      column.view.id === view.id ? [{ feature: column.feature, output: answers[place] as Column }] : [],
    );
    if (!view.history) throw new AsofError('INTERNAL', `"${view.definition.name}" keeps no history.`);
    const plan = planJoin(
      view.definition,
      view.history,
      own.map(({ feature }) => feature),
    );
    await joinView(offline, { computation, view, plan, index, keys, block, outputs: own.map(({ output }) => output) });
  }
  return answers;
}

interface ViewWork {
  readonly computation: Computation;
  readonly view: DefinitionVersion<FeatureView>;
  readonly plan: JoinPlan;
  readonly index: SpineIndex;
  readonly keys: readonly Column[];
  readonly block: SpineBlock;
  readonly outputs: readonly Column[];
}

async function joinView(
  offline: OfflineStore,
  { computation, view, plan, index, keys, block, outputs }: ViewWork,
): Promise<void> {
  const join = new ViewJoin(plan, index, { outlook: computation.outlook, outputs });
  const { earliest, latest } = range(block.times);
  if (index.entityCount > 0 && view.history) {
    const rows = offline.read({
      history: { id: view.id, layout: view.history },
      run: computation.runs.get(view.id) ?? 0,
      entities: block.rowCount < SMALL_SPINE ? entitiesOf(index, keys) : null,
      eventsAfter: Math.min(...plan.features.map(({ span }) => farEnd(earliest, span))),
      eventsUpTo: latest,
    });
    for await (const batch of rows) join.push(batch);
  }
  join.end();
}

function keysOf(spine: Spine, block: SpineBlock, entity: string): readonly Column[] {
  const indexes = spine.keyIndexes.get(entity);
  if (!indexes || indexes.some((index) => index < 0)) {
    throw new AsofError(
      'SPINE_REQUIRED',
      `The spine does not say which ${entity} a row is about. Give its join keys.`,
      { entity },
    );
  }
  return indexes.map((index) => block.columns[index] as Column);
}

function entitiesOf(index: SpineIndex, keys: readonly Column[]): readonly (readonly Value[])[] {
  return [...index.entityKeys()].map((entityKey) =>
    keys.map((column) => valueAt(column, index.examplePosition(entityKey))),
  );
}

function range(times: Float64Array): { readonly earliest: number; readonly latest: number } {
  let earliest = Number.POSITIVE_INFINITY;
  let latest = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    if (time < earliest) earliest = time;
    if (time > latest) latest = time;
  }
  return { earliest, latest };
}
