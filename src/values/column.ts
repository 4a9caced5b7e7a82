import type { FeatureType, Value } from './feature-type.js';

/**
 * The values of a column, by feature type: Int, Float and DateTime in a `Float64Array`, BigInt in a `BigInt64Array`, Boolean in a
 * `Uint8Array` (0 and 1), String and Decimal in an array of texts. Where `isNull` is 1 the value is meaningless.
 */
export interface Column {
  readonly type: FeatureType;
  readonly values: Float64Array | BigInt64Array | Uint8Array | string[];
  readonly isNull: Uint8Array;
}

/** A column of `length` nulls. */
export function createColumn(type: FeatureType, length: number): Column {
  return { type, values: createValues(type, length), isNull: new Uint8Array(length).fill(1) };
}

/** The value in row `index`. */
export function valueAt(column: Column, index: number): Value {
  if (column.isNull[index] === 1) return null;
  const value = column.values[index] as number | bigint | string;
  return column.type === 'Boolean' ? value === 1 : value;
}

/** Puts `value`, of the column's type, into row `index`. */
export function setValue(column: Column, index: number, value: Value): void {
  if (value === null) {
    column.isNull[index] = 1;
    return;
  }
  column.isNull[index] = 0;
  if (column.type === 'Boolean') (column.values as Uint8Array)[index] = value ? 1 : 0;
  else (column.values as Value[])[index] = value;
}

function createValues(type: FeatureType, length: number): Column['values'] {
  if (type === 'String' || type === 'Decimal') return new Array<string>(length).fill('');
  if (type === 'BigInt') return new BigInt64Array(length);
  return type === 'Boolean' ? new Uint8Array(length) : new Float64Array(length);
}

/** Rows gathered column by column; `push` appends a stretch of another column, `clear` starts over and keeps the memory. */
export class ColumnBuffer {
  private column: Column;
  private capacity = 64;
  private used = 0;

  constructor(private readonly type: FeatureType) {
    this.column = createColumn(type, this.capacity);
  }

  get length(): number {
    return this.used;
  }

  push(source: Column, from: number, to: number): void {
    this.reserve(this.used + to - from);
    this.column.isNull.set(source.isNull.subarray(from, to), this.used);
    if (Array.isArray(source.values)) {
      const target = this.column.values as string[];
      for (let index = from; index < to; index += 1) target[this.used + index - from] = source.values[index] as string;
    } else {
      (this.column.values as Float64Array).set((source.values as Float64Array).subarray(from, to), this.used);
    }
    this.used += to - from;
  }

  append(value: Value): void {
    this.reserve(this.used + 1);
    setValue(this.column, this.used, value);
    this.used += 1;
  }

  /** The rows so far. Good until the next `push`, `append` or `clear`. */
  view(): Column {
    return this.column;
  }

  clear(): void {
    this.used = 0;
  }

  private reserve(length: number): void {
    if (length <= this.capacity) return;
    while (this.capacity < length) this.capacity *= 2;
    const grown = createColumn(this.type, this.capacity);
    grown.isNull.set(this.column.isNull);
    if (Array.isArray(this.column.values))
      for (let index = 0; index < this.used; index += 1)
        (grown.values as string[])[index] = this.column.values[index] as string;
    else (grown.values as Float64Array).set(this.column.values as Float64Array);
    this.column = grown;
  }
}
