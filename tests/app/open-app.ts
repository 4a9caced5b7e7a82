import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type MovableClock, movableClock } from '../harness/clock.js';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import type { App } from '../../src/app/app.js';
import { compose } from '../../src/app/compose.js';
import { readConfig } from '../../src/app/config.js';
import { createServer } from '../../src/app/create-server.js';

/** What GraphQL answered. */
export interface Answer {
  readonly status: number;
  /** As parsed: tests look into whatever they asked for. */
  readonly data: ReturnType<typeof JSON.parse>;
  readonly errors: readonly {
    readonly message: string;
    readonly extensions: { readonly code: string; readonly details: Record<string, unknown> };
  }[];
  readonly text: string;
}

/** A whole server over a database of its own, without a port. */
export interface OpenApp {
  readonly app: App;
  readonly server: FastifyInstance;
  readonly database: FreshDatabase;
  readonly clock: MovableClock;
  graphql(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

/** Composes an app on a fresh database and the embedded online store, or a Redis; its clock stands at `now`. */
export async function openApp({ now = '2026-03-29T12:00:00Z', redisUrl = '' } = {}): Promise<OpenApp> {
  const database = await freshDatabase('app');
  const dataDirectory = await mkdtemp(join(tmpdir(), 'asof-app-'));
  const clock = movableClock(now);
  const config = readConfig({
    DATABASE_URL: database.connectionString,
    REDIS_URL: redisUrl,
    ASOF_DATA_DIR: dataDirectory,
    ASOF_LOG_LEVEL: 'silent',
  });
  const app = await compose(config, { clock });
  const server = await createServer(app);
  return {
    app,
    server,
    database,
    clock,
    graphql: (query, variables) => ask(server, query, variables),
    async close() {
      await server.close();
      await app.close();
      await database.drop();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Sends a query and reads the answer. */
export async function ask(
  server: FastifyInstance,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Answer> {
  const { statusCode, body } = await server.inject({ method: 'POST', url: '/graphql', payload: { query, variables } });
  const { data, errors } = JSON.parse(body) as { data?: unknown; errors?: Answer['errors'] };
  return { status: statusCode, data, errors: errors ?? [], text: body };
}
