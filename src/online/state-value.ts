import type { OnlineState } from './online-store.js';

/** The layout of a value: format (1 byte), run (8), length of the full key in bytes (4), the full key in UTF-16, the state. */
const FORMAT = 1;
const RUN_AT = 1;
const KEY_LENGTH_AT = 9;
const HEADER_BYTES = 13;

/**
 * A state as a store keeps it; `redis/write-newer.ts` compares its first nine bytes. `fullKey` is empty unless the store's own
 * key holds only a hash.
 */
export function packValue({ run, bytes }: OnlineState, fullKey: string): Buffer {
  const keyBytes = fullKey.length * 2;
  const value = Buffer.allocUnsafe(HEADER_BYTES + keyBytes + bytes.length);
  value[0] = FORMAT;
  value.writeUInt32BE(Math.floor(run / 0x1_0000_0000), RUN_AT);
  value.writeUInt32BE(run % 0x1_0000_0000, RUN_AT + 4);
  value.writeUInt32BE(keyBytes, KEY_LENGTH_AT);
  value.write(fullKey, HEADER_BYTES, 'utf16le');
  value.set(bytes, HEADER_BYTES + keyBytes);
  return value;
}

/**
 * The run of a kept value; `undefined` when its format is not ours.
 * The store is a cache of history: what it cannot read it treats as missing, and overwrites.
 */
export function runOf(value: Buffer): number | undefined {
  if (value.length < HEADER_BYTES || value[0] !== FORMAT) return undefined;
  return value.readUInt32BE(RUN_AT) * 0x1_0000_0000 + value.readUInt32BE(RUN_AT + 4);
}

/** The state in a kept value, copied out of it; `null` when its format is not ours or it belongs to another key of the same hash. */
export function unpackValue(value: Buffer, fullKey: string): OnlineState | null {
  const run = runOf(value);
  if (run === undefined) return null;
  const stateAt = HEADER_BYTES + value.readUInt32BE(KEY_LENGTH_AT);
  if (value.toString('utf16le', HEADER_BYTES, stateAt) !== fullKey) return null;
  return { run, bytes: Uint8Array.prototype.slice.call(value, stateAt, value.length) };
}
