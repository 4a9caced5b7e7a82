import { AsofError } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import type { FeatureMatrix } from './feature-matrix.js';

/** A number an author may set on a model's algorithm. */
export interface Hyperparameter {
  readonly name: string;
  readonly meaning: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly whole: boolean;
}

/** Every hyperparameter of an algorithm by name. */
export type Hyperparameters = Readonly<Record<string, number>>;

/** What an algorithm learned. Plain JSON; the weights stand in the order of the features. */
export interface Artifact {
  readonly algorithm: string;
  readonly weights: readonly number[];
  readonly intercept: number;
  /** The steps the training took. */
  readonly steps: number;
  /** False when the steps ran out before the loss had settled: more steps, or fewer features, would help. */
  readonly converged: boolean;
}

/** What `train` is given: standardised features without NaN, a label 0 or 1 for each row, hyperparameters complete. */
export interface TrainRequest {
  readonly matrix: FeatureMatrix;
  readonly labels: Float64Array;
  readonly hyperparameters: Hyperparameters;
  readonly seed: number;
}

/** A way to learn a yes-or-no label from numbers. One a file; adding one is that file and a line in `algorithms.ts`. */
export interface Algorithm {
  /** As the definition language names it. */
  readonly name: string;
  readonly hyperparameters: readonly Hyperparameter[];
  /** The same request gives the same artifact, bit for bit. */
  train(request: TrainRequest): Artifact;
  /** The probability of the label 1 for a standardised row, in the order of the features. */
  score(artifact: Artifact, row: Float64Array): number;
}

/** Sentences about hyperparameters that the algorithm does not know or that do not fit; empty when all do. */
export function checkHyperparameters(algorithm: Algorithm, given: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const known = algorithm.hyperparameters.find((each) => each.name === name);
    if (known)
      return isWithin(known, value)
        ? []
        : [`The hyperparameter ${JSON.stringify(name)} is ${rangeOf(known)}, not ${JSON.stringify(value)}.`];
    const names = algorithm.hyperparameters.map((each) => each.name);
    return [`${algorithm.name} has no hyperparameter ${JSON.stringify(name)}.${didYouMean(name, names)}`];
  });
}

/** The hyperparameters given, and the defaults of the others. Throws `DEFINITION_INVALID` listing all that do not fit. */
export function completeHyperparameters(
  algorithm: Algorithm,
  given: Readonly<Record<string, unknown>>,
): Hyperparameters {
  const problems = checkHyperparameters(algorithm, given);
  if (problems.length > 0) throw new AsofError('DEFINITION_INVALID', problems.join('\n'), { problems });
  return Object.fromEntries(
    algorithm.hyperparameters.map((each) => [each.name, (given[each.name] as number | undefined) ?? each.default]),
  );
}

function isWithin({ minimum, maximum, whole }: Hyperparameter, value: unknown): boolean {
  return typeof value === 'number' && value >= minimum && value <= maximum && (!whole || Number.isInteger(value));
}

function rangeOf({ minimum, maximum, whole }: Hyperparameter): string {
  return `a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}`;
}
