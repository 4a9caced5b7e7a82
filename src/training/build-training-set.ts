import type { Clock } from '../time/clock.js';
import type { Instant } from '../time/instant.js';
import { createCatalog } from '../definitions/catalog.js';
import type { DefinitionRegistry } from '../registry/definition-registry.js';
import type { RunRegistry } from '../registry/run-registry.js';
import type { TrainingSetChunk, TrainingSetRecord, TrainingSetRegistry } from '../registry/training-set-registry.js';
import type { OfflineStore } from '../offline/offline-store.js';
import { chooseSpine } from './choose-spine.js';
import { type ComputedRows, computeTrainingSet, trainingSetColumns } from './compute-training-set.js';
import { refuseFuture } from './refuse-future.js';
import { restsOn } from './rests-on.js';
import { readRuns, runsOf } from './training-set-runs.js';

/** A training set to be computed. */
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

/** What training sets are computed from. */
export interface TrainingSetDeps {
  readonly definitions: DefinitionRegistry;
  readonly runs: RunRegistry;
  readonly trainingSets: TrainingSetRegistry;
  readonly offline: OfflineStore;
  readonly clock: Clock;
  /** A fresh unique id. */
  readonly newId: () => string;
}

/** The use case of computing a training set. */
export function createBuildTrainingSet(deps: TrainingSetDeps): BuildTrainingSet {
  return async ({ service, asOf, hindsight, spine: rows, where, onProgress }) => {
    refuseFuture(asOf, deps.clock.now());
    const catalog = createCatalog(await deps.definitions.read());
    const resolved = catalog.resolveService(service);
    const runs = await readRuns(deps.runs, resolved, rows === null);
    const { spine, where: condition } = chooseSpine(deps.offline, {
      resolved,
      rows,
      where,
      origin: 'written',
      asOf,
      runs,
    });
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

/** The chunks as they come, and at their end the record. */
async function* finish(
  computed: AsyncGenerator<TrainingSetChunk, ComputedRows>,
  toRecord: (end: ComputedRows) => TrainingSetRecord,
): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
  return toRecord(yield* computed);
}
