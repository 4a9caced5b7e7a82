import type { Value } from '../values/feature-type.js';
import type { FeatureMatrix, ModelFeature } from './feature-matrix.js';
import { toNumber } from './feature-matrix.js';

/** Gathers rows into a `FeatureMatrix`. Give `expectedRows` when it is known: then nothing is copied while it grows. */
export class FeatureMatrixBuilder {
  private columns: Float64Array[];
  private rowCount = 0;

  constructor(
    private readonly features: readonly ModelFeature[],
    expectedRows = 1024,
  ) {
    this.columns = features.map(() => new Float64Array(Math.max(1, expectedRows)));
  }

  /** Appends a row whose values stand in the order of the features. Throws `VALUE_INVALID` naming the feature that does not fit. */
  addRow(values: readonly Value[]): void {
    if (this.rowCount === this.columns[0]?.length) this.columns = this.columns.map(doubled);
    this.features.forEach(({ name, type }, index) => {
      (this.columns[index] as Float64Array)[this.rowCount] = toNumber(values[index] ?? null, type, name);
    });
    this.rowCount += 1;
  }

  /** The rows so far, without a copy: add no more rows to this builder afterwards. */
  finish(): FeatureMatrix {
    return {
      rowCount: this.rowCount,
      names: this.features.map(({ name }) => name),
      types: this.features.map(({ type }) => type),
      columns: this.columns.map((column) => column.subarray(0, this.rowCount)),
    };
  }
}

function doubled(column: Float64Array): Float64Array {
  const grown = new Float64Array(column.length * 2);
  grown.set(column);
  return grown;
}
