import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { createErrorFormatter, type LogError } from './format-error.js';
import { limitQuery, refuseManyFragments } from './limit-query.js';
import { createPageBudget } from './page-budget.js';
import { originOf, type RequestContext } from './request-context.js';

const MOST_TOKENS = 500_000;

/** Serves a schema at `POST /graphql`. The server is stopped when `fastify` closes. */
export async function registerGraphql(
  fastify: FastifyInstance,
  { schema, logError }: { readonly schema: GraphQLSchema; readonly logError: LogError },
): Promise<void> {
  const apollo = new ApolloServer<RequestContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    csrfPrevention: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: MOST_TOKENS },
    validationRules: [limitQuery],
    formatError: createErrorFormatter(logError),
    plugins: [ApolloServerPluginLandingPageDisabled()],
    nodeEnv: 'production',
    logger: fastify.log,
  });
  await apollo.start();
  fastify.addHook('onClose', () => apollo.stop());
  fastify.post('/graphql', async (request, reply) => {
    refuseManyFragments(request.body);
    const { headers, body, status } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: 'POST', headers: toHeaderMap(request), search: '', body: request.body },
      context: () =>
        Promise.resolve({ origin: originOf(request.protocol, request.headers.host), pages: createPageBudget() }),
    });
    void reply.code(status ?? 200).headers(Object.fromEntries(headers));
    return body.kind === 'complete' ? body.string : body.asyncIterator;
  });
}

function toHeaderMap({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return map;
}
