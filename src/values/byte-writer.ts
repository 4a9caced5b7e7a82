const SHORT_TEXT = 32;

/** Bytes written one value after the other into memory that grows. Numbers are little-endian. */
export class ByteWriter {
  private buffer: Buffer;
  private used = 0;

  constructor(capacity = 1024) {
    this.buffer = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.used;
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.used] = value;
    this.used += 1;
  }

  int32(value: number): void {
    this.reserve(4);
    this.used = this.buffer.writeInt32LE(value, this.used);
  }

  int64(value: bigint): void {
    this.reserve(8);
    this.used = this.buffer.writeBigInt64LE(value, this.used);
  }

  /** A whole number from 0 up to 2^53 in as few bytes as it needs, seven bits a byte. */
  varint(value: number): void {
    this.reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.used] = (rest % 128) | 128;
      this.used += 1;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.used] = rest;
    this.used += 1;
  }

  float64(value: number): void {
    this.reserve(8);
    this.used = this.buffer.writeDoubleLE(value, this.used);
  }

  /** Text as UTF-8 behind its length in bytes. */
  text(value: string): void {
    if (value.length <= SHORT_TEXT && this.shortAscii(value)) return;
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.reserve(length);
    this.used += this.buffer.write(value, this.used, length, 'utf8');
  }

  /** Writes a short text if it is plain ASCII, which costs less than asking for its length in bytes. */
  private shortAscii(value: string): boolean {
    this.reserve(1 + SHORT_TEXT);
    for (let index = 0; index < value.length; index += 1) {
      const unit = value.charCodeAt(index);
      if (unit > 127) return false;
      this.buffer[this.used + 1 + index] = unit;
    }
    this.buffer[this.used] = value.length;
    this.used += 1 + value.length;
    return true;
  }

  /** Sets a byte that was written before. */
  patch(offset: number, value: number): void {
    this.buffer[offset] = value;
  }

  /** What was written, copied out; the writer starts over. */
  take(): Buffer {
    const taken = Buffer.from(this.buffer.subarray(0, this.used));
    this.used = 0;
    return taken;
  }

  private reserve(more: number): void {
    if (this.used + more <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.used + more));
    this.buffer.copy(grown, 0, 0, this.used);
    this.buffer = grown;
  }
}
