import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AsofError } from '../errors/asof-error.js';
import { isForClients, toPublicError } from '../errors/public-error.js';

/** Answers whatever is thrown with `{code, message, details}` and the status of the catalogue; under `/graphql`, in GraphQL's form. */
export function answerErrors(fastify: FastifyInstance): void {
  fastify.setErrorHandler((error, request, reply) => answer(error, request, reply));
  fastify.setNotFoundHandler((request, reply) => answer(notFound(request), request, reply));
}

/** The same for what cannot be routed at all, like an address with a broken escape; such requests meet no error handler. */
export function answerUnroutable(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  answer(error, request, reply);
}

function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const cause = asRefusal(error);
  const errorId = randomUUID();
  if (!isForClients(cause) || cause.cause !== undefined) request.log.error({ err: cause, errorId }, 'a request failed');
  const { status, code, message, details } = toPublicError(cause, errorId);
  const inGraphql = request.url.split('?')[0] === '/graphql';
  const body = inGraphql ? { errors: [{ message, extensions: { code, details } }] } : { code, message, details };
  return reply.code(status).header('content-type', 'application/json; charset=utf-8').send(body);
}

/** What the HTTP layer refuses, as an error of the catalogue. */
function asRefusal(error: unknown): unknown {
  const { code, statusCode, message } = error as {
    readonly code?: unknown;
    readonly statusCode?: unknown;
    readonly message?: unknown;
  };
  if (error instanceof AsofError || typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500)
    return error;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new AsofError(
      'REQUEST_TOO_LARGE',
      'The body of the request is larger than 64 MB. Split it, or load bulk data with asof import.',
    );
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new AsofError(
      'INPUT_INVALID',
      'The body of the request is not declared as JSON. Send it with content-type: application/json.',
    );
  }
  return new AsofError('INPUT_INVALID', `The request cannot be read: ${String(message).slice(0, 200)}`);
}

function notFound({ method, url }: FastifyRequest): AsofError {
  const asked = `${method} ${url.split('?')[0]?.slice(0, 100) ?? ''}`;
  const routes =
    'There are POST /graphql, POST /v1/features, POST /v1/predict/{model}, POST /v1/sources/{source}/rows, GET /v1/training-sets/{id}.{parquet|csv|jsonl}, GET /healthz, GET /readyz, and the console at GET /.';
  return new AsofError('ROUTE_NOT_FOUND', `The server answers nothing at ${asked}. ${routes}`);
}
