import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { AsofError } from '../errors/asof-error.js';
import type { Algorithm, Artifact, TrainRequest } from './algorithm.js';
import { type FlatMatrix, OffsetMatrix } from './flat-matrix.js';
import { type LossAt, measureLoss } from './measure-loss.js';
import { whiten } from './whiten.js';

/** Training ends when the mean log loss is estimated to lie no further than this above the least there is. */
const LOSS_TOLERANCE = 1e-9;

const STEPS_A_ROUND = 8;

/** By how much more than now the loss may come to curve on the way of a round. */
const LEAST_CAUTION = 2;

/**
 * Logistic regression by `ml-logistic-regression`, made right. The package descends from zero by a fixed number of steps at a
 * fixed rate, has no intercept and sums the gradient over the rows. So it is given a column of ones, and runs in short rounds:
 * each counts from the scores of the one before, and sees the rows in coordinates in which the loss, as it is there, curves alike in every
 * direction, so that one rate fits all of them. A round that overshoots is thrown away and the next is more cautious.
 */
export const logisticRegression: Algorithm = {
  name: 'LOGISTIC_REGRESSION',
  hyperparameters: [
    {
      name: 'steps',
      meaning: 'The most steps of gradient descent.',
      default: 500,
      minimum: 1,
      maximum: 1_000_000,
      whole: true,
    },
    {
      name: 'maxTrainingRows',
      meaning: 'Of a larger training part, a seeded sample of this many rows.',
      default: 200_000,
      minimum: 2,
      maximum: 10_000_000,
      whole: true,
    },
  ],
  train,
  score: ({ weights, intercept }, row) => {
    let sum = intercept;
    for (let index = 0; index < row.length; index += 1) sum += (weights[index] as number) * (row[index] as number);
    return sigmoid(sum);
  },
};

/** Where the descent has come to: weights of the white columns, the scores they give the rows, and the loss there. */
interface Position {
  readonly weights: Float64Array;
  readonly scores: Float64Array;
  readonly at: LossAt;
}

function train({ matrix, labels, hyperparameters }: TrainRequest): Artifact {
  const { rows, basis } = whiten(matrix);
  const start = logOdds(labels);
  const scores = new Float64Array(rows.rows).fill(start);
  const most = hyperparameters.steps as number;
  let position: Position = {
    weights: new Float64Array(rows.columns),
    scores,
    at: measureLoss(rows, labels, scores.map(sigmoid)),
  };
  let steps = 0;
  let caution = LEAST_CAUTION;
  while (position.at.left >= LOSS_TOLERANCE && steps < most) {
    const round = Math.min(STEPS_A_ROUND, most - steps);
    const next = descend({ rows, labels, position, steps: round, learningRate: 1 / (caution * rows.rows) });
    const better = next.at.loss <= position.at.loss;
    caution = better ? Math.max(LEAST_CAUTION, caution / 2) : caution * 4;
    if (better) position = next;
    steps += round;
  }
  const weights = basis.mmul(Matrix.columnVector(position.weights)).to1DArray();
  const intercept = (weights.pop() as number) + start;
  return {
    algorithm: logisticRegression.name,
    weights,
    intercept,
    steps,
    converged: position.at.left < LOSS_TOLERANCE,
  };
}

interface Descent {
  readonly rows: FlatMatrix;
  readonly labels: Float64Array;
  readonly position: Position;
  readonly steps: number;
  readonly learningRate: number;
}

/**
 * One round of the package's two-class classifier, whose scores are the probability of the label 1. It comes out of `load`,
 * because for two classes `train` would learn a second one that only mirrors the first.
 */
function descend({ rows, labels, position, steps, learningRate }: Descent): Position {
  const classifiers = [{ numSteps: steps, learningRate, weights: null }];
  const loaded = LogisticRegression.load({ name: 'LogisticRegression', numberClasses: 1, classifiers });
  const classifier = loaded.classifiers[0] as (typeof loaded.classifiers)[number];
  const { basis } = position.at;
  const eased = new OffsetMatrix(rows.times(basis), position.scores);
  classifier.train(eased.asMatrix(), Matrix.columnVector(labels));
  const moved = basis.mmul(classifier.weights.transpose());
  const scores = eased.times(classifier.weights.transpose()).cells;
  return {
    weights: position.weights.map((weight, index) => weight + moved.get(index, 0)),
    scores,
    at: measureLoss(rows, labels, scores.map(sigmoid)),
  };
}

/** The score at which every row has the share of the label 1 as its probability. */
function logOdds(labels: Float64Array): number {
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  if (share > 0 && share < 1) return Math.log(share / (1 - share));
  throw new AsofError(
    'TRAINING_FAILED',
    `All ${labels.length} rows have the same label, so there is nothing to tell apart. Train on rows with both.`,
  );
}

/** 1 / (1 + e^-x), without overflow on either side. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}
