import { AsofError } from '../errors/asof-error.js';
import { catalogue } from '../errors/catalogue.js';
import { UsageError } from './usage-error.js';

/** What went wrong, for people: the sentence and its code; what comes unexpected, with its stack. A wrongly written command line has no code. */
export function describeError(error: unknown): string {
  if (error instanceof UsageError) return error.message;
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
  if (error instanceof UsageError) {
    return { code: 'INPUT_INVALID', message: error.message, details: {}, remedy: catalogue.INPUT_INVALID.remedy };
  }
  return {
    code: 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
    details: {},
    remedy: null,
  };
}
