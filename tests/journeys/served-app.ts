import { rm } from 'node:fs/promises';
import { expect } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { compose } from '../../src/app/compose.js';
import { readConfig } from '../../src/app/config.js';
import { startServer } from '../../src/app/server.js';
import { type Client, clientOf } from './client.js';

/** A server on a real port, over a database of its own and the clock of the machine. */
export interface ServedApp {
  readonly client: Client;
  readonly database: FreshDatabase;
  close(): Promise<void>;
}

/** Starts a server on a free port over an empty database; without `redisUrl`, the online store is embedded. */
export async function serveApp({ redisUrl = '' } = {}): Promise<ServedApp> {
  const database = await freshDatabase('journey');
  const served = await serveDatabase({ databaseUrl: database.connectionString, redisUrl });
  return {
    client: served.client,
    database,
    async close() {
      await served.close();
      await database.drop();
    },
  };
}

/** Starts a server on a free port over a database that is there. */
export async function serveDatabase({
  databaseUrl,
  redisUrl = '',
}: {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
}): Promise<Omit<ServedApp, 'database'>> {
  const dataDirectory = await newDirectory('data');
  const app = await compose(
    readConfig({
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      ASOF_DATA_DIR: dataDirectory,
      ASOF_LOG_LEVEL: 'silent',
    }),
  );
  const server = await startServer(app, { port: 0, host: '127.0.0.1' });
  return {
    client: clientOf(server.url),
    async close() {
      await server.close();
      await app.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Registers definitions and materializes everything; fails the test when either does. */
export async function bringUp({ client }: Pick<ServedApp, 'client'>, sdl: string): Promise<void> {
  await client.get('mutation ($sdl: String!) { registerDefinitions(sdl: $sdl) { registryVersion } }', { sdl });
  const { materialize } = await client.get(
    'mutation { materialize(wait: true) { name state failure { code message } } }',
  );
  expect(materialize).toEqual(
    materialize.map(({ name }: { readonly name: string }) => ({ name, state: 'SUCCEEDED', failure: null })),
  );
}
