import { Buffer } from 'node:buffer';
import { AsofError } from '../../errors/asof-error.js';
import type { Value } from '../../values/feature-type.js';
import { type ColumnKind, POSTGRES_EPOCH_MICROS } from './column-kind.js';
import { textToNumeric } from './numeric-bytes.js';

/** Writes one field, its length first, and returns where it ends. Makes room as it needs. */
export type FieldEncoder = (room: EncodingRoom, value: Exclude<Value, null>) => void;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A buffer that grows, and the place to write next. */
export class EncodingRoom {
  at = 0;

  constructor(public bytes: Buffer) {}

  /** Makes sure that `count` more bytes fit. */
  reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }
}

/** The encoder for a kind of column. Encoders throw `VALUE_INVALID` for what the column cannot hold exactly. */
export function fieldEncoder(kind: ColumnKind): FieldEncoder {
  switch (kind) {
    case 'int2':
      return (room, value) => {
        const whole = wholeNumber(value, kind, 0x7fff);
        room.int32(2);
        room.int16(whole);
      };
    case 'int4':
      return (room, value) => {
        const whole = wholeNumber(value, kind, 0x7fffffff);
        room.int32(4);
        room.int32(whole);
      };
    case 'int8':
      return encodeInt8;
    case 'float8':
      return encodeFloat8;
    case 'bool':
      return encodeBoolean;
    case 'text':
      return encodeText;
    case 'numeric':
      return encodeNumeric;
    case 'timestamptz':
      return encodeInstant;
  }
}

function encodeInt8(room: EncodingRoom, value: Exclude<Value, null>): void {
  const whole = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof whole !== 'bigint' || BigInt.asIntN(64, whole) !== whole) throw refused(value, 'int8');
  room.int32(8);
  room.at = room.bytes.writeBigInt64BE(whole, room.at);
}

function encodeFloat8(room: EncodingRoom, value: Exclude<Value, null>): void {
  if (typeof value !== 'number') throw refused(value, 'float8');
  room.int32(8);
  room.at = room.bytes.writeDoubleBE(value + 0, room.at);
}

function encodeBoolean(room: EncodingRoom, value: Exclude<Value, null>): void {
  if (typeof value !== 'boolean') throw refused(value, 'bool');
  room.int32(1);
  room.at = room.bytes.writeUInt8(value ? 1 : 0, room.at);
}

function encodeText(room: EncodingRoom, value: Exclude<Value, null>): void {
  if (typeof value !== 'string' || value.includes('\0') || LONE_SURROGATE.test(value)) throw refused(value, 'text');
  room.reserve(4 + value.length * 3);
  const length = room.bytes.write(value, room.at + 4, 'utf8');
  room.int32(length);
  room.at += length;
}

function encodeNumeric(room: EncodingRoom, value: Exclude<Value, null>): void {
  if (typeof value === 'boolean') throw refused(value, 'numeric');
  const numeric = textToNumeric(String(value));
  room.reserve(4 + numeric.length);
  room.int32(numeric.length);
  room.at += numeric.copy(room.bytes, room.at);
}

function encodeInstant(room: EncodingRoom, value: Exclude<Value, null>): void {
  if (typeof value !== 'number' || !(Number.isSafeInteger(value) || Math.abs(value) === Number.POSITIVE_INFINITY)) {
    throw refused(value, 'timestamptz');
  }
  room.int32(8);
  if (Number.isFinite(value)) {
    const micros = value - POSTGRES_EPOCH_MICROS;
    room.int32(Math.floor(micros / 0x1_0000_0000));
    room.int32(micros | 0);
  } else {
    room.int32(value > 0 ? 0x7fffffff : -0x80000000);
    room.int32(value > 0 ? -1 : 0);
  }
}

function wholeNumber(value: Exclude<Value, null>, kind: ColumnKind, most: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value > most || value < -most - 1)
    throw refused(value, kind);
  return value;
}

function refused(value: Exclude<Value, null>, kind: ColumnKind): AsofError {
  const shown = JSON.stringify(String(value).slice(0, 60));
  return new AsofError('VALUE_INVALID', `The ${typeof value} ${shown} does not fit a column of type ${kind}.`, {
    kind,
  });
}
