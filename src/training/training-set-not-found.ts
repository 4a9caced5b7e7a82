import { AsofError } from '../errors/asof-error.js';

/** No training set is recorded under `id`. */
export function trainingSetNotFound(id: string): AsofError {
  return new AsofError(
    'TRAINING_SET_NOT_FOUND',
    `No training set is recorded under the id ${JSON.stringify(id.slice(0, 60))}. List them with trainingSets.`,
    { id: id.slice(0, 60) },
  );
}
