import { AsofError } from '../errors/asof-error.js';
import { checkModelFeatures, type FeatureMatrix, type ModelFeature } from './feature-matrix.js';

/** Beyond this, differences and squares of values are no longer doubles. */
const GREATEST = 1e300;

/**
 * Throws one `TRAINING_FAILED` that lists everything in the rows that no model can be learned from: features that are no numbers
 * or infinite (or nearly so), columns of different lengths, labels other than 0 and 1, rows without a time. A missing feature (NaN) is none of these.
 */
export function requireTrainable(matrix: FeatureMatrix, labels: Float64Array, spineEventTimes: Float64Array): void {
  const { rowCount, names, types, columns } = matrix;
  const problems = checkModelFeatures(
    names.map((name, index) => ({ name, type: types[index] as ModelFeature['type'] })),
  );
  columns.forEach((column, index) => {
    const name = `The feature ${JSON.stringify(names[index])}`;
    problems.push(...checkLength(name, column, rowCount));
    const infinite = count(column, (value) => Math.abs(value) > GREATEST);
    if (infinite > 0)
      problems.push(
        `${name} is infinite or beyond ${GREATEST} in ${infinite} of ${rowCount} rows. Correct its definition, or let its view say nonFinite: AS_NULL.`,
      );
  });
  problems.push(
    ...checkLength('The label', labels, rowCount),
    ...checkLength('The spine event time', spineEventTimes, rowCount),
  );
  const odd = count(labels, (label) => label !== 0 && label !== 1);
  if (odd > 0)
    problems.push(
      `The label is neither 0 nor 1 in ${odd} of ${rowCount} rows. Drop the rows without a label, and predict a Boolean.`,
    );
  const timeless = count(spineEventTimes, (time) => !Number.isFinite(time));
  if (timeless > 0)
    problems.push(
      `The spine event time is missing in ${timeless} of ${rowCount} rows. Every row of a training set has one.`,
    );
  if (rowCount === 0)
    problems.push('There is no row with a label. Take a training set as of a later moment, or over a longer time.');
  if (problems.length > 0) throw new AsofError('TRAINING_FAILED', problems.join('\n'), { problems });
}

function checkLength(what: string, values: Float64Array, rowCount: number): string[] {
  return values.length === rowCount
    ? []
    : [`${what} is given for ${values.length} rows, but there are ${rowCount}. Give one value per row.`];
}

function count(values: Float64Array, test: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + Number(test(value)), 0);
}
