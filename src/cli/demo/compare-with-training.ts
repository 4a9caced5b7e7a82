import { formatInstant, type Instant } from '../../time/instant.js';
import type { Value } from '../../values/feature-type.js';
import type { Services } from '../../services.js';
import { keysOf, type LivePrediction } from './replay-day.js';

/** How far the values served live and those of a training set are the same. */
export interface Agreement {
  readonly values: number;
  /** Equal to the last bit. */
  readonly equal: number;
  /** Not equal, and nearer than a billionth part. */
  readonly near: number;
}

const PAGE_ROWS = 5_000;
const NEAR = 1e-9;

/**
 * Asks for a training set with a row for every live prediction, at its very minute, and compares all features with what was
 * served then: the same question asked of the other half of the store.
 */
export async function compareWithTraining(
  services: Services,
  { predictions, asOf }: { readonly predictions: readonly LivePrediction[]; readonly asOf: Instant },
): Promise<Agreement> {
  const spine = predictions.map(({ flight, at }) => ({ ...keysOf(flight), eventTime: formatInstant(at) }));
  const record = await services.buildTrainingSet({
    service: 'DepartureRisk',
    asOf,
    hindsight: false,
    spine,
    where: null,
  });
  const places = new Map(record.columns.map(({ name }, index) => [name, index]));
  let [values, equal, near] = [0, 0, 0];
  for (let from = 0; from < record.rowCount; from += PAGE_ROWS) {
    const { rows } = await services.readTrainingSetPage(record.id, from, PAGE_ROWS);
    for (const { position, values: trained } of rows) {
      const { columns, features } = predictions[position] as LivePrediction;
      for (const [index, column] of columns.entries()) {
        const live = features.values[index] ?? null;
        const then = trained[places.get(column) ?? -1] ?? null;
        values += 1;
        if (live === then) equal += 1;
        else if (isNear(live, then)) near += 1;
      }
    }
  }
  return { values, equal, near };
}

function isNear(a: Value, b: Value): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') return false;
  return Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(a), Math.abs(b));
}
