import { AsofError } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import type { Instant } from '../time/instant.js';
import { type Algorithm, type Artifact, completeHyperparameters, type Hyperparameters } from './algorithm.js';
import { getAlgorithm } from './algorithms.js';
import { canonicalJson } from './canonical-json.js';
import type { FeatureMatrix, ModelFeature } from './feature-matrix.js';
import { type BinaryMetrics, evaluateBinary } from './metrics.js';
import {
  applyPreprocessing,
  type LearnedFeature,
  type LearnedPreprocessing,
  learnPreprocessing,
  type PreprocessingOptions,
  readPreprocessing,
  standardise,
} from './preprocessing.js';
import { sampleIndexes, seededRandom } from './seeded-random.js';
import { requireBothLabels, splitByTime } from './time-split.js';
import { requireTrainable } from './trainable.js';

/** A feature more deviations than this from its mean is no measurement, and products with it could overflow. */
const FARTHEST = 1e100;

/** What a model is learned from. The rows may stand in any order; every row has a label. */
export interface FitRequest {
  readonly matrix: FeatureMatrix;
  /** 0 or 1 per row: drop the rows whose label is null first. */
  readonly labels: Float64Array;
  readonly spineEventTimes: Float64Array;
  /** As the definition language names it. */
  readonly algorithm: string;
  readonly hyperparameters: Readonly<Record<string, unknown>>;
  readonly preprocessing: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** The share of rows, the latest, that the metrics are measured on. A fifth when left out. */
  readonly heldOutShare?: number;
}

/** A trained model: all that it takes to predict, and to learn the same again. Plain JSON. */
export interface FittedModel {
  readonly featureOrder: readonly ModelFeature[];
  readonly preprocessing: LearnedPreprocessing;
  readonly preprocessingOptions: PreprocessingOptions;
  readonly hyperparameters: Hyperparameters;
  readonly seed: number;
  readonly artifact: Artifact;
  readonly split: FittedSplit;
  /** On the held-out rows. */
  readonly metrics: BinaryMetrics;
  /** On the rows it learned from: much better than `metrics` means that it learned them by heart. */
  readonly trainMetrics: BinaryMetrics;
}

/** How the rows were divided by time, in numbers. */
export interface FittedSplit {
  /** Rows before this instant train, the others are held out. */
  readonly boundary: Instant;
  readonly trainRows: number;
  readonly heldOutRows: number;
  /** Of the rows that train, how many the algorithm saw; the preprocessing was learned from all of them. */
  readonly sampledRows: number;
}

/**
 * Learns a model from the earlier rows and measures it on the later ones. Nothing of the held-out rows reaches what is learned.
 * The same request gives the same model, bit for bit. Throws `TRAINING_FAILED` with advice when the rows cannot be learned from.
 */
export function fitModel(request: FitRequest): FittedModel {
  const { matrix, labels, spineEventTimes, seed } = request;
  const algorithm = getAlgorithm(request.algorithm);
  const hyperparameters = completeHyperparameters(algorithm, request.hyperparameters);
  const preprocessingOptions = readPreprocessing(request.preprocessing);
  requireTrainable(matrix, labels, spineEventTimes);
  const split = splitByTime(spineEventTimes, request.heldOutShare);
  requireBothLabels(labels, split);
  const preprocessing = learnPreprocessing(matrix, preprocessingOptions, split.trainRows);
  const limit = hyperparameters.maxTrainingRows as number;
  const sampled = sampleIndexes(split.trainRows.length, limit, seededRandom(seed)).map(
    (index) => split.trainRows[index] as number,
  );
  const artifact = algorithm.train({
    matrix: applyPreprocessing(matrix, preprocessing, sampled),
    labels: pick(labels, sampled),
    hyperparameters,
    seed,
  });
  const evaluate = (rows: Uint32Array): BinaryMetrics =>
    evaluateBinary(pick(labels, rows), scoreRows({ algorithm, artifact, preprocessing, matrix, rows }));
  return {
    featureOrder: matrix.names.map((name, index) => ({ name, type: matrix.types[index] as ModelFeature['type'] })),
    preprocessing,
    preprocessingOptions,
    hyperparameters,
    seed,
    artifact,
    split: {
      boundary: split.boundary,
      trainRows: split.trainRows.length,
      heldOutRows: split.heldOutRows.length,
      sampledRows: sampled.length,
    },
    metrics: evaluate(split.heldOutRows),
    trainMetrics: evaluate(sampled),
  };
}

/** Features of one row by name, as `toNumber` gives them; null (or NaN) where there is none. */
export type FeaturesByName = ReadonlyMap<string, number | null> | Readonly<Record<string, number | null>>;

/**
 * The probability of the label 1 for a row whose features are given by name: their order does not matter, their names do.
 * Throws `VALUE_INVALID` listing features that are missing, unknown, infinite, or out of all proportion to those trained on.
 */
export function predictWith(fitted: FittedModel, values: FeaturesByName): number {
  const given = values instanceof Map ? values : new Map(Object.entries(values));
  const row = new Float64Array(fitted.featureOrder.length);
  const problems = given.size === row.length ? [] : unknownFeatures(fitted, given);
  fitted.featureOrder.forEach(({ name }, index) => {
    const value = given.get(name);
    const standardised = standardise(value ?? Number.NaN, fitted.preprocessing[index] as LearnedFeature);
    row[index] = standardised;
    if (value === undefined) problems.push(missingFeature(name, given));
    else if (Math.abs(standardised) > FARTHEST || Math.abs(value ?? 0) === Number.POSITIVE_INFINITY) {
      problems.push(
        `The feature ${JSON.stringify(name)} is ${value}, far from all the model has seen. Send a number like those, or null.`,
      );
    }
  });
  if (problems.length > 0) throw new AsofError('VALUE_INVALID', problems.join('\n'), { problems });
  return getAlgorithm(fitted.artifact.algorithm).score(fitted.artifact, row);
}

/** The model as bytes: equal models give equal bytes, so their hash stands for the model. */
export function serializeModel(fitted: FittedModel): Uint8Array {
  return new TextEncoder().encode(canonicalJson(fitted));
}

/** The model that `serializeModel` wrote. The bytes are trusted: check their hash before. */
export function deserializeModel(bytes: Uint8Array): FittedModel {
  return JSON.parse(new TextDecoder().decode(bytes)) as FittedModel;
}

interface Scoring {
  readonly algorithm: Algorithm;
  readonly artifact: Artifact;
  readonly preprocessing: LearnedPreprocessing;
  readonly matrix: FeatureMatrix;
  readonly rows: Uint32Array;
}

function scoreRows({ algorithm, artifact, preprocessing, matrix, rows }: Scoring): Float64Array {
  const row = new Float64Array(matrix.columns.length);
  return Float64Array.from(rows, (index) => {
    for (let feature = 0; feature < row.length; feature += 1) {
      row[feature] = standardise(matrix.columns[feature]![index] as number, preprocessing[feature] as LearnedFeature);
    }
    return algorithm.score(artifact, row);
  });
}

function pick(values: Float64Array, rows: Uint32Array): Float64Array {
  return Float64Array.from(rows, (row) => values[row] as number);
}

function missingFeature(name: string, given: ReadonlyMap<string, unknown>): string {
  return `The feature ${JSON.stringify(name)} is missing.${didYouMean(name, given.keys())} Give null if it has no value.`;
}

function unknownFeatures({ featureOrder }: FittedModel, given: ReadonlyMap<string, unknown>): string[] {
  const names = featureOrder.map(({ name }) => name);
  const unknown = [...given.keys()].filter((name) => !names.includes(name));
  return unknown.map((name) => `The model has no feature ${JSON.stringify(name)}.${didYouMean(name, names)}`);
}
