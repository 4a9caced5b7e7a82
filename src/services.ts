import type { AsofError } from './errors/asof-error.js';
import type { Catalog } from './definitions/catalog.js';
import type { ModelRegistry } from './registry/model-registry.js';
import type { RunRegistry } from './registry/run-registry.js';
import type { TrainingSetRegistry } from './registry/training-set-registry.js';
import type { RegisterDefinitions } from './registration/apply-registration.js';
import type { PlanRegistration } from './registration/plan-registration.js';
import type { Materialize } from './materialization/materialize.js';
import type { PushRows } from './materialization/push-rows.js';
import type { BuildTrainingSet } from './training/build-training-set.js';
import type { ExportTrainingSet, ReadTrainingSetPage } from './training/read-training-set.js';
import type { RecomputeTrainingSet } from './training/recompute-training-set.js';
import type { TrainModel, VerifyModel } from './training/train-model.js';
import type { Predict, ReplayPrediction } from './serving/predict.js';
import type { ReadFeatureVectors } from './serving/read-feature-vectors.js';

/** Whether the surroundings that requests need are there. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly ReadinessCheck[];
}

/** One of the surroundings; `failure` is null when it answers. */
export interface ReadinessCheck {
  readonly name: 'database' | 'onlineStore';
  readonly failure: AsofError | null;
}

/** Everything the faces may ask for: the use cases, and the registries that lists are read from. `app/compose.ts` fills it. */
export interface Services {
  readonly plan: PlanRegistration;
  readonly register: RegisterDefinitions;
  /** What is registered now. */
  readonly catalog: () => Promise<Catalog>;
  readonly materialize: Materialize;
  readonly pushRows: PushRows;
  readonly runs: RunRegistry;
  readonly buildTrainingSet: BuildTrainingSet;
  readonly recomputeTrainingSet: RecomputeTrainingSet;
  readonly trainingSets: TrainingSetRegistry;
  readonly readTrainingSetPage: ReadTrainingSetPage;
  readonly exportTrainingSet: ExportTrainingSet;
  readonly trainModel: TrainModel;
  readonly verifyModel: VerifyModel;
  readonly models: ModelRegistry;
  readonly readFeatureVectors: ReadFeatureVectors;
  readonly predict: Predict;
  readonly replayPrediction: ReplayPrediction;
  /** Asks every store whether it answers. Never throws. */
  readonly checkReady: () => Promise<Readiness>;
}
