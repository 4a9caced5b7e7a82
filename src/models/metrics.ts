import { AsofError } from '../errors/asof-error.js';
import { measureAuc } from './auc.js';

const CALIBRATION_BINS = 10;

/** A probability counts as no nearer to 0 and 1 than this in the log loss, so that one sure mistake is not infinite. */
const CLIP = 1e-15;

/** How good probabilities of a yes-or-no label were. Plain JSON. */
export interface BinaryMetrics {
  readonly rows: number;
  /** The share of rows whose label is 1. */
  readonly baseRate: number;
  /** Null when all rows have one label. */
  readonly auc: number | null;
  readonly aucStandardError: number | null;
  /** Mean, in nats. */
  readonly logLoss: number;
  /** The log loss of giving every row the base rate: what a model must be below to have learned anything. */
  readonly baseLogLoss: number;
  /** The mean squared distance of probability and label. */
  readonly brier: number;
  /** The rows in order of probability, cut into ten parts of equal size (fewer when there are fewer rows). */
  readonly calibration: readonly CalibrationBin[];
}

/** A tenth of the rows, by probability: what was predicted of them on average, and what came of them. */
export interface CalibrationBin {
  readonly meanPrediction: number;
  readonly observedRate: number;
  readonly rows: number;
}

/**
 * Measures probabilities of the label 1 against labels 0 and 1.
 * Throws `TRAINING_FAILED` when there is no row, a label is neither, or a probability is not within 0 to 1.
 */
export function evaluateBinary(labels: Float64Array, probabilities: Float64Array): BinaryMetrics {
  refuseUnmeasurable(labels, probabilities);
  const rows = labels.length;
  const baseRate = mean(labels);
  const ranked = measureAuc(labels, probabilities);
  return {
    rows,
    baseRate,
    auc: ranked?.auc ?? null,
    aucStandardError: ranked?.standardError ?? null,
    logLoss: mean(probabilities.map((probability, row) => surprise(probability, labels[row] as number))),
    baseLogLoss: mean(labels.map((label) => surprise(baseRate, label))),
    brier: mean(probabilities.map((probability, row) => (probability - (labels[row] as number)) ** 2)),
    calibration: calibrate(labels, probabilities),
  };
}

function surprise(probability: number, label: number): number {
  return -Math.log(Math.max(label === 1 ? probability : 1 - probability, CLIP));
}

function calibrate(labels: Float64Array, probabilities: Float64Array): CalibrationBin[] {
  const order = Uint32Array.from({ length: labels.length }, (_, index) => index);
  order.sort((a, b) => (probabilities[a] as number) - (probabilities[b] as number) || a - b);
  const bins = Math.min(CALIBRATION_BINS, labels.length);
  return Array.from({ length: bins }, (_, bin) => {
    const members = order.subarray(
      Math.floor((bin * labels.length) / bins),
      Math.floor(((bin + 1) * labels.length) / bins),
    );
    return {
      meanPrediction: mean(Float64Array.from(members, (row) => probabilities[row] as number)),
      observedRate: mean(Float64Array.from(members, (row) => labels[row] as number)),
      rows: members.length,
    };
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function refuseUnmeasurable(labels: Float64Array, probabilities: Float64Array): void {
  if (labels.length === 0) throw failed('There is no row to measure predictions on. Evaluate on at least one.');
  if (labels.length !== probabilities.length) {
    throw failed(
      `There are ${labels.length} labels and ${probabilities.length} probabilities. Give one of each per row.`,
    );
  }
  for (let row = 0; row < labels.length; row += 1) {
    const label = labels[row] as number;
    const probability = probabilities[row] as number;
    if (label !== 0 && label !== 1)
      throw failed(`The label of row ${row} is ${label}, but a label is 0 or 1. Drop the rows without a label.`);
    if (!(probability >= 0 && probability <= 1))
      throw failed(`The prediction for row ${row} is ${probability}, which is no probability.`);
  }
}

function failed(message: string): AsofError {
  return new AsofError('TRAINING_FAILED', message);
}
