import { AsofError } from '../errors/asof-error.js';
import { catalogue } from '../errors/catalogue.js';

/** What went wrong, for people: the sentence, its code, and what to do where the sentence does not say. */
export function describeError(error: unknown): string {
  if (!(error instanceof AsofError)) return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause =
    error.code === 'INTERNAL' && error.cause instanceof Error ? `\n${error.cause.stack ?? error.cause.message}` : '';
  return `${error.code}: ${error.message}${cause}`;
}

/** The same as data, for `--json`. */
export function errorToJson(error: unknown): {
  readonly code: string;
  readonly message: string;
  readonly details: unknown;
  readonly remedy: string | null;
} {
  if (error instanceof AsofError) {
    return { code: error.code, message: error.message, details: error.details, remedy: catalogue[error.code].remedy };
  }
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    details: {},
    remedy: null,
  };
}
