import { createHash } from 'node:crypto';
import { AsofError } from '../errors/asof-error.js';
import type { Clock } from '../time/clock.js';
import type { Instant } from '../time/instant.js';
import { decodeRows } from '../values/row-codec.js';
import { createCatalog } from '../definitions/catalog.js';
import type { DefinitionVersion, Model } from '../definitions/model.js';
import type { ResolvedService } from '../definitions/resolve-features.js';
import type { ModelFeature } from '../models/feature-matrix.js';
import { FeatureMatrixBuilder } from '../models/feature-matrix-builder.js';
import { type FittedModel, fitModel, serializeModel } from '../models/model-pipeline.js';
import type { DefinitionRegistry } from '../registry/definition-registry.js';
import type { ModelRegistry, ModelVersionRecord } from '../registry/model-registry.js';
import type { TrainingSetRecord, TrainingSetRegistry } from '../registry/training-set-registry.js';
import type { BuildTrainingSet } from './build-training-set.js';
import type { RecomputeTrainingSet } from './recompute-training-set.js';

type Progress = (progress: { readonly stage: string; readonly done: number; readonly total: number | null }) => void;

export interface TrainModelRequest {
  readonly model: string;
  readonly asOf: Instant;
  /** Lets late knowledge in, on purpose, to show what a leak would have looked like. */
  readonly hindsight: boolean;
  readonly where: string | null;
  readonly onProgress?: Progress;
}

/** Builds the model's training set as of a moment, learns from it and records a new candidate version. */
export type TrainModel = (request: TrainModelRequest) => Promise<ModelVersionRecord>;

/** Trains again from the record and compares bytes. */
export type VerifyModel = (model: string, version: number) => Promise<ModelVerification>;

export interface ModelVerification {
  readonly same: boolean;
  readonly trainingSetSame: boolean;
  readonly artifactHash: string;
  readonly recomputedHash: string;
  /** What differs, in sentences; empty when the bytes are the same. */
  readonly differences: readonly string[];
}

export interface TrainModelDeps {
  readonly definitions: DefinitionRegistry;
  readonly models: ModelRegistry;
  readonly trainingSets: TrainingSetRegistry;
  readonly buildTrainingSet: BuildTrainingSet;
  readonly recomputeTrainingSet: RecomputeTrainingSet;
  readonly clock: Clock;
  /** Versions of Node and of the packages that learn, for the record. */
  readonly software: Readonly<Record<string, string>>;
}

export function createTrainModel(deps: TrainModelDeps): TrainModel {
  return async ({ model: name, asOf, hindsight, where, onProgress = () => undefined }) => {
    const catalog = createCatalog(await deps.definitions.read());
    const model = catalog.newest('Model', name);
    const { service } = model.definition;
    const trainingSet = await deps.buildTrainingSet({ service, asOf, hindsight, spine: null, where, onProgress });
    const resolved = catalog.resolveService(service);
    const { fitted, rowsWithoutLabel } = await learn(deps.trainingSets, { model, trainingSet, onProgress });
    const artifact = serializeModel(fitted);
    return deps.models.add({
      model: name,
      modelDefinitionId: model.id,
      serviceId: trainingSet.serviceId,
      trainingSetId: trainingSet.id,
      trainingSetFingerprint: trainingSet.fingerprint,
      asOf,
      hindsight,
      artifact,
      artifactHash: sha256(artifact),
      features: featuresOf(resolved),
      metrics: { ...fitted.metrics, training: fitted.trainMetrics },
      record: {
        algorithm: model.definition.algorithm,
        hyperparameters: fitted.hyperparameters,
        preprocessing: fitted.preprocessingOptions,
        seed: fitted.seed,
        split: fitted.split,
        rowsWithoutLabel,
        software: deps.software,
      },
      createdAt: deps.clock.now(),
    });
  };
}

export function createVerifyModel(deps: TrainModelDeps): VerifyModel {
  return async (name, version) => {
    const catalog = createCatalog(await deps.definitions.read());
    catalog.newest('Model', name);
    const recorded = await deps.models.find(name, version);
    if (!recorded)
      throw new AsofError(
        'MODEL_VERSION_NOT_FOUND',
        `The model ${JSON.stringify(name)} has no version ${version}. List its versions with modelVersions.`,
        { model: name, version },
      );
    const model = catalog.byId('Model', recorded.modelDefinitionId);
    const trainingSet = await deps.recomputeTrainingSet(recorded.trainingSetId);
    const { fitted } = await learn(deps.trainingSets, {
      model,
      trainingSet: trainingSet.record,
      onProgress: () => undefined,
    });
    const recomputedHash = sha256(serializeModel(fitted));
    const differences = [
      ...(trainingSet.same ? [] : ['The training set comes out with another fingerprint.']),
      ...(sha256(recorded.artifact) === recorded.artifactHash
        ? []
        : ['The kept artifact does not have the hash that was recorded with it.']),
      ...(recomputedHash === recorded.artifactHash ? [] : ['Training again gives other bytes than those recorded.']),
      ...softwareDifferences(recorded, deps.software),
    ];
    const same =
      trainingSet.same &&
      recomputedHash === recorded.artifactHash &&
      sha256(recorded.artifact) === recorded.artifactHash;
    return {
      same,
      trainingSetSame: trainingSet.same,
      artifactHash: recorded.artifactHash,
      recomputedHash,
      differences: same ? [] : differences,
    };
  };
}

/** The features a model was trained on, in order. */
function featuresOf({ columns }: ResolvedService): ModelVersionRecord['features'] {
  return columns.map(({ column, view }) => ({ name: column, viewId: view.id }));
}

function softwareDifferences({ record }: ModelVersionRecord, software: Readonly<Record<string, string>>): string[] {
  const then = (record.software ?? {}) as Readonly<Record<string, string>>;
  return Object.entries(software)
    .filter(([name, version]) => then[name] !== version)
    .map(([name, version]) => `${name} was ${then[name] ?? 'not recorded'} and is ${version} now.`);
}

interface LearnRequest {
  readonly model: DefinitionVersion<Model>;
  readonly trainingSet: TrainingSetRecord;
  readonly onProgress: Progress;
}

/** Learns from the rows of a recorded training set whose label is known. */
async function learn(
  trainingSets: TrainingSetRegistry,
  { model, trainingSet, onProgress }: LearnRequest,
): Promise<{ readonly fitted: FittedModel; readonly rowsWithoutLabel: number }> {
  const { columns, rowCount } = trainingSet;
  const { predicts, algorithm, hyperparameters, preprocessing, seed } = model.definition;
  const features = columns.flatMap(({ name, type, role }, index) =>
    role === 'FEATURE' ? [{ name, type, index }] : [],
  );
  const label = columns.findIndex(({ name, role }) => role === 'LABEL' && name === predicts);
  const eventTime = columns.findIndex(({ role }) => role === 'EVENT_TIME');
  if (rowCount === 0)
    throw new AsofError(
      'TRAINING_FAILED',
      `The training set of "${model.definition.name}" has no rows as of this moment. Materialize its views and labels, or ask as of a later moment.`,
    );
  const matrix = new FeatureMatrixBuilder(
    features.map(({ name, type }): ModelFeature => ({ name, type })),
    rowCount,
  );
  const labels = new Float64Array(rowCount);
  const times = new Float64Array(rowCount);
  let kept = 0;
  for await (const chunk of trainingSets.readChunks(trainingSet.id, 0)) {
    for (const row of decodeRows(
      chunk.bytes,
      columns.map(({ type }) => type),
      chunk.rowCount,
    )) {
      if (row[label] === null) continue;
      matrix.addRow(features.map(({ index }) => row[index] ?? null));
      labels[kept] = row[label] === true ? 1 : 0;
      times[kept] = row[eventTime] as number;
      kept += 1;
    }
    onProgress({ stage: 'READ', done: chunk.firstRow + chunk.rowCount, total: rowCount });
  }
  onProgress({ stage: 'LEARN', done: 0, total: null });
  const fitted = fitModel({
    matrix: matrix.finish(),
    labels: labels.subarray(0, kept),
    spineEventTimes: times.subarray(0, kept),
    algorithm,
    hyperparameters,
    preprocessing,
    seed,
  });
  onProgress({ stage: 'LEARN', done: 1, total: 1 });
  return { fitted, rowsWithoutLabel: rowCount - kept };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
