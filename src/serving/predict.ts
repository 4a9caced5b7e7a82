import { AsofError } from '../errors/asof-error.js';
import type { FeatureType, Value } from '../values/feature-type.js';
import { fromJson, toJson } from '../values/json.js';
import type { Catalog } from '../definitions/catalog.js';
import type { FeatureColumn } from '../definitions/resolve-features.js';
import { toNumber } from '../models/feature-matrix.js';
import { deserializeModel, type FittedModel, predictWith } from '../models/model-pipeline.js';
import type { ModelRegistry, ModelVersionRecord } from '../registry/model-registry.js';
import type { LoggedPrediction, PredictionLog } from '../prediction-log/prediction-log.js';
import { nameEntityKeys } from './name-entity-keys.js';
import { createReadColumns, type FeatureVector, type FeatureVectorDeps } from './read-feature-vectors.js';

export interface PredictRequest {
  readonly model: string;
  /** Null for the live version. */
  readonly version: number | null;
  /**
   * One row per prediction: the columns of the model's label set that name its entities, or the entities' own join keys.
   * At most 1,000.
   */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface Prediction {
  readonly id: string;
  readonly model: string;
  readonly version: number;
  /** For a Boolean label: whether the probability is one half or more. */
  readonly prediction: boolean;
  readonly probability: number;
  readonly columns: readonly string[];
  readonly features: FeatureVector;
}

/** Predicts with a promoted (or named) model version; one prediction per row, in order. Every prediction is logged. */
export type Predict = (request: PredictRequest) => Promise<readonly Prediction[]>;

/** Computes a logged prediction again from the vector it saw and the model version it used. */
export type ReplayPrediction = (id: string) => Promise<{
  readonly id: string;
  readonly model: string;
  readonly version: number;
  readonly logged: number;
  readonly replayed: number;
  readonly same: boolean;
}>;

export interface PredictDeps extends FeatureVectorDeps {
  readonly models: ModelRegistry;
  readonly log: PredictionLog;
  readonly newId: () => string;
}

/** A model version ready to predict. */
interface LoadedModel {
  readonly record: ModelVersionRecord;
  readonly fitted: FittedModel;
  readonly columns: readonly FeatureColumn[];
}

export function createPredict(deps: PredictDeps): Predict {
  const readColumns = createReadColumns(deps);
  const loaded = new Map<number, LoadedModel>();
  return async ({ model, version, rows }) => {
    const catalog = await deps.catalog();
    const record = await findModel(deps.models, { catalog, model, version });
    const ready = loaded.get(record.id) ?? loadModel(catalog, record);
    loaded.set(record.id, ready);
    const views = [...new Map(ready.columns.map(({ view }) => [view.id, view])).values()];
    const labels = catalog.resolveServiceVersion(catalog.byId('FeatureService', record.serviceId)).labels;
    const named = nameEntityKeys(rows, ready.columns, labels?.definition ?? null);
    const { vectors, at } = await readColumns({ columns: ready.columns, views }, named, []);
    const predictions = vectors.map((vector, index) =>
      predictRow(ready, { ...vector, entity: rows[index] ?? {} }, deps.newId()),
    );
    await deps.log.append(predictions.map((prediction) => toLogged(prediction, ready, at)));
    return predictions;
  };
}

export function createReplayPrediction(deps: PredictDeps): ReplayPrediction {
  return async (id) => {
    const logged = await deps.log.find(id);
    if (!logged)
      throw new AsofError(
        'PREDICTION_NOT_FOUND',
        `No prediction is logged under the id ${JSON.stringify(id.slice(0, 60))}.`,
        { id: id.slice(0, 60) },
      );
    const record = await deps.models.find(logged.model, logged.modelVersion);
    if (!record) throw versionNotFound(logged.model, logged.modelVersion);
    const fitted = deserializeModel(record.artifact);
    const types = new Map(fitted.featureOrder.map(({ name, type }) => [name, type]));
    const input = new Map(
      logged.features.map(({ name, value }) => [
        name,
        toNumber(fromJson(value, types.get(name) as FeatureType, name), types.get(name) as FeatureType, name),
      ]),
    );
    const replayed = predictWith(fitted, input);
    const probability = logged.probability ?? Number.NaN;
    return {
      id,
      model: logged.model,
      version: logged.modelVersion,
      logged: probability,
      replayed,
      same: Object.is(replayed, probability),
    };
  };
}

interface ModelChoice {
  readonly catalog: Catalog;
  readonly model: string;
  readonly version: number | null;
}

async function findModel(models: ModelRegistry, { catalog, model, version }: ModelChoice): Promise<ModelVersionRecord> {
  catalog.newest('Model', model);
  if (version !== null) {
    const found = await models.find(model, version);
    if (!found) throw versionNotFound(model, version);
    return found;
  }
  const live = await models.findLive(model);
  if (!live)
    throw new AsofError(
      'MODEL_NOT_PROMOTED',
      `The model "${model}" has no promoted version. Train it and promote a version, or name a version in the request.`,
      { model },
    );
  return live;
}

function versionNotFound(model: string, version: number): AsofError {
  return new AsofError(
    'MODEL_VERSION_NOT_FOUND',
    `The model ${JSON.stringify(model)} has no version ${version}. List its versions with modelVersions.`,
    { model, version },
  );
}

/** The features are those the version was trained on, whatever has been registered since. */
function loadModel(catalog: Catalog, record: ModelVersionRecord): LoadedModel {
  const columns = record.features.map(({ name, viewId }) => {
    const view = catalog.byId('FeatureView', viewId);
    const feature = name.slice(name.indexOf('.') + 1);
    const [column] = catalog.resolveFeatures([`${view.definition.name}@${view.version}.${feature}`]).columns;
    if (!column) throw new AsofError('INTERNAL', `The feature "${name}" of a model cannot be found.`);
    return { ...column, column: name };
  });
  return { record, fitted: deserializeModel(record.artifact), columns };
}

function predictRow({ record, fitted, columns }: LoadedModel, features: FeatureVector, id: string): Prediction {
  const input = new Map(
    columns.map(({ column, feature }, index) => [
      column,
      toNumber(features.values[index] as Value, feature.type, column),
    ]),
  );
  const probability = predictWith(fitted, input);
  return {
    id,
    model: record.model,
    version: record.version,
    prediction: probability >= 0.5,
    probability,
    columns: columns.map(({ column }) => column),
    features,
  };
}

function toLogged(prediction: Prediction, { record, columns }: LoadedModel, predictedAt: number): LoggedPrediction {
  return {
    id: prediction.id,
    model: record.model,
    modelVersion: record.version,
    modelVersionId: record.id,
    predictedAt,
    entity: prediction.features.entity as LoggedPrediction['entity'],
    features: columns.map(({ column, feature }, index) => ({
      name: column,
      value: toJson(prediction.features.values[index] as Value, feature.type),
      status: prediction.features.statuses[index] ?? 'MISSING',
      eventTime: prediction.features.eventTimes[index] ?? null,
    })),
    prediction: prediction.prediction,
    probability: prediction.probability,
  };
}
