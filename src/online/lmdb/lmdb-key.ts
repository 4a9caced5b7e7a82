import { createHash } from 'node:crypto';

/** The longest entity key, in bytes of UTF-8, that stands in an LMDB key as it is. LMDB itself takes keys of up to 1,978 bytes. */
const LONGEST_INLINE = 1_024;

const VIEW_BYTES = 8;
const INLINE = 0;
const HASHED = 1;
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Where a state is kept, and what must be kept with it so that it is found under its own key only. */
export interface LmdbKey {
  readonly bytes: Buffer;
  /** The whole entity key when `bytes` holds only its hash; empty otherwise. */
  readonly fullKey: string;
}

/**
 * The LMDB key of an entity's state: the view id in 8 bytes, so that a view is one range, and then the entity key.
 * A long key, or one that UTF-8 cannot write (half a surrogate pair), stands there as its SHA-256.
 */
export function lmdbKey(view: number, entityKey: string): LmdbKey {
  const size = Buffer.byteLength(entityKey, 'utf8');
  if (size > LONGEST_INLINE || LONE_SURROGATE.test(entityKey)) {
    const hash = createHash('sha256').update(Buffer.from(entityKey, 'utf16le')).digest();
    const hashed = Buffer.concat([viewStart(view), Buffer.of(HASHED), hash]);
    return { bytes: hashed, fullKey: entityKey };
  }
  const bytes = Buffer.allocUnsafe(VIEW_BYTES + 1 + size);
  writeView(bytes, view);
  bytes[VIEW_BYTES] = INLINE;
  bytes.write(entityKey, VIEW_BYTES + 1, 'utf8');
  return { bytes, fullKey: '' };
}

/** A key that comes before all keys of `view` and after all keys of the views before it. */
export function viewStart(view: number): Buffer {
  const bytes = Buffer.allocUnsafe(VIEW_BYTES);
  writeView(bytes, view);
  return bytes;
}

function writeView(bytes: Buffer, view: number): void {
  bytes.writeUInt32BE(Math.floor(view / 0x1_0000_0000), 0);
  bytes.writeUInt32BE(view % 0x1_0000_0000, 4);
}
