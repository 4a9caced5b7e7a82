import { AsofError } from '../../errors/asof-error.js';

/** Replies by which a Redis that is there says that it cannot serve now. */
const CANNOT_SERVE = new Set([
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'NOAUTH',
  'NOPERM',
  'NOREPLICAS',
  'OOM',
  'READONLY',
  'TRYAGAIN',
  'WRONGPASS',
]);

const REPLY_CODE = /^[A-Z]+(?= |$)/;

/** The first word of an error that Redis replied, e.g. `READONLY`; `undefined` when it was the connection that failed. */
export function replyCode(error: Error): string | undefined {
  if (error.name !== 'ReplyError') return undefined;
  return REPLY_CODE.exec(error.message)?.[0] ?? 'ERR';
}

/**
 * What a failed command means to the caller: `ONLINE_STORE_UNAVAILABLE` when sending it again later may help, `INTERNAL`
 * when Redis refused the command itself. Neither names the host; the cause, for the server's own log, does.
 */
export function redisFailure(error: Error): AsofError {
  if (error instanceof AsofError) return error;
  const reply = replyCode(error);
  if (reply === undefined) return unavailable('does not answer', error);
  if (CANNOT_SERVE.has(reply)) return unavailable(`answers that it cannot serve now (${reply})`, error, { reply });
  return new AsofError(
    'INTERNAL',
    `The online store (Redis) refused a command with ${reply}. Another program may be using the same keys.`,
    { reply },
    { cause: error },
  );
}

/** An `ONLINE_STORE_UNAVAILABLE` saying that Redis `what`. */
export function unavailable(what: string, cause?: unknown, details: Readonly<Record<string, unknown>> = {}): AsofError {
  const message = `The online store (Redis) ${what}. Check that Redis runs and that REDIS_URL is right, then send the request again.`;
  return new AsofError('ONLINE_STORE_UNAVAILABLE', message, details, { cause });
}
