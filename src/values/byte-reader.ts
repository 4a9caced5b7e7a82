/** Reads what a `ByteWriter` wrote, in the same order. Throws `RangeError` past the end. */
export class ByteReader {
  private readonly buffer: Buffer;
  private offset = 0;

  constructor(bytes: Uint8Array) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.offset >= this.buffer.length;
  }

  byte(): number {
    return this.buffer.readUInt8(this.advance(1));
  }

  int32(): number {
    return this.buffer.readInt32LE(this.advance(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64LE(this.advance(8));
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  }

  float64(): number {
    return this.buffer.readDoubleLE(this.advance(8));
  }

  text(): string {
    const length = this.varint();
    const start = this.advance(length);
    if (this.offset > this.buffer.length) throw new RangeError('text ends past the last byte');
    return this.buffer.toString('utf8', start, this.offset);
  }

  private advance(length: number): number {
    const start = this.offset;
    this.offset += length;
    return start;
  }
}
