import { type AbstractMatrix, Matrix, WrapperMatrix1D } from 'ml-matrix';

/**
 * A matrix in one typed array, row after row, where `ml-matrix` itself keeps an array per row: with hundreds of thousands of
 * rows a step of training takes half the time and little memory. The transpose is made once and kept, so change no cell after it.
 */
export class FlatMatrix extends WrapperMatrix1D {
  readonly cells: Float64Array;
  private transposed: FlatMatrix | undefined;

  constructor(rows: number, columns: number, cells: Float64Array = new Float64Array(rows * columns)) {
    super(cells, { rows });
    this.cells = cells;
  }

  /** The product with `right`, flat like this one. */
  times(right: Matrix): FlatMatrix {
    const product = new FlatMatrix(this.rows, right.columns);
    const { rows, columns, cells } = this;
    for (let column = 0; column < right.columns; column += 1) {
      const factor = Float64Array.from({ length: columns }, (_, row) => right.get(row, column));
      for (let row = 0; row < rows; row += 1) {
        let sum = 0;
        for (let index = 0; index < columns; index += 1)
          sum += (cells[row * columns + index] as number) * (factor[index] as number);
        product.cells[row * right.columns + column] = sum;
      }
    }
    return product;
  }

  override mmul(right: Parameters<AbstractMatrix['mmul']>[0]): Matrix {
    return this.times(Matrix.checkMatrix(right)).asMatrix();
  }

  override transpose(): Matrix {
    this.transposed ??= this.flip();
    return this.transposed.asMatrix();
  }

  /** The same matrix under the name that `ml-matrix` declares: it uses only what the two have in common. */
  asMatrix(): Matrix {
    return this as unknown as Matrix;
  }

  private flip(): FlatMatrix {
    const flipped = new FlatMatrix(this.columns, this.rows);
    for (let row = 0; row < this.rows; row += 1) {
      for (let column = 0; column < this.columns; column += 1) flipped.set(column, row, this.get(row, column));
    }
    return flipped;
  }
}

/** The same rows, whose scores (their product with a column of weights) count from `start` instead of from zero. */
export class OffsetMatrix extends FlatMatrix {
  constructor(
    rows: FlatMatrix,
    private readonly start: Float64Array,
  ) {
    super(rows.rows, rows.columns, rows.cells);
  }

  override times(weights: Matrix): FlatMatrix {
    const scores = super.times(weights);
    for (let row = 0; row < this.rows; row += 1) scores.cells[row]! += this.start[row] as number;
    return scores;
  }
}
