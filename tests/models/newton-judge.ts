/** The least mean log loss a logistic regression with intercept can have on these rows, and the weights (intercept last). */
export interface Optimum {
  readonly weights: readonly number[];
  readonly loss: number;
}

/**
 * Finds the optimum by plain damped Newton steps, each solved by Gaussian elimination: slow, obvious, and sharing nothing with
 * the code it judges. A whiff of ridge (1e-12) lets it through collinear features.
 */
export function findOptimum(rows: readonly (readonly number[])[], labels: ArrayLike<number>): Optimum {
  const extended = rows.map((row) => [...row, 1]);
  const size = extended[0]!.length;
  let weights = new Array<number>(size).fill(0);
  for (let round = 0; round < 40; round += 1) {
    const gradient = new Array<number>(size).fill(0);
    const hessian = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (__, j) => (i === j ? 1e-12 : 0)),
    );
    extended.forEach((row, index) => {
      const p = 1 / (1 + Math.exp(-dot(row, weights)));
      for (let i = 0; i < size; i += 1) {
        gradient[i]! += ((labels[index]! - p) * row[i]!) / rows.length;
        for (let j = 0; j < size; j += 1) hessian[i]![j]! += (p * (1 - p) * row[i]! * row[j]!) / rows.length;
      }
    });
    const step = solve(hessian, gradient);
    let factor = 1;
    const before = meanLoss(extended, labels, weights);
    const moved = (): number[] => weights.map((weight, index) => weight + factor * step[index]!);
    while (factor > 1e-6 && meanLoss(extended, labels, moved()) > before) factor /= 2;
    weights = moved();
    if (Math.max(...step.map(Math.abs)) < 1e-10) break;
  }
  return { weights, loss: meanLoss(extended, labels, weights) };
}

/** The mean log loss of weights (intercept last) on rows that end with a one. */
export function meanLoss(
  extended: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  weights: readonly number[],
): number {
  const total = extended.reduce((sum, row, index) => {
    const signed = (labels[index] === 1 ? -1 : 1) * dot(row, weights);
    return sum + Math.max(signed, 0) + Math.log1p(Math.exp(-Math.abs(signed)));
  }, 0);
  return total / extended.length;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}

function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  for (let pivot = 0; pivot < rows.length; pivot += 1) {
    const best = rows.slice(pivot).reduce((most, row) => (Math.abs(row[pivot]!) > Math.abs(most[pivot]!) ? row : most));
    rows.splice(rows.indexOf(best), 1);
    rows.splice(pivot, 0, best);
    for (const row of rows) {
      if (row === best) continue;
      const factor = row[pivot]! / best[pivot]!;
      for (let column = pivot; column < row.length; column += 1) row[column]! -= factor * best[column]!;
    }
  }
  return rows.map((row, index) => row.at(-1)! / row[index]!);
}
