import type { Buffer } from 'node:buffer';
import { AsofError } from '../../errors/asof-error.js';
import { type ColumnKind, LITTLE_ENDIAN, POSTGRES_EPOCH_MICROS } from './column-kind.js';
import { numericToText } from './numeric-bytes.js';
import { ShortBytesCache } from './short-bytes-cache.js';

/**
 * A column of a batch. `values` by kind: int2, int4, float8 and timestamptz (microseconds since 1970, infinities as
 * such) are a `Float64Array`, int8 a `BigInt64Array`, bool a `Uint8Array` of 0 and 1, text and numeric strings.
 * Where `isNull` is 1 the value is 0 or ''.
 */
export type DecodedColumn =
  | {
      readonly kind: 'int2' | 'int4' | 'float8' | 'timestamptz';
      readonly values: Float64Array;
      readonly isNull: Uint8Array;
      readonly length: number;
    }
  | { readonly kind: 'int8'; readonly values: BigInt64Array; readonly isNull: Uint8Array; readonly length: number }
  | { readonly kind: 'bool'; readonly values: Uint8Array; readonly isNull: Uint8Array; readonly length: number }
  | {
      readonly kind: 'text' | 'numeric';
      readonly values: readonly string[];
      readonly isNull: Uint8Array;
      readonly length: number;
    };

/** The bytes being decoded, seen in two ways, and the field in them that is next: `length` bytes at `at`. */
export interface Input {
  readonly bytes: Buffer;
  readonly view: DataView;
  at: number;
  length: number;
}

/** Gathers one column, field by field. */
export interface ColumnDecoder {
  /** Makes room for `capacity` rows and keeps those gathered. */
  grow(capacity: number): void;
  /** Sets row `row` from the next field of the input. */
  set(input: Input, row: number): void;
  setNull(row: number): void;
  /** Hands over the first `length` rows and starts anew, without room. */
  take(length: number): DecodedColumn;
}

/** A decoder for a column of this kind. */
export function columnDecoder(kind: ColumnKind): ColumnDecoder {
  switch (kind) {
    case 'int2':
      return new NumberDecoder(kind, 2, ({ view }, at) => view.getInt16(at));
    case 'int4':
      return new NumberDecoder(kind, 4, ({ view }, at) => view.getInt32(at));
    case 'float8':
      // Adding zero turns -0 into 0 and nothing else into anything else.
      return new NumberDecoder(kind, 8, ({ view }, at) => view.getFloat64(at) + 0);
    case 'timestamptz':
      return new NumberDecoder(kind, 8, readInstant);
    case 'int8':
      return new BigIntDecoder();
    case 'bool':
      return new BooleanDecoder();
    case 'text':
      return new TextDecoderColumn(kind, (bytes, at, length) => bytes.toString('utf8', at, at + length));
    case 'numeric':
      return new TextDecoderColumn(kind, numericToText);
  }
}

function readInstant({ view }: Input, at: number): number {
  const high = view.getInt32(at);
  const low = view.getUint32(at + 4);
  if (high === 0x7fffffff && low === 0xffffffff) return Number.POSITIVE_INFINITY;
  if (high === -0x80000000 && low === 0) return Number.NEGATIVE_INFINITY;
  return high * 0x1_0000_0000 + low + POSTGRES_EPOCH_MICROS;
}

class NumberDecoder implements ColumnDecoder {
  private values = new Float64Array(0);
  private isNull = new Uint8Array(0);

  constructor(
    private readonly kind: 'int2' | 'int4' | 'float8' | 'timestamptz',
    private readonly width: number,
    private readonly read: (input: Input, at: number) => number,
  ) {}

  grow(capacity: number): void {
    this.values = grown(this.values, new Float64Array(capacity));
    this.isNull = grown(this.isNull, new Uint8Array(capacity));
  }

  set(input: Input, row: number): void {
    if (input.length !== this.width) throw wrongWidth(this.kind, input.length);
    this.values[row] = this.read(input, input.at);
  }

  setNull(row: number): void {
    this.isNull[row] = 1;
  }

  take(length: number): DecodedColumn {
    const { values, isNull } = this;
    this.values = new Float64Array(0);
    this.isNull = new Uint8Array(0);
    return { kind: this.kind, values: values.subarray(0, length), isNull: isNull.subarray(0, length), length };
  }
}

class BigIntDecoder implements ColumnDecoder {
  private values = new BigInt64Array(0);
  private halves = new Int32Array(this.values.buffer);
  private isNull = new Uint8Array(0);

  grow(capacity: number): void {
    this.values = grown(this.values, new BigInt64Array(capacity));
    this.halves = new Int32Array(this.values.buffer);
    this.isNull = grown(this.isNull, new Uint8Array(capacity));
  }

  set({ view, at, length }: Input, row: number): void {
    if (length !== 8) throw wrongWidth('int8', length);
    this.halves[2 * row + (LITTLE_ENDIAN ? 1 : 0)] = view.getInt32(at);
    this.halves[2 * row + (LITTLE_ENDIAN ? 0 : 1)] = view.getInt32(at + 4);
  }

  setNull(row: number): void {
    this.isNull[row] = 1;
  }

  take(length: number): DecodedColumn {
    const { values, isNull } = this;
    this.values = new BigInt64Array(0);
    this.isNull = new Uint8Array(0);
    return { kind: 'int8', values: values.subarray(0, length), isNull: isNull.subarray(0, length), length };
  }
}

class BooleanDecoder implements ColumnDecoder {
  private values = new Uint8Array(0);
  private isNull = new Uint8Array(0);

  grow(capacity: number): void {
    this.values = grown(this.values, new Uint8Array(capacity));
    this.isNull = grown(this.isNull, new Uint8Array(capacity));
  }

  set({ bytes, at, length }: Input, row: number): void {
    if (length !== 1) throw wrongWidth('bool', length);
    this.values[row] = bytes[at] as number;
  }

  setNull(row: number): void {
    this.isNull[row] = 1;
  }

  take(length: number): DecodedColumn {
    const { values, isNull } = this;
    this.values = new Uint8Array(0);
    this.isNull = new Uint8Array(0);
    return { kind: 'bool', values: values.subarray(0, length), isNull: isNull.subarray(0, length), length };
  }
}

class TextDecoderColumn implements ColumnDecoder {
  private values: string[] = [];
  private isNull = new Uint8Array(0);
  private readonly cache: ShortBytesCache;

  constructor(
    private readonly kind: 'text' | 'numeric',
    decode: (bytes: Buffer, at: number, length: number) => string,
  ) {
    this.cache = new ShortBytesCache(decode);
  }

  grow(capacity: number): void {
    this.isNull = grown(this.isNull, new Uint8Array(capacity));
  }

  set({ bytes, at, length }: Input, row: number): void {
    this.values[row] = this.cache.read(bytes, at, length);
  }

  setNull(row: number): void {
    this.isNull[row] = 1;
    this.values[row] = '';
  }

  take(length: number): DecodedColumn {
    const { values, isNull } = this;
    this.values = [];
    this.isNull = new Uint8Array(0);
    values.length = length;
    return { kind: this.kind, values, isNull: isNull.subarray(0, length), length };
  }
}

function grown<A extends Float64Array | Uint8Array | BigInt64Array>(old: A, larger: A): A {
  (larger as { set(from: A): void }).set(old);
  return larger;
}

function wrongWidth(kind: ColumnKind, length: number): AsofError {
  return new AsofError(
    'INTERNAL',
    `A column read as ${kind} holds a value of ${length} bytes: the query gives another type.`,
  );
}
