import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { FlatMatrix } from './flat-matrix.js';

/** Directions that curve by less than this share of the steepest count as curving by it, so that no step runs away there. */
const FLATTEST = 1e-10;

/** The mean log loss of a logistic regression at some weights, and the shape of it there. */
export interface LossAt {
  readonly loss: number;
  /**
   * About how far `loss` lies above the least there is: half the squared Newton decrement, g' H^-1 g / 2 (Boyd and
   * Vandenberghe, "Convex Optimization", 9.5.1). Sharp near the optimum; far from it, it is only large.
   */
  readonly left: number;
  /** Columns that bring the rows to coordinates in which the loss curves by 1 in every direction (by less where it hardly curves). */
  readonly basis: Matrix;
}

/** Measures the loss at the weights that gave the rows these probabilities. */
export function measureLoss(rows: FlatMatrix, labels: Float64Array, probabilities: Float64Array): LossAt {
  const { gradient, hessian } = derive(rows, labels, probabilities);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(hessian, { assumeSymmetric: true });
  const floor = Math.max(FLATTEST * Math.max(...realEigenvalues), Number.MIN_VALUE);
  const lengths = realEigenvalues.map((curvature) => 1 / Math.sqrt(Math.max(curvature, floor)));
  const basis = eigenvectorMatrix.mulRowVector(lengths);
  const left = basis
    .transpose()
    .mmul(gradient)
    .to1DArray()
    .reduce((sum, slope) => sum + slope ** 2 / 2, 0);
  let loss = 0;
  probabilities.forEach((probability, index) => {
    loss -= Math.log(Math.max(labels[index] === 1 ? probability : 1 - probability, Number.MIN_VALUE)) / rows.rows;
  });
  return { loss, left, basis };
}

/** The first and second derivatives of the mean log loss by the weights. */
function derive(
  rows: FlatMatrix,
  labels: Float64Array,
  probabilities: Float64Array,
): { readonly gradient: Matrix; readonly hessian: Matrix } {
  const { cells, columns: size } = rows;
  const gradient = new Float64Array(size);
  const hessian = new FlatMatrix(size, size);
  probabilities.forEach((probability, index) => {
    const error = (probability - (labels[index] as number)) / rows.rows;
    const curvature = (probability * (1 - probability)) / rows.rows;
    for (let i = 0; i < size; i += 1) {
      const cell = cells[index * size + i] as number;
      gradient[i]! += error * cell;
      for (let j = 0; j <= i; j += 1)
        hessian.cells[i * size + j]! += curvature * cell * (cells[index * size + j] as number);
    }
  });
  for (let i = 0; i < size; i += 1) for (let j = 0; j < i; j += 1) hessian.set(j, i, hessian.get(i, j));
  return { gradient: Matrix.columnVector(gradient), hessian: hessian.asMatrix() };
}
