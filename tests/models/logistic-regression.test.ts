import { describe, expect, test } from '@jest/globals';
import LogisticRegression from 'ml-logistic-regression';
import { Matrix } from 'ml-matrix';
import { seedFor } from '../harness/seed.js';
import type { Artifact } from '../../src/models/algorithm.js';
import { logisticRegression } from '../../src/models/logistic-regression.js';
import { seededRandom } from '../../src/models/seeded-random.js';
import { matrixOf, normal } from './matrix-of.js';
import { findOptimum, meanLoss } from './newton-judge.js';

type Rows = readonly (readonly number[])[];

function train(rows: Rows, labels: readonly number[], steps = 500): Artifact {
  const names = rows[0]!.map((_, index) => `f${index}`);
  const matrix = matrixOf(Object.fromEntries(names.map((name, index) => [name, rows.map((row) => row[index]!)])));
  return logisticRegression.train({ matrix, labels: Float64Array.from(labels), hyperparameters: { steps }, seed: 1 });
}

function lossOf(artifact: Artifact, rows: Rows, labels: readonly number[]): number {
  return meanLoss(
    rows.map((row) => [...row, 1]),
    labels,
    [...artifact.weights, artifact.intercept],
  );
}

/** Rows of correlated features of about mean 0 and deviation 1, with labels drawn from a logistic regression on them. */
function draw(
  random: () => number,
  { count, features, intercept }: { count: number; features: number; intercept: number },
) {
  const truth = Array.from({ length: features }, () => normal(random));
  const rows = Array.from({ length: count }, () => {
    const mood = normal(random);
    return truth.map(() => 0.8 * mood + 0.6 * normal(random));
  });
  const labels = rows.map((row) => {
    const score = row.reduce((sum, value, index) => sum + value * truth[index]!, intercept);
    return random() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  });
  return { rows, labels };
}

describe('training', () => {
  test('finds the optimum that an independent Newton solver finds, whatever the data', () => {
    const random = seededRandom(seedFor('logistic-regression'));
    for (let round = 0; round < 12; round += 1) {
      const intercept = -4 + 6 * random();
      const { rows, labels } = draw(random, {
        count: 200 + Math.floor(random() * 400),
        features: 1 + (round % 8),
        intercept,
      });
      if (new Set(labels).size < 2) continue;
      const optimum = findOptimum(rows, labels);
      const artifact = train(rows, labels);
      expect(lossOf(artifact, rows, labels) - optimum.loss).toBeLessThan(1e-6);
    }
  });

  test('finds the weights of the optimum, too', () => {
    const { rows, labels } = draw(seededRandom(9), { count: 2000, features: 4, intercept: -1 });
    const { weights, intercept } = train(rows, labels);
    const gaps = findOptimum(rows, labels).weights.map((weight, index) =>
      Math.abs(weight - [...weights, intercept][index]!),
    );
    expect(Math.max(...gaps)).toBeLessThan(1e-3);
  });

  test('learns an intercept though the package has none', () => {
    const rows = Array.from({ length: 100 }, (_, index) => [index % 2 === 0 ? -1 : 1]);
    const labels = rows.map((_, index) => (index < 10 ? 1 : 0));
    const artifact = train(rows, labels);
    expect(artifact.intercept).toBeCloseTo(Math.log(0.1 / 0.9), 3);
    expect(artifact.weights[0]).toBeCloseTo(0, 6);
  });

  test('gives a constant feature no weight and shares weight among collinear ones', () => {
    const { rows, labels } = draw(seededRandom(2), { count: 1000, features: 2, intercept: -1 });
    const extended = rows.map(([a, b]) => [a!, b!, a! - b!, 0]);
    const artifact = train(extended, labels);
    expect(artifact.converged).toBe(true);
    expect(artifact.weights[3]).toBeCloseTo(0, 12);
    expect(lossOf(artifact, extended, labels) - findOptimum(rows, labels).loss).toBeLessThan(1e-6);
    expect(Math.max(...artifact.weights.map(Math.abs))).toBeLessThan(5);
  });

  test('converges where the loss comes to curve a hundred times more than at the start', () => {
    const rows: number[][] = [];
    const labels: number[] = [];
    for (let index = 0; index < 4_000; index += 1) {
      const rare = index < 20;
      rows.push([rare ? Math.sqrt(199) : -1 / Math.sqrt(199)]);
      labels.push(rare ? index % 2 : index % 400 === 399 ? 1 : 0);
    }
    const artifact = train(rows, labels);
    expect(artifact.converged).toBe(true);
    expect(lossOf(artifact, rows, labels) - findOptimum(rows, labels).loss).toBeLessThan(1e-6);
  });

  test('separates what can be separated, with finite weights', () => {
    const rows = [[-1.5], [-0.5], [0.5], [1.5]];
    const artifact = train(rows, [0, 0, 1, 1]);
    expect(lossOf(artifact, rows, [0, 0, 1, 1])).toBeLessThan(1e-3);
    expect(artifact.weights.every(Number.isFinite)).toBe(true);
  });

  test('says when the steps ran out', () => {
    const { rows, labels } = draw(seededRandom(4), { count: 500, features: 3, intercept: -2 });
    expect(train(rows, labels, 2)).toMatchObject({ steps: 2, converged: false });
    expect(train(rows, labels, 10).steps).toBeLessThanOrEqual(10);
  });

  test('gives the same artifact again, bit for bit', () => {
    const { rows, labels } = draw(seededRandom(5), { count: 500, features: 4, intercept: 0 });
    expect(JSON.stringify(train(rows, labels))).toBe(JSON.stringify(train(rows, labels)));
  });

  test.each([0, 1])('refuses rows that all have the label %p', (label) => {
    expect(() => train([[1], [-1]], [label, label])).toThrow(/All 2 rows have the same label/);
  });
});

describe('scoring', () => {
  const artifact: Artifact = {
    algorithm: 'LOGISTIC_REGRESSION',
    weights: [0.7, -1.3],
    intercept: 0.4,
    steps: 1,
    converged: true,
  };

  test("equals the package's own scores", () => {
    const classifiers = [{ numSteps: 1, learningRate: 1, weights: null }];
    const classifier = LogisticRegression.load({ name: 'LogisticRegression', numberClasses: 1, classifiers })
      .classifiers[0]!;
    Object.assign(classifier, { weights: new Matrix([[0.7, -1.3, 0.4]]) });
    const random = seededRandom(6);
    const rows = Array.from({ length: 200 }, () => [5 * normal(random), 5 * normal(random)]);
    const theirs = classifier.testScores(new Matrix(rows.map((row) => [...row, 1])));
    for (const [index, row] of rows.entries()) {
      expect(logisticRegression.score(artifact, Float64Array.from(row))).toBeCloseTo(theirs[index]!, 14);
    }
  });

  test("equals the package's plain training and one minus its mirrored classifier, where that is slow but right", () => {
    const { rows, labels } = draw(seededRandom(8), { count: 300, features: 2, intercept: -0.5 });
    const Plain = LogisticRegression as unknown as new (
      options: object,
    ) => InstanceType<typeof LogisticRegression> & { train(x: Matrix, y: Matrix): void };
    const plain = new Plain({ numSteps: 600, learningRate: 4 / 900 });
    const features = new Matrix(rows.map((row) => [...row, 1]));
    plain.train(features, Matrix.columnVector(labels));
    const learned = train(rows, labels);
    const theirs = plain.classifiers[1]!.testScores(features).map((score) => 1 - score);
    for (const [index, row] of rows.entries()) {
      expect(logisticRegression.score(learned, Float64Array.from(row))).toBeCloseTo(theirs[index]!, 3);
    }
  });

  test('stays within 0 and 1 far out on either side', () => {
    expect(logisticRegression.score(artifact, Float64Array.of(1e6, 0))).toBe(1);
    expect(logisticRegression.score(artifact, Float64Array.of(-1e6, 0))).toBe(0);
    expect(logisticRegression.score(artifact, Float64Array.of(-50, 0))).toBeGreaterThan(0);
  });
});
