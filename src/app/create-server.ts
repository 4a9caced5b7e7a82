import { join } from 'node:path';
import { fastify as createFastify, type FastifyInstance, LogController } from 'fastify';
import { buildPlatformSchema } from '../graphql/build-schema.js';
import { registerGraphql } from '../graphql/register-graphql.js';
import { answerErrors, answerUnroutable } from '../rest/answer-errors.js';
import { registerConsole } from '../rest/register-console.js';
import { registerRest } from '../rest/register-rest.js';
import type { App } from './app.js';
import { packageDirectory } from './package-directory.js';

const MOST_BYTES = 64 * 1024 * 1024;

/** All routes over an app, listening nowhere yet. The log goes to standard error, so that standard output stays free. */
export async function createServer(app: App): Promise<FastifyInstance> {
  const fastify = createFastify({
    logger: { level: app.config.logLevel, stream: process.stderr },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MOST_BYTES,
    trustProxy: false,
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    frameworkErrors: answerUnroutable,
    routerOptions: { maxParamLength: 500 },
  });
  fastify.removeContentTypeParser('text/plain');
  answerErrors(fastify);
  const schema = buildPlatformSchema({ services: app.services, clock: app.clock });
  await registerGraphql(fastify, {
    schema,
    logError: (err, errorId) => fastify.log.error({ err, errorId }, 'a request failed'),
  });
  registerRest(fastify, app.services);
  await registerConsole(fastify, join(packageDirectory(), 'dist/console'));
  return fastify;
}
