import type { Buffer } from 'node:buffer';

const LONGEST = 32;
const SLOTS = 8_192;

/**
 * Turns bytes into text and remembers short ones, since keys repeat: the same bytes give the very same string without
 * decoding it again. A slot holds the last text that fell on it.
 */
export class ShortBytesCache {
  private readonly kept = new Uint8Array(SLOTS * LONGEST);
  private readonly lengths = new Uint8Array(SLOTS);
  private readonly texts: string[] = new Array<string>(SLOTS).fill('');

  constructor(private readonly decode: (bytes: Buffer, at: number, length: number) => string) {}

  /** The text of `length` bytes of `bytes` from `at`. */
  read(bytes: Buffer, at: number, length: number): string {
    if (length > LONGEST) return this.decode(bytes, at, length);
    let hash = length;
    for (let i = at; i < at + length; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    if (this.holds(slot, { bytes, at, length })) return this.texts[slot] as string;
    const text = this.decode(bytes, at, length);
    this.kept.set(bytes.subarray(at, at + length), slot * LONGEST);
    this.lengths[slot] = length;
    this.texts[slot] = text;
    return text;
  }

  private holds(slot: number, { bytes, at, length }: { bytes: Buffer; at: number; length: number }): boolean {
    if (this.lengths[slot] !== length) return false;
    const start = slot * LONGEST;
    for (let i = 0; i < length; i += 1) if (this.kept[start + i] !== bytes[at + i]) return false;
    return true;
  }
}
