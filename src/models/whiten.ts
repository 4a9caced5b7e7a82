import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FeatureMatrix } from './feature-matrix.js';
import { FlatMatrix } from './flat-matrix.js';

/** Directions whose share of the greatest variance is below this are combinations of the others, up to rounding. */
const COLLINEAR = 1e-10;

/**
 * A change of coordinates after which the rows, with a column of ones, are uncorrelated and of mean square 1.
 * Weights of the new columns are brought back to weights of the features by `basis` times them. Directions in which the rows do
 * not vary (constant or collinear features) are left out.
 */
export interface Whitened {
  /** One row per row of the matrix, one column per direction kept. */
  readonly rows: FlatMatrix;
  /** One row per feature and a last one for the intercept, one column per direction kept. */
  readonly basis: Matrix;
}

/** Whitens standardised rows and the ones column that stands for the intercept, through the eigenvectors of their Gram matrix. */
export function whiten({ rowCount, columns }: FeatureMatrix): Whitened {
  const extended = [...columns, new Float64Array(rowCount).fill(1)];
  const gram = gramOf(extended, rowCount);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(gram, { assumeSymmetric: true });
  const greatest = Math.max(...realEigenvalues);
  const kept = realEigenvalues.flatMap((value, index) => (value > COLLINEAR * greatest ? [index] : []));
  const basis = new Matrix(extended.length, kept.length);
  kept.forEach((index, direction) => {
    const length = Math.sqrt(realEigenvalues[index] as number);
    for (let row = 0; row < extended.length; row += 1)
      basis.set(row, direction, eigenvectorMatrix.get(row, index) / length);
  });
  return { rows: multiply(extended, basis, rowCount), basis };
}

/** The mean products of every two columns. */
function gramOf(columns: readonly Float64Array[], rowCount: number): Matrix {
  const gram = new Matrix(columns.length, columns.length);
  columns.forEach((left, i) => {
    for (let j = i; j < columns.length; j += 1) {
      const right = columns[j] as Float64Array;
      let sum = 0;
      for (let row = 0; row < rowCount; row += 1) sum += (left[row] as number) * (right[row] as number);
      gram.set(i, j, sum / rowCount);
      gram.set(j, i, sum / rowCount);
    }
  });
  return gram;
}

function multiply(columns: readonly Float64Array[], basis: Matrix, rowCount: number): FlatMatrix {
  const product = new FlatMatrix(rowCount, basis.columns);
  columns.forEach((column, index) => {
    const factors = basis.getRow(index);
    for (let row = 0; row < rowCount; row += 1) {
      for (let direction = 0; direction < factors.length; direction += 1) {
        product.cells[row * factors.length + direction]! += (column[row] as number) * (factors[direction] as number);
      }
    }
  });
  return product;
}
