import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../time/clock.js';
import { createRegisterDefinitions } from '../registration/apply-registration.js';
import { createPlanRegistration } from '../registration/plan-registration.js';
import { createReadCatalog } from '../registration/read-catalog.js';
import { createMaterialize } from '../materialization/materialize.js';
import { createPushRows } from '../materialization/push-rows.js';
import { createBuildTrainingSet } from '../training/build-training-set.js';
import { createExportTrainingSet } from '../training/export-training-set.js';
import { createReadTrainingSetPage } from '../training/read-training-set.js';
import { createRecomputeTrainingSet } from '../training/recompute-training-set.js';
import { createTrainModel, createVerifyModel } from '../training/train-model.js';
import { createPredict, createReplayPrediction } from '../serving/predict.js';
import { createReadFeatureVectors } from '../serving/read-feature-vectors.js';
import { platformNames } from '../graphql/build-schema.js';
import type { Services } from '../services.js';
import type { App } from './app.js';
import { createCheckReady } from './check-ready.js';
import { createClosingStack } from './closing-stack.js';
import type { Config } from './config.js';
import { learningSoftware } from './learning-software.js';
import { openStores, type Stores } from './open-stores.js';
import { type Recent, recent } from './recent.js';
import { createSystemClock } from './system-clock.js';

/** What may be put in place of the real thing, and who hears of the steps of the start. */
export interface ComposeOptions {
  /** The system's clock when left out. */
  readonly clock?: Clock;
  /** Called with each step that takes a while, like `Starting the embedded Postgres`. */
  readonly onStep?: (step: string) => void;
}

/**
 * Opens the stores that `config` names, brings the database's schema up to date and wires the services, by hand.
 * When a step fails, whatever was opened before it is closed again. Throws `DATABASE_UNAVAILABLE` for a Postgres that is
 * down; a Redis that is down does not stop the start: live reads answer `ONLINE_STORE_UNAVAILABLE` until it is back.
 */
export async function compose(
  config: Config,
  { clock = createSystemClock(), onStep = () => undefined }: ComposeOptions = {},
): Promise<App> {
  const closing = createClosingStack();
  try {
    const stores = await openStores(config, { closing, onStep });
    const services = createServices(stores, { config, clock });
    return { services, config, clock, databaseUrl: stores.databaseUrl, close: () => closing.close() };
  } catch (error) {
    await closing.close().catch(() => undefined);
    throw error;
  }
}

function createServices(
  stores: Stores,
  { config, clock }: { readonly config: Config; readonly clock: Clock },
): Services {
  const { pool, registry, sourceCatalog, intake, offline, online, predictionLog } = stores;
  const { definitions, runs, trainingSets, models } = registry;
  const catalog = createReadCatalog(definitions);
  const recentCatalog = recent(catalog, RECENT_MILLIS);
  const recentlyLive = recent((model) => models.findLive(model), RECENT_MILLIS);
  const plan = createPlanRegistration({ definitions, sources: sourceCatalog, reservedNames: platformNames() });
  const materialization = { definitions, models, runs, offline, online, clock };
  const training = { definitions, runs, trainingSets, offline, clock, newId: randomUUID };
  const buildTrainingSet = createBuildTrainingSet(training);
  const recomputeTrainingSet = createRecomputeTrainingSet(training);
  const learning = {
    definitions,
    models,
    trainingSets,
    buildTrainingSet,
    recomputeTrainingSet,
    clock,
    software: learningSoftware(),
  };
  const serving = { catalog: () => recentCatalog.read(''), runs, online, clock };
  const servedModels = { ...models, findLive: recentlyLive.read };
  const predicting = { ...serving, models: servedModels, log: predictionLog, newId: randomUUID };
  return {
    plan,
    register: forgetting(createRegisterDefinitions({ plan, definitions, clock }), recentCatalog),
    catalog,
    materialize: createMaterialize(materialization),
    pushRows: createPushRows({ ...materialization, intake }),
    runs,
    buildTrainingSet,
    recomputeTrainingSet,
    trainingSets,
    readTrainingSetPage: createReadTrainingSetPage(trainingSets),
    exportTrainingSet: createExportTrainingSet({ trainingSets, temporaryFolder: join(config.dataDirectory, 'tmp') }),
    trainModel: createTrainModel(learning),
    verifyModel: createVerifyModel(learning),
    models: { ...models, promote: forgetting(models.promote, recentlyLive) },
    readFeatureVectors: createReadFeatureVectors(serving),
    predict: createPredict(predicting),
    replayPrediction: createReplayPrediction(predicting),
    checkReady: createCheckReady({ pool, online }),
  };
}

/** How old what live requests see of the registry may be. */
const RECENT_MILLIS = 200;

/** `change`, after which what was read before is forgotten. */
function forgetting<A extends readonly unknown[], R>(
  change: (...args: A) => Promise<R>,
  memory: Recent<unknown>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await change(...args);
    } finally {
      memory.forget();
    }
  };
}
