import { types } from 'node:util';
import { AsofError } from '../errors/asof-error.js';

const NETWORK_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ETIMEDOUT',
  'EPIPE',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOENT',
  'EACCES',
]);

const NETWORK_REASONS: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'nothing answers there'],
  ['ENOTFOUND', 'no machine has that name'],
  ['EAI_AGAIN', 'the name of its machine cannot be looked up now'],
]);

/** What Node says of a certificate it does not trust: `SELF_SIGNED_CERT_IN_CHAIN`, `ERR_TLS_CERT_ALTNAME_INVALID`. */
const CERTIFICATE_CODE = /CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE/;

const DRIVER_MESSAGE =
  /^(Connection terminated|timeout expired|Query read timeout|timeout exceeded when trying to connect|The server does not support SSL|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/i;

const SERVER_CODES: ReadonlyMap<string, string> = new Map([
  ['57P01', 'it was shut down'],
  ['57P02', 'it crashed'],
  ['57P03', 'it is starting up or shutting down'],
  ['57P05', 'it closed an idle session'],
  ['53300', 'it has no connection left to give'],
  ['3D000', 'there is no database of that name'],
  ['28000', 'it refused the user'],
  ['28P01', 'it refused the user or the password'],
  ['25006', 'it takes no writes, like a standby'],
]);

/**
 * The `DATABASE_UNAVAILABLE` that an error of the driver stands for when the fault lies with the connection; any other
 * error comes back as it is. The message names no host, since it travels to clients; the cause keeps the original.
 */
export function toDatabaseError(error: unknown): unknown {
  const reason = connectionFault(error);
  if (reason === undefined) return error;
  return new AsofError(
    'DATABASE_UNAVAILABLE',
    `Postgres cannot be reached: ${reason}. Start Postgres or correct DATABASE_URL; the request may be sent again.`,
    {},
    { cause: error },
  );
}

/** Whether the connection that gave this error is of no more use. */
export function isConnectionError(error: unknown): boolean {
  return error instanceof AsofError ? error.code === 'DATABASE_UNAVAILABLE' : connectionFault(error) !== undefined;
}

function connectionFault(error: unknown): string | undefined {
  if (!types.isNativeError(error) || error instanceof AsofError) return undefined;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const said = SERVER_CODES.get(code);
  if (said !== undefined) return said;
  if (code.startsWith('08') && code.length === 5) return 'the connection broke';
  if (NETWORK_CODES.has(code)) return NETWORK_REASONS.get(code) ?? `the network says ${code}`;
  if (CERTIFICATE_CODE.test(code)) return `its certificate is not trusted (${code})`;
  if (/client password must be a/.test(error.message)) return 'it asks for a password, and there is none';
  if (/timeout exceeded when trying to connect/.test(error.message))
    return 'no connection of the pool came free in time';
  if (/timeout/i.test(error.message) && DRIVER_MESSAGE.test(error.message)) return 'it did not answer in time';
  return DRIVER_MESSAGE.test(error.message) ? 'the connection was lost' : undefined;
}
