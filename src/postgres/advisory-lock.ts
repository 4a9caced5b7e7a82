import { createHash } from 'node:crypto';
import type { PostgresClient } from './postgres-client.js';

/** The key of a lock: the first eight bytes of the SHA-256 of its name, as a signed decimal. */
export function advisoryLockKey(name: string): string {
  return createHash('sha256').update(name, 'utf8').digest().readBigInt64BE(0).toString();
}

/**
 * Waits for the lock and holds it until the transaction of `client` ends, however it ends. Outside a transaction it is
 * given back at once and protects nothing.
 */
export async function lockForTransaction(client: PostgresClient, name: string): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1::bigint)', [advisoryLockKey(name)]);
}

/** Runs `fn` while the session of `client` holds the lock, over as many transactions as it likes. Waits for the lock. */
export async function withAdvisoryLock<T>(client: PostgresClient, name: string, fn: () => Promise<T>): Promise<T> {
  const key = advisoryLockKey(name);
  await client.query('SELECT pg_advisory_lock($1::bigint)', [key]);
  return releaseAfter(client, key, fn);
}

/** Like `withAdvisoryLock`, but gives `{ held: false }` at once, without calling `fn`, when someone else holds the lock. */
export async function tryWithAdvisoryLock<T>(
  client: PostgresClient,
  name: string,
  fn: () => Promise<T>,
): Promise<{ readonly held: true; readonly result: T } | { readonly held: false }> {
  const key = advisoryLockKey(name);
  const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS held', [key]);
  if (rows[0]?.held !== true) return { held: false };
  return { held: true, result: await releaseAfter(client, key, fn) };
}

async function releaseAfter<T>(client: PostgresClient, key: string, fn: () => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await fn();
  } catch (error) {
    // A transaction left open in failure refuses to unlock; ending the session does.
    await unlock(client, key).catch(() => client.discard());
    throw error;
  }
  await unlock(client, key);
  return result;
}

async function unlock(client: PostgresClient, key: string): Promise<void> {
  await client.query('SELECT pg_advisory_unlock($1::bigint)', [key]);
}
