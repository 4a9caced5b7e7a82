import { createHash } from 'node:crypto';

/** The longest entity key, in bytes of UTF-8, that stands in a Redis key as it is. */
const LONGEST_INLINE = 192;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Where a state is kept, and what must be kept with it so that it is found under its own key only. */
export interface RedisKey {
  readonly name: string;
  /** The whole entity key when `name` holds only its hash; empty otherwise. */
  readonly fullKey: string;
}

/**
 * `<namespace>:{<entity>}:<view>`, all ASCII, and different for different states whatever the entity keys hold.
 * The braces make all views of an entity hash to one slot of a cluster. A long entity key, or one that UTF-8 cannot
 * write (half a surrogate pair), stands there as its SHA-256.
 */
export function redisKey(namespace: string, view: number, entityKey: string): RedisKey {
  const inline = Buffer.byteLength(entityKey, 'utf8') <= LONGEST_INLINE && !LONE_SURROGATE.test(entityKey);
  const entity = inline
    ? `k${Buffer.from(entityKey, 'utf8').toString('base64url')}`
    : `h${createHash('sha256').update(Buffer.from(entityKey, 'utf16le')).digest('base64url')}`;
  return { name: `${keyPrefix(namespace)}{${entity}}:${view}`, fullKey: inline ? '' : entityKey };
}

/** A glob pattern that all keys of a view match; other keys may match it too. */
export function viewPattern(namespace: string, view: number): string {
  return `${keyPrefix(namespace)}{*}:${view}`;
}

/** Whether `name` is the key of a state of this view and namespace, and of nothing else. */
export function isKeyOfView(name: string, namespace: string, view: number): boolean {
  const prefix = keyPrefix(namespace);
  return name.startsWith(prefix) && /^\{[kh][\w-]*\}:(\d+)$/.exec(name.slice(prefix.length))?.[1] === String(view);
}

/** What every key of a namespace begins with. Holds none of the characters that a glob or a hash tag gives a meaning to. */
export function keyPrefix(namespace: string): string {
  return `${encodeURIComponent(namespace).replaceAll('*', '%2A')}:`;
}
