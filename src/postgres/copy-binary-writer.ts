import { Buffer } from 'node:buffer';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AsofError } from '../errors/asof-error.js';
import type { Value } from '../values/feature-type.js';
import { toDatabaseError } from './connection-error.js';
import { COPY_HEADER, type ColumnKind } from './copy/column-kind.js';
import { EncodingRoom, type FieldEncoder, fieldEncoder } from './copy/field-encoder.js';
import { quoteIdentifier, quoteTable } from './identifier.js';
import type { PostgresClient } from './postgres-client.js';

const CHUNK_BYTES = 65_536;
const LONGEST_FIXED_FIELD_BYTES = 12;

/** Where rows go, and as what. */
export interface CopyTarget {
  /** `table` or `schema.table`, as `quoteTable` reads it. */
  readonly table: string;
  readonly columns: readonly string[];
  /** The types of the table's columns; Postgres converts nothing in a binary COPY. */
  readonly kinds: readonly ColumnKind[];
}

type Rows = AsyncIterable<readonly Value[]> | Iterable<readonly Value[]>;

/**
 * Adds rows to a table by binary COPY and returns how many; all of them or none. Rows are pulled only as fast as
 * Postgres takes them. A value that does not fit its column is `VALUE_INVALID`, and so nothing is added.
 */
export async function copyRows(client: PostgresClient, target: CopyTarget, rows: Rows): Promise<number> {
  const columns = target.columns.map(quoteIdentifier).join(', ');
  const sql = `COPY ${quoteTable(target.table)} (${columns}) FROM STDIN (FORMAT binary)`;
  const writer = new CopyBinaryWriter(target.kinds);
  try {
    await pipeline(Readable.from(encode(writer, rows), { objectMode: true, highWaterMark: 4 }), client.copyIn(sql));
  } catch (error) {
    throw toDatabaseError(error);
  }
  return writer.rowCount;
}

async function* encode(writer: CopyBinaryWriter, rows: Rows): AsyncGenerator<Buffer> {
  for await (const row of rows) {
    writer.writeRow(row);
    if (writer.byteCount >= CHUNK_BYTES) yield writer.take();
  }
  writer.end();
  yield writer.take();
}

/** Encodes rows for `COPY … FROM STDIN (FORMAT binary)`. The bytes taken, one after the other, are the whole stream. */
export class CopyBinaryWriter {
  /** Rows written so far. */
  rowCount = 0;
  private room = new EncodingRoom(Buffer.allocUnsafe(CHUNK_BYTES * 2));
  private readonly encoders: readonly FieldEncoder[];

  constructor(kinds: readonly ColumnKind[]) {
    this.encoders = kinds.map(fieldEncoder);
    this.room.bytes.set(COPY_HEADER, 0);
    this.room.at = COPY_HEADER.length;
  }

  /** Bytes ready to be taken. */
  get byteCount(): number {
    return this.room.at;
  }

  /** Adds one row: a value for every column, in the types that `Value` has for them. */
  writeRow(values: readonly Value[]): void {
    const { room, encoders } = this;
    if (values.length !== encoders.length) {
      throw new AsofError('INTERNAL', `A row of ${values.length} values was written to ${encoders.length} columns.`);
    }
    room.reserve(2 + encoders.length * LONGEST_FIXED_FIELD_BYTES);
    room.int16(encoders.length);
    for (let column = 0; column < encoders.length; column += 1) {
      const value = values[column];
      room.reserve(LONGEST_FIXED_FIELD_BYTES);
      if (value === null || value === undefined) room.int32(-1);
      else (encoders[column] as FieldEncoder)(room, value);
    }
    this.rowCount += 1;
  }

  /** Writes the end mark. */
  end(): void {
    this.room.reserve(2);
    this.room.int16(-1);
  }

  /** Hands over the bytes gathered so far; they are the caller's. */
  take(): Buffer {
    const { bytes, at } = this.room;
    this.room = new EncodingRoom(Buffer.allocUnsafe(CHUNK_BYTES * 2));
    return bytes.subarray(0, at);
  }
}
