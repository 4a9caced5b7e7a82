import { AsofError } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import type { FeatureMatrix } from './feature-matrix.js';

/** What stands in for a missing value: the mean or the median of the values that are there. */
export type Imputation = 'MEAN' | 'MEDIAN';

const IMPUTATIONS: readonly Imputation[] = ['MEAN', 'MEDIAN'];

/** How features are made ready, as a definition chooses. */
export interface PreprocessingOptions {
  readonly impute: Imputation;
}

/** What was learned of one feature: the stand-in for a missing value, then the mean and the deviation with it standing in. */
export interface LearnedFeature {
  readonly name: string;
  readonly impute: number;
  readonly mean: number;
  /** The population standard deviation; 0 when the feature never varied, and then it standardises to 0. */
  readonly deviation: number;
}

/** One record per feature, in the order of the features. Plain JSON. */
export type LearnedPreprocessing = readonly LearnedFeature[];

/** Sentences about what is wrong with a model's `preprocessing` argument; empty when it can be read. */
export function checkPreprocessing(given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (name !== 'impute')
      return [`There is no preprocessing option ${JSON.stringify(name)}.${didYouMean(name, ['impute'])}`];
    if (IMPUTATIONS.some((each) => each === value)) return [];
    return [`The preprocessing option "impute" is "MEAN" or "MEDIAN", not ${JSON.stringify(value)}.`];
  });
}

/** A model's `preprocessing` argument with its defaults: missing values become the mean. Throws `DEFINITION_INVALID`. */
export function readPreprocessing(given: Readonly<Record<string, unknown>>): PreprocessingOptions {
  const problems = checkPreprocessing(given);
  if (problems.length > 0) throw new AsofError('DEFINITION_INVALID', problems.join('\n'), { problems });
  return { impute: (given.impute as Imputation | undefined) ?? 'MEAN' };
}

/**
 * Learns from `rows` (all rows when left out) what it takes to impute and standardise. Only those rows are looked at, so a
 * training part tells nothing about the held-out part. A feature without any value imputes 0 and standardises to 0.
 */
export function learnPreprocessing(
  matrix: FeatureMatrix,
  options: PreprocessingOptions,
  rows: Uint32Array = allRows(matrix),
): LearnedPreprocessing {
  return matrix.columns.map((column, index) =>
    learnFeature(matrix.names[index] as string, column, { rows, impute: options.impute }),
  );
}

/** A new matrix of `rows` (all when left out), in their order, imputed and standardised: no NaN is left in it. */
export function applyPreprocessing(
  matrix: FeatureMatrix,
  learned: LearnedPreprocessing,
  rows: Uint32Array = allRows(matrix),
): FeatureMatrix {
  const columns = matrix.columns.map((column, index) => {
    const feature = learned[index] as LearnedFeature;
    const standardised = new Float64Array(rows.length);
    for (let row = 0; row < rows.length; row += 1)
      standardised[row] = standardise(column[rows[row] as number] as number, feature);
    return standardised;
  });
  return { ...matrix, rowCount: rows.length, columns };
}

/** The standardised value of one feature: (value, or what stands in for it, minus the mean) over the deviation. */
export function standardise(value: number, { impute, mean, deviation }: LearnedFeature): number {
  return deviation === 0 ? 0 : ((Number.isNaN(value) ? impute : value) - mean) / deviation;
}

function learnFeature(
  name: string,
  column: Float64Array,
  { rows, impute }: { readonly rows: Uint32Array; readonly impute: Imputation },
): LearnedFeature {
  const present = Float64Array.from(rows, (row) => column[row] as number).filter((value) => !Number.isNaN(value));
  if (present.length === 0) return { name, impute: 0, mean: 0, deviation: 0 };
  const own = describe(present);
  if (own.deviation === 0) return { name, impute: own.mean, mean: own.mean, deviation: 0 };
  const standIn = impute === 'MEAN' ? own.mean : median(present);
  const share = present.length / rows.length;
  // With the missing values standing at `standIn`: the law of total mean and variance over the two groups.
  const mean = share * own.mean + (1 - share) * standIn;
  const between = Math.abs(own.mean - standIn) * Math.sqrt(share * (1 - share));
  return { name, impute: standIn, mean, deviation: Math.hypot(Math.sqrt(share) * own.deviation, between) };
}

/** Mean and population deviation in two passes, the second correcting the first; scaled, so that squares neither overflow nor vanish. */
function describe(values: Float64Array): { readonly mean: number; readonly deviation: number } {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (least === greatest) return { mean: least, deviation: 0 };
  const scale = 2 ** Math.floor(Math.log2(Math.max(-least, greatest)));
  let sum = 0;
  for (const value of values) sum += value / scale;
  const rough = sum / values.length;
  let drift = 0;
  let squares = 0;
  for (const value of values) {
    const distance = value / scale - rough;
    drift += distance;
    squares += distance * distance;
  }
  const variance = Math.max(0, squares - (drift * drift) / values.length) / values.length;
  return { mean: scale * (rough + drift / values.length), deviation: scale * Math.sqrt(variance) };
}

/** The middle value, or halfway between the two in the middle. Sorts `values` in place. */
function median(values: Float64Array): number {
  values.sort();
  const middle = values.length >> 1;
  const upper = values[middle] as number;
  return values.length % 2 === 1 ? upper : (values[middle - 1] as number) / 2 + upper / 2;
}

function allRows(matrix: FeatureMatrix): Uint32Array {
  return Uint32Array.from({ length: matrix.rowCount }, (_, row) => row);
}
