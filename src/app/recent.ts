import { performance } from 'node:perf_hooks';

/** Reads that are asked for often and may be a little old. */
export interface Recent<T> {
  /** What was read for `key` a short while ago, or is being read now. */
  read(key: string): Promise<T>;
  /** Forgets everything, so that the next read is fresh. */
  forget(): void;
}

/**
 * Keeps what `read` gives for `maxAgeMillis`, so that live requests do not each ask the registry. Requests that come at once share
 * one read; a read that fails is not kept.
 */
export function recent<T>(read: (key: string) => Promise<T>, maxAgeMillis: number): Recent<T> {
  const kept = new Map<string, { readonly value: Promise<T>; readonly at: number }>();
  return {
    read: (key) => {
      const known = kept.get(key);
      if (known && performance.now() - known.at < maxAgeMillis) return known.value;
      const value = read(key);
      const entry = { value, at: performance.now() };
      kept.set(key, entry);
      value.catch(() => {
        if (kept.get(key) === entry) kept.delete(key);
      });
      return value;
    },
    forget: () => kept.clear(),
  };
}
