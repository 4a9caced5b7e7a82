import { performance } from 'node:perf_hooks';
import type { Instant } from '../../time/instant.js';
import type { ModelVersionRecord } from '../../registry/model-registry.js';
import type { Services } from '../../services.js';
import type { ProgressBar } from '../progress-bar.js';
import type { TrainedReport } from './demo-report.js';
import { MODEL } from './replay-day.js';
import { scoreHeldOut } from './score-held-out.js';

export interface TrainVersionRequest {
  readonly asOf: Instant;
  readonly hindsight: boolean;
  /** How much of a day the model will be judged on live. */
  readonly hours: number;
  readonly bar: ProgressBar;
}

/** Trains a version of the model as of a moment, and times the training set apart from the learning. */
export async function trainVersion(
  services: Services,
  { asOf, hindsight, hours, bar }: TrainVersionRequest,
): Promise<TrainedReport> {
  const started = performance.now();
  let computed: number | null = null;
  const trained = await services.trainModel({
    model: MODEL,
    asOf,
    hindsight,
    where: null,
    onProgress: ({ stage, done, total }) => {
      if (LEARNING.has(stage)) computed ??= performance.now();
      bar.show({ stage: STAGES.get(stage) ?? stage.toLowerCase(), done, total });
    },
  });
  const seconds = ((computed ?? performance.now()) - started) / 1000;
  const set = await services.trainingSets.find(trained.trainingSetId);
  return {
    trainingSetId: trained.trainingSetId,
    fingerprint: trained.trainingSetFingerprint,
    rows: set?.rowCount ?? 0,
    seconds,
    version: trained.version,
    auc: metric(trained, 'auc'),
    standardError: metric(trained, 'aucStandardError'),
    logLoss: metric(trained, 'logLoss'),
    daily: await scoreHeldOut(services, { version: trained.version, hours, bar }),
  };
}

/** What training does once the training set is there. */
const LEARNING: ReadonlySet<string> = new Set(['READ', 'LEARN']);

const STAGES: ReadonlyMap<string, string> = new Map([
  ['JOIN', 'rows of the training set'],
  ['READ', 'rows read for learning'],
  ['LEARN', 'learning'],
]);

function metric({ metrics }: ModelVersionRecord, name: string): number {
  const value = metrics[name];
  return typeof value === 'number' ? value : Number.NaN;
}
