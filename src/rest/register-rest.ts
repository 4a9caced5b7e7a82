import type { FastifyInstance } from 'fastify';
import type { Services } from '../services.js';
import { readFeaturesRequest, readPredictRequest, readPushRequest } from './read-body.js';
import { registerDownloads } from './register-downloads.js';
import { featureVectorsAsJson, predictionsAsJson } from './vectors-as-json.js';

/** The routes for clients without GraphQL, and those by which a machine asks after the server's health. */
export function registerRest(fastify: FastifyInstance, services: Services): void {
  registerHealth(fastify, services);
  registerDownloads(fastify, services);
  fastify.post('/v1/features', async ({ body }) =>
    featureVectorsAsJson(await services.readFeatureVectors(readFeaturesRequest(body))),
  );
  fastify.post<{ Params: { model: string } }>('/v1/predict/:model', async ({ body, params }) => {
    return predictionsAsJson(await services.predict({ model: params.model, ...readPredictRequest(body) }));
  });
  fastify.post<{ Params: { source: string } }>('/v1/sources/:source/rows', async ({ body, params, headers }) => {
    const { rows, idempotencyKey } = readPushRequest(body);
    const header = headers['idempotency-key'];
    return services.pushRows({
      source: params.source,
      rows,
      idempotencyKey: idempotencyKey ?? (typeof header === 'string' ? header : null),
    });
  });
}

function registerHealth(fastify: FastifyInstance, services: Services): void {
  fastify.get('/healthz', () => ({ alive: true }));
  fastify.get('/readyz', async (_request, reply) => {
    const { ready, checks } = await services.checkReady();
    void reply.code(ready ? 200 : 503).header('cache-control', 'no-store');
    return {
      ready,
      checks: checks.map(({ name, failure }) => ({
        name,
        ready: failure === null,
        ...(failure && { code: failure.code, message: failure.message }),
      })),
    };
  });
}
