import type { Model } from './model.js';
import { problemAt } from './places.js';
import type { TypeReading } from './type-reading.js';
import { numberArgument, refuseFields, textArgument } from './type-reading.js';

/** Reads a `@model`. Hyperparameters are numbers; which ones there are is for the algorithm to say. */
export function readModel(type: TypeReading): Model {
  const { name, description, arguments: values, reading } = type;
  refuseFields(type);
  const hyperparameters = (values.get('hyperparameters') ?? {}) as Readonly<Record<string, unknown>>;
  for (const [parameter, value] of Object.entries(hyperparameters)) {
    if (typeof value === 'number') continue;
    const message = `The hyperparameter ${JSON.stringify(parameter)} of "${name}" must be a number; found ${JSON.stringify(value)}.`;
    reading.problems.push(
      problemAt(reading.locations.get(`${name}(hyperparameters)`), { code: 'DEFINITION_INVALID', message }),
    );
  }
  return {
    kind: 'Model',
    name,
    description,
    service: textArgument(values, 'service') ?? '',
    predicts: textArgument(values, 'predicts') ?? '',
    algorithm: 'LOGISTIC_REGRESSION',
    seed: numberArgument(values, 'seed') ?? 0,
    hyperparameters: { ...hyperparameters } as Record<string, number>,
    preprocessing: { ...((values.get('preprocessing') ?? {}) as object) },
  };
}
