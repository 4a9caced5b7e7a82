import { randomUUID } from 'node:crypto';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isForClients, toPublicError } from '../errors/public-error.js';

/** Takes what clients must not see. */
export type LogError = (error: unknown, errorId: string) => void;

/**
 * Turns what was thrown into what clients see: an `AsofError` with its code and details, GraphQL's own refusals as they
 * are, and of anything else only `INTERNAL` with an error id; `log` gets the rest.
 */
export function createErrorFormatter(
  log: LogError,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const cause = origin(error);
    if (exhaustedParser(formatted, cause)) return NESTED_TOO_DEEPLY;
    if (!isForClients(cause) && isRefusalOfGraphql(formatted, cause)) return formatted;
    const errorId = randomUUID();
    if (!isForClients(cause) || cause.cause !== undefined) log(cause, errorId);
    const { code, message, details } = toPublicError(cause, errorId);
    const { locations, path } = formatted;
    return { message, ...(locations && { locations }), ...(path && { path }), extensions: { code, details } };
  };
}

/** What was thrown first: GraphQL wraps errors, at times more than once. */
function origin(error: unknown): unknown {
  let current = error;
  while (current instanceof GraphQLError && current.originalError) current = current.originalError;
  return current;
}

const NESTED_TOO_DEEPLY: GraphQLFormattedError = {
  message: 'The request nests brackets too deeply to be read. Send deep values as variables.',
  extensions: { code: ApolloServerErrorCode.GRAPHQL_PARSE_FAILED },
};

/** The parser calls itself for every level of nesting, so a text that nests thousands deep exhausts the stack. */
function exhaustedParser({ extensions }: GraphQLFormattedError, cause: unknown): boolean {
  return cause instanceof RangeError && extensions?.code === ApolloServerErrorCode.GRAPHQL_PARSE_FAILED;
}

const OWN_CODES: ReadonlySet<unknown> = new Set(
  Object.values(ApolloServerErrorCode).filter((code) => code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR),
);

function isRefusalOfGraphql({ extensions }: GraphQLFormattedError, cause: unknown): boolean {
  return cause instanceof GraphQLError && OWN_CODES.has(extensions?.code);
}
