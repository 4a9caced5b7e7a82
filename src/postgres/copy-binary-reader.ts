import { Buffer } from 'node:buffer';
import { AsofError } from '../errors/asof-error.js';
import { type ColumnDecoder, columnDecoder, type DecodedColumn, type Input } from './copy/column-decoder.js';
import { COPY_HEADER, type ColumnKind } from './copy/column-kind.js';

/** Consecutive rows, column by column. The arrays are the caller's to keep. */
export interface ColumnBatch {
  readonly rowCount: number;
  readonly columns: readonly DecodedColumn[];
}

/** How rows are cut into batches. */
export interface ReadColumnsOptions {
  /** Rows of every batch but the last; 65,536. */
  readonly batchRows?: number;
}

/**
 * Decodes `COPY (…) TO STDOUT (FORMAT binary)` into typed columns, batch by batch, in the order of the rows. `kinds` are
 * the types that the query gives; other types are an error, as is a stream that ends before its end mark.
 * No rows give no batch. A caller that stops early ends the stream.
 */
export async function* readColumns(
  stream: AsyncIterable<Buffer>,
  kinds: readonly ColumnKind[],
  { batchRows = 65_536 }: ReadColumnsOptions = {},
): AsyncGenerator<ColumnBatch, void, undefined> {
  const reader = new CopyBinaryReader(kinds, batchRows);
  for await (const chunk of stream) {
    reader.push(chunk);
    while (reader.decode()) yield reader.takeBatch();
  }
  reader.finish();
  if (reader.rowCount > 0) yield reader.takeBatch();
}

/** The decoder behind `readColumns`: bytes in by `push`, rows gathered by `decode`, batches out by `takeBatch`. */
export class CopyBinaryReader {
  /** Rows gathered since the last batch. */
  rowCount = 0;
  private readonly decoders: readonly ColumnDecoder[];
  private capacity = 0;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private neededBytes = COPY_HEADER.length;
  private input: Input = inputOf(Buffer.alloc(0));
  private at = 0;
  private state: 'header' | 'rows' | 'ended' = 'header';

  constructor(
    kinds: readonly ColumnKind[],
    private readonly batchRows: number,
  ) {
    this.decoders = kinds.map(columnDecoder);
  }

  /** Takes the next bytes; cut anywhere. */
  push(chunk: Buffer): void {
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
  }

  /** Gathers rows until a batch is full, which is `true`, or the bytes are used up. */
  decode(): boolean {
    if (this.rowCount >= this.batchRows) return true;
    this.joinWaiting();
    if (this.state === 'header' && !this.readHeader()) return false;
    while (this.state === 'rows' && this.rowCount < this.batchRows) if (!this.readRow()) return false;
    if (this.state === 'ended' && this.at < this.input.bytes.length) throw broken('goes on after its end mark');
    return this.rowCount >= this.batchRows;
  }

  /** Hands over the rows gathered so far. */
  takeBatch(): ColumnBatch {
    const { rowCount } = this;
    const columns = this.decoders.map((decoder) => decoder.take(rowCount));
    this.rowCount = 0;
    this.capacity = 0;
    return { rowCount, columns };
  }

  /** States that no more bytes come. Throws when the end mark has not been seen. */
  finish(): void {
    if (this.state !== 'ended') throw broken('ended before its end mark');
  }

  /** Puts what is left of the last bytes before the new ones, once there is enough to get on: long values come in many pieces. */
  private joinWaiting(): void {
    const left = this.input.bytes.length - this.at;
    if (this.waiting.length === 0 || left + this.waitingBytes < this.neededBytes) return;
    const parts = left > 0 ? [this.input.bytes.subarray(this.at), ...this.waiting] : this.waiting;
    this.input = inputOf(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts));
    this.at = 0;
    this.waiting = [];
    this.waitingBytes = 0;
    this.neededBytes = 0;
  }

  private readHeader(): boolean {
    const { bytes, view } = this.input;
    if (bytes.length < COPY_HEADER.length) return this.need(COPY_HEADER.length);
    if (!bytes.subarray(0, 11).equals(COPY_HEADER.subarray(0, 11))) throw broken('does not begin like a binary COPY');
    const end = COPY_HEADER.length + view.getInt32(15);
    if (bytes.length < end) return this.need(end);
    this.at = end;
    this.state = 'rows';
    return true;
  }

  /** Reads one whole row, or none: a row cut short is read again from its beginning when more is there. */
  private readRow(): boolean {
    const { input, decoders, rowCount } = this;
    const { view } = input;
    const end = view.byteLength;
    let at = this.at;
    if (at + 2 > end) return this.need(2);
    const fieldCount = view.getInt16(at);
    at += 2;
    if (fieldCount === -1) return this.endRows(at);
    if (fieldCount !== decoders.length)
      throw broken(`has ${fieldCount} columns where ${decoders.length} were expected`);
    if (rowCount === this.capacity) this.grow();
    for (let column = 0; column < fieldCount; column += 1) {
      if (at + 4 > end) return this.need(at + 4 - this.at);
      const length = view.getInt32(at);
      at += 4;
      if (length < 0) {
        (decoders[column] as ColumnDecoder).setNull(rowCount);
        continue;
      }
      if (at + length > end) return this.need(at + length - this.at);
      input.at = at;
      input.length = length;
      (decoders[column] as ColumnDecoder).set(input, rowCount);
      at += length;
    }
    this.at = at;
    this.rowCount = rowCount + 1;
    return true;
  }

  private endRows(at: number): boolean {
    this.at = at;
    this.state = 'ended';
    return true;
  }

  private need(bytes: number): false {
    this.neededBytes = bytes;
    return false;
  }

  private grow(): void {
    this.capacity = Math.min(Math.max(256, this.capacity * 4), this.batchRows);
    for (const decoder of this.decoders) decoder.grow(this.capacity);
  }
}

function inputOf(bytes: Buffer): Input {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0, length: 0 };
}

function broken(how: string): AsofError {
  return new AsofError('INTERNAL', `The stream of a binary COPY ${how}.`);
}
