import { type MovableClock, movableClock } from '../harness/clock.js';
import { newDirectory } from '../harness/directory.js';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { toJson } from '../../src/values/json.js';
import { migratedTemplate } from '../registry/migrated.js';
import { compose } from '../../src/app/compose.js';
import type { Services } from '../../src/services.js';

/** A whole installation over an empty database, with a clock that is moved by hand. */
export interface FreshApp {
  readonly services: Services;
  readonly clock: MovableClock;
  readonly database: FreshDatabase;
  close(): Promise<void>;
}

/** Composes an installation; states live in Redis where `redisUrl` is given, otherwise in LMDB. `close` drops its database. */
export async function freshApp(
  name: string,
  { start, redisUrl = null }: { readonly start?: string; readonly redisUrl?: string | null } = {},
): Promise<FreshApp> {
  const database = await freshDatabase(name, { template: migratedTemplate });
  const clock = movableClock(start);
  const config = {
    databaseUrl: database.connectionString,
    redisUrl,
    host: '127.0.0.1',
    port: 0,
    dataDirectory: await newDirectory(name),
    sources: new Map<string, string>(),
    logLevel: 'silent',
  } as const;
  const app = await compose(config, { clock });
  return {
    services: app.services,
    clock,
    database,
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

/** The rows of a recorded training set as JSON, column by name. */
export async function trainingRows(services: Services, id: string): Promise<Readonly<Record<string, unknown>>[]> {
  const { record, rows } = await services.readTrainingSetPage(id, 0, 10_000);
  return rows.map(({ values }) =>
    Object.fromEntries(record.columns.map(({ name, type }, index) => [name, toJson(values[index] ?? null, type)])),
  );
}

/** What a live read of features answers, as JSON: for every entity the values by column. */
export async function liveRows(
  services: Services,
  request: Parameters<Services['readFeatureVectors']>[0],
): Promise<Readonly<Record<string, unknown>>[]> {
  const { columns, vectors } = await services.readFeatureVectors(request);
  return vectors.map(({ values }) =>
    Object.fromEntries(columns.map(({ name, type }, index) => [name, toJson(values[index] ?? null, type)])),
  );
}
