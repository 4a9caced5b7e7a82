import type { Value } from '../values/feature-type.js';

/** Whether the first of two values stands before the second. */
export type Before = (a: Value, b: Value) => boolean;

/**
 * The first of a set of rows from which any may be removed: a binary heap whose removed rows are only marked, and leave when they
 * reach the top. Every row is pushed and popped once, so n changes cost O(n log n) in whatever order they come.
 */
export class RowHeap {
  private rows: number[] = [];
  private values: Value[] = [];
  private gone = new Uint8Array(64);
  private greatestRow = -1;

  /** `before` orders rows by their values; null puts the greatest row number first. */
  constructor(private readonly before: Before | null) {}

  add(value: Value, row: number): void {
    this.reserve(row);
    this.gone[row] = 0;
    let child = this.rows.push(row) - 1;
    this.values.push(value);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.isBefore(child, parent)) return;
      this.swap(child, parent);
      child = parent;
    }
  }

  remove(row: number): void {
    this.gone[row] = 1;
  }

  /** The value of the first row; `undefined` when there is none. A row's value may be null. */
  firstValue(): Value | undefined {
    while (this.rows.length > 0 && this.gone[this.rows[0] as number] === 1) this.pop();
    return this.values[0];
  }

  reset(): void {
    this.rows.length = 0;
    this.values.length = 0;
    this.gone.fill(0, 0, this.greatestRow + 1);
    this.greatestRow = -1;
  }

  private pop(): void {
    const lastRow = this.rows.pop() as number;
    const lastValue = this.values.pop() as Value;
    if (this.rows.length === 0) return;
    this.rows[0] = lastRow;
    this.values[0] = lastValue;
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= this.rows.length) return;
      const right = left + 1;
      const child = right < this.rows.length && this.isBefore(right, left) ? right : left;
      if (!this.isBefore(child, parent)) return;
      this.swap(child, parent);
      parent = child;
    }
  }

  private isBefore(a: number, b: number): boolean {
    if (this.before === null) return (this.rows[a] as number) > (this.rows[b] as number);
    return this.before(this.values[a] as Value, this.values[b] as Value);
  }

  private swap(a: number, b: number): void {
    const row = this.rows[a] as number;
    const value = this.values[a] as Value;
    this.rows[a] = this.rows[b] as number;
    this.values[a] = this.values[b] as Value;
    this.rows[b] = row;
    this.values[b] = value;
  }

  private reserve(row: number): void {
    if (row > this.greatestRow) this.greatestRow = row;
    if (row < this.gone.length) return;
    const grown = new Uint8Array(Math.max(this.gone.length * 2, row + 1));
    grown.set(this.gone);
    this.gone = grown;
  }
}
