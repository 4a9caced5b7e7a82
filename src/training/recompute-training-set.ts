import { createCatalog } from '../definitions/catalog.js';
import type { TrainingSetRecord } from '../registry/training-set-registry.js';
import type { TrainingSetDeps } from './build-training-set.js';
import { chooseSpine } from './choose-spine.js';
import { computeTrainingSet } from './compute-training-set.js';
import { recordedSpine } from './recorded-spine.js';
import { trainingSetNotFound } from './training-set-not-found.js';

/** Computes a recorded training set again under the runs it read, and says whether the bytes are the same. */
export type RecomputeTrainingSet = (
  id: string,
) => Promise<{ readonly record: TrainingSetRecord; readonly fingerprint: string; readonly same: boolean }>;

/** The use case of computing a recorded training set again. */
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
        : chooseSpine(deps.offline, {
            resolved,
            rows: null,
            where: record.where,
            origin: 'printed',
            asOf: record.asOf,
            runs,
          }).spine;
    const outlook = { asOf: record.asOf, hindsight: record.hindsight };
    const computed = computeTrainingSet(deps.offline, { resolved, spine, outlook, runs, onProgress: () => undefined });
    let step = await computed.next();
    while (!step.done) step = await computed.next();
    return { record, fingerprint: step.value.fingerprint, same: step.value.fingerprint === record.fingerprint };
  };
}
