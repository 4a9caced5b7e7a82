import { AsofError } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import type { Algorithm } from './algorithm.js';
import { logisticRegression } from './logistic-regression.js';

/** Every algorithm a model may name. */
export const ALGORITHMS: readonly Algorithm[] = [logisticRegression];

/** The algorithm of that name. Throws `DEFINITION_UNKNOWN_NAME` with the near misses. */
export function getAlgorithm(name: string): Algorithm {
  const found = ALGORITHMS.find((each) => each.name === name);
  if (found) return found;
  const known = ALGORITHMS.map((each) => each.name);
  throw new AsofError(
    'DEFINITION_UNKNOWN_NAME',
    `There is no algorithm ${JSON.stringify(name)}.${didYouMean(name, known)}`,
    { name, known },
  );
}
