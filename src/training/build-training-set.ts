import { AsofError } from '../errors/asof-error.js';
import type { Clock } from '../time/clock.js';
import { formatInstant, type Instant } from '../time/instant.js';
import { createColumn, setValue } from '../values/column.js';
import type { FeatureType } from '../values/feature-type.js';
import { decodeRows } from '../values/row-codec.js';
import { type Catalog, createCatalog } from '../definitions/catalog.js';
import type { DefinitionVersion, Entity } from '../definitions/model.js';
import type { ResolvedService } from '../definitions/resolve-features.js';
import type { DefinitionRegistry } from '../registry/definition-registry.js';
import type { RunRegistry } from '../registry/run-registry.js';
import type { TrainingSetChunk, TrainingSetRecord, TrainingSetRegistry } from '../registry/training-set-registry.js';
import type { OfflineStore } from '../offline/offline-store.js';
import { type ComputedRows, computeTrainingSet, trainingSetColumns } from './compute-training-set.js';
import { inlineSpine, spineOf } from './inline-spine.js';
import { labelSpine } from './label-spine.js';
import type { Spine, SpineBlock } from './spine.js';

export interface TrainingSetRequest {
  readonly service: string;
  readonly asOf: Instant;
  readonly hindsight: boolean;
  /**
   * Rows as JSON objects: the join keys of the service's entities by name, `eventTime` as RFC 3339 text, and any further
   * columns, which are kept as they are. Null: the rows of the service's label set.
   */
  readonly spine: readonly Readonly<Record<string, unknown>>[] | null;
  /** An expression over the columns of the label set; only rows for which it is true. Null for all. */
  readonly where: string | null;
  readonly onProgress?: (progress: {
    readonly stage: string;
    readonly done: number;
    readonly total: number | null;
  }) => void;
}

/** Computes, records and fingerprints a training set. */
export type BuildTrainingSet = (request: TrainingSetRequest) => Promise<TrainingSetRecord>;

/** Computes a recorded training set again under the runs it read, and says whether the bytes are the same. */
export type RecomputeTrainingSet = (
  id: string,
) => Promise<{ readonly record: TrainingSetRecord; readonly fingerprint: string; readonly same: boolean }>;

export interface TrainingSetDeps {
  readonly definitions: DefinitionRegistry;
  readonly runs: RunRegistry;
  readonly trainingSets: TrainingSetRegistry;
  readonly offline: OfflineStore;
  readonly clock: Clock;
  /** A fresh unique id. */
  readonly newId: () => string;
}

export function createBuildTrainingSet(deps: TrainingSetDeps): BuildTrainingSet {
  return async ({ service, asOf, hindsight, spine: rows, where, onProgress }) => {
    refuseFuture(asOf, deps.clock.now());
    const catalog = createCatalog(await deps.definitions.read());
    const resolved = catalog.resolveService(service);
    const runs = await readRuns(deps.runs, resolved, rows === null);
    const { spine, where: condition } = chooseSpine(deps.offline, { resolved, rows, where, asOf, runs });
    const id = deps.newId();
    const computed = computeTrainingSet(deps.offline, {
      resolved,
      spine,
      outlook: { asOf, hindsight },
      runs,
      onProgress: (done) => onProgress?.({ stage: 'JOIN', done, total: null }),
    });
    const about = {
      id,
      service,
      serviceId: resolved.service.id,
      asOf,
      hindsight,
      where: condition,
      spine: rows === null ? 'LABELS' : 'INLINE',
    } as const;
    return deps.trainingSets.record(
      id,
      finish(computed, (end) => ({
        ...about,
        ...end,
        columns: trainingSetColumns({ resolved, spine }),
        definitions: restsOn(catalog, resolved),
        runs: runsOf(resolved, runs),
        createdAt: deps.clock.now(),
      })),
    );
  };
}

export function createRecomputeTrainingSet(deps: Omit<TrainingSetDeps, 'newId' | 'clock'>): RecomputeTrainingSet {
  return async (id) => {
    const record = await deps.trainingSets.find(id);
    if (!record) throw trainingSetNotFound(id);
    const catalog = createCatalog(await deps.definitions.read());
    const resolved = catalog.resolveServiceVersion(catalog.byId('FeatureService', record.serviceId));
    const runs = new Map(record.runs.map(({ definitionId, run }) => [definitionId, run]));
    const spine =
      record.spine === 'INLINE'
        ? recordedSpine(deps.trainingSets, record, resolved)
        : chooseSpine(deps.offline, { resolved, rows: null, where: record.where, asOf: record.asOf, runs }).spine;
    const outlook = { asOf: record.asOf, hindsight: record.hindsight };
    const computed = computeTrainingSet(deps.offline, { resolved, spine, outlook, runs, onProgress: () => undefined });
    let step = await computed.next();
    while (!step.done) step = await computed.next();
    return { record, fingerprint: step.value.fingerprint, same: step.value.fingerprint === record.fingerprint };
  };
}

/** No training set is recorded under `id`. */
export function trainingSetNotFound(id: string): AsofError {
  return new AsofError(
    'TRAINING_SET_NOT_FOUND',
    `No training set is recorded under the id ${JSON.stringify(id.slice(0, 60))}. List them with trainingSets.`,
    { id: id.slice(0, 60) },
  );
}

function refuseFuture(asOf: Instant, now: Instant): void {
  if (asOf <= now) return;
  throw new AsofError(
    'AS_OF_IN_FUTURE',
    `asOf ${formatInstant(asOf)} lies ${formatAhead(asOf - now)} ahead of now (${formatInstant(now)}). Ask as of a moment that has passed.`,
    {
      asOf: formatInstant(asOf),
      now: formatInstant(now),
    },
  );
}

function formatAhead(micros: number): string {
  const units = [
    ['years', 365.25 * 86_400_000_000],
    ['days', 86_400_000_000],
    ['hours', 3_600_000_000],
    ['minutes', 60_000_000],
    ['seconds', 1_000_000],
  ] as const;
  const [unit, size] = units.find(([, each]) => micros >= 2 * each) ?? ['microseconds', 1];
  return `${Math.floor(micros / size)} ${unit}`;
}

/** The newest run of every history a training set reads. */
async function readRuns(
  registry: RunRegistry,
  resolved: ResolvedService,
  withLabels: boolean,
): Promise<ReadonlyMap<number, number>> {
  const versions: readonly DefinitionVersion[] = [
    ...resolved.views,
    ...(withLabels && resolved.labels ? [resolved.labels] : []),
  ];
  const watermarks = await registry.watermarks(versions.map(({ id }) => id));
  return new Map(
    versions.map(({ id, version, definition }) => {
      const run = watermarks.get(id)?.historyRun ?? 0;
      if (run === 0) {
        throw new AsofError(
          'NOT_MATERIALIZED',
          `Version ${version} of "${definition.name}" has not been materialized yet. Run the materialize mutation or "asof materialize ${definition.name}".`,
          {
            name: definition.name,
            version,
          },
        );
      }
      return [id, run];
    }),
  );
}

interface SpineChoice {
  readonly resolved: ResolvedService;
  readonly rows: TrainingSetRequest['spine'];
  readonly where: string | null;
  readonly asOf: Instant;
  readonly runs: ReadonlyMap<number, number>;
}

function chooseSpine(
  offline: OfflineStore,
  { resolved, rows, where, asOf, runs }: SpineChoice,
): { readonly spine: Spine; readonly where: string | null } {
  const { service, labels } = resolved;
  if (rows !== null) {
    if (where !== null)
      throw new AsofError(
        'INPUT_INVALID',
        'A condition ("where") chooses among the rows of a label set. Leave it out where the spine is sent along.',
      );
    return {
      spine: inlineSpine(
        rows,
        entitiesOf(resolved),
        resolved.columns.map(({ column }) => column),
      ),
      where: null,
    };
  }
  if (!labels) {
    throw new AsofError(
      'SPINE_REQUIRED',
      `The feature service "${service.definition.name}" has no labels to take its rows from. Send a spine, or give the service labels.`,
      { service: service.definition.name },
    );
  }
  return labelSpine(offline, { labels, run: runs.get(labels.id) ?? 0, asOf, where });
}

function entitiesOf(resolved: ResolvedService): readonly DefinitionVersion<Entity>[] {
  return [...new Map(resolved.columns.map(({ entity }) => [entity.id, entity])).values()];
}

function recordedSpine(trainingSets: TrainingSetRegistry, record: TrainingSetRecord, resolved: ResolvedService): Spine {
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

/** Everything a training set rests on: the service, what it refers to, and so on down to sources and entities. */
function restsOn(catalog: Catalog, { service }: ResolvedService): TrainingSetRecord['definitions'] {
  const byId = new Map(catalog.versions.map((version) => [version.id, version]));
  const found = new Map<number, DefinitionVersion>();
  const visit = (version: DefinitionVersion | undefined): void => {
    if (!version || found.has(version.id)) return;
    found.set(version.id, version);
    for (const id of Object.values(version.refersTo)) visit(byId.get(id));
  };
  visit(service);
  return [...found.values()]
    .sort((a, b) => a.id - b.id)
    .map(({ id, definition, version, hash }) => ({ id, name: definition.name, kind: definition.kind, version, hash }));
}

function runsOf({ views, labels }: ResolvedService, runs: ReadonlyMap<number, number>): TrainingSetRecord['runs'] {
  const versions: readonly DefinitionVersion[] = [...views, ...(labels ? [labels] : [])];
  return versions.flatMap(({ id, definition, version }) => {
    const run = runs.get(id);
    return run === undefined ? [] : [{ definitionId: id, name: `${definition.name}@${version}`, run }];
  });
}

async function* finish(
  computed: AsyncGenerator<TrainingSetChunk, ComputedRows>,
  toRecord: (end: ComputedRows) => TrainingSetRecord,
): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
  return toRecord(yield* computed);
}
