import type { Value } from './feature-type.js';

/**
 * One text for the join keys of an entity: equal exactly when every key is equal as a typed value, so ('1','23') and
 * ('12','3') differ. `null` when a key is null, since a null key belongs to no entity.
 * Each part is its length in UTF-16 units, a colon and the text; numbers are written in decimal.
 */
export function encodeEntityKey(keys: readonly Value[]): string | null {
  let encoded = '';
  for (const key of keys) {
    if (key === null) return null;
    const text = String(key);
    encoded += `${text.length}:${text}`;
  }
  return encoded;
}
