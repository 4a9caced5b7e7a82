import { AsofError } from './asof-error.js';
import { catalogue, type ErrorCode } from './catalogue.js';

/** An error as clients see it, over whatever protocol. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly message: string;
  /** JSON. */
  readonly details: Readonly<Record<string, unknown>>;
  /** The HTTP status that the catalogue gives the code. */
  readonly status: number;
}

/**
 * What a client may see of an error: an `AsofError` as it is; of anything else only `INTERNAL` with `errorId`, under
 * which the server must log the rest.
 */
export function toPublicError(error: unknown, errorId: string): PublicError {
  if (isForClients(error)) {
    return {
      code: error.code,
      message: error.message,
      details: asJson(error.details),
      status: catalogue[error.code].status,
    };
  }
  const message = `Something failed inside Asof. The log of the server says more under the error id ${errorId}.`;
  return { code: 'INTERNAL', message, details: { errorId }, status: catalogue.INTERNAL.status };
}

/** Whether an error was written for clients; what was not must be logged. */
export function isForClients(error: unknown): error is AsofError {
  return error instanceof AsofError && error.code !== 'INTERNAL';
}

function asJson(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify(details, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}
