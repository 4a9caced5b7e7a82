import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createPostgresOfflineStore } from '../offline/postgres/postgres-offline-store.js';
import { startEmbeddedPostgres } from '../postgres/embedded-server.js';
import { createPool, type PostgresPool } from '../postgres/pool.js';
import { createPostgresPredictionLog } from '../prediction-log/postgres/postgres-prediction-log.js';
import { migrate } from '../registry/postgres/migrate.js';
import { openPostgresRegistry, type Registry } from '../registry/postgres/open-registry.js';
import { createPostgresRowIntake } from '../sources/postgres/postgres-row-intake.js';
import { createPostgresSourceCatalog } from '../sources/postgres/postgres-source-catalog.js';
import { createSourceDatabases } from '../sources/postgres/source-databases.js';
import type { RowIntake } from '../sources/row-intake.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import type { OfflineStore } from '../offline/offline-store.js';
import { openLmdbStore } from '../online/lmdb/lmdb-online-store.js';
import type { OnlineStore } from '../online/online-store.js';
import { openRedisStore } from '../online/redis/redis-online-store.js';
import { BufferedPredictionLog } from '../prediction-log/buffered-prediction-log.js';
import type { LoggedPrediction, PredictionLog } from '../prediction-log/prediction-log.js';
import type { ClosingStack } from './closing-stack.js';
import type { Config } from './config.js';
import { prepareDataDirectory } from './prepare-data-directory.js';

/** Every store, open. */
export interface Stores {
  readonly databaseUrl: string;
  readonly pool: PostgresPool;
  readonly registry: Registry;
  readonly sourceCatalog: SourceCatalog;
  readonly intake: RowIntake;
  readonly offline: OfflineStore;
  readonly online: OnlineStore;
  readonly predictionLog: PredictionLog;
}

/** What opening needs beside the configuration. */
export interface Opening {
  readonly closing: ClosingStack;
  readonly onStep: (step: string) => void;
}

/** Opens what `config` names and notes in `closing` how to close it, step by step. */
export async function openStores(config: Config, { closing, onStep }: Opening): Promise<Stores> {
  if (config.databaseUrl === null || config.redisUrl === null) await prepareDataDirectory(config.dataDirectory);
  const databaseUrl = config.databaseUrl ?? (await startPostgres(config, { closing, onStep }));
  onStep('Bringing the database up to date');
  await migrate(databaseUrl);
  const open = (applicationName: string, max: number): PostgresPool => {
    const pool = createPool(databaseUrl, { applicationName, max });
    return closing.add(pool, () => pool.close());
  };
  const pool = open('asof', 10);
  const registry = await openPostgresRegistry(databaseUrl);
  closing.add(registry, () => registry.close());
  const databases = createSourceDatabases({ default: pool, named: config.sources });
  closing.add(databases, () => databases.close());
  const sourceCatalog = createPostgresSourceCatalog(databases);
  const online = await openOnlineStore(config, pool);
  closing.add(online, () => online.close());
  const predictionLog = new BufferedPredictionLog(createPostgresPredictionLog(pool), { onRefused: reportUnlogged });
  return {
    databaseUrl,
    pool,
    registry,
    sourceCatalog,
    intake: createPostgresRowIntake({ platform: pool, databases, catalog: sourceCatalog }),
    offline: createPostgresOfflineStore({ pool, locks: open('asof locks', 10), sources: databases }),
    online,
    predictionLog: closing.add(predictionLog, () => predictionLog.close()),
  };
}

/** A prediction that the log can never take is said to whoever watches the process; nothing is lost in silence. */
function reportUnlogged({ id, model, modelVersion }: LoggedPrediction): void {
  process.stderr.write(
    `The prediction ${id} of ${model} version ${modelVersion} could not be logged: the database refuses it.\n`,
  );
}

async function startPostgres({ dataDirectory }: Config, { closing, onStep }: Opening): Promise<string> {
  onStep('Starting the embedded Postgres');
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDirectory, 'postgres'), adopt: true });
  closing.add(postgres, () => postgres.stop());
  return postgres.connectionString;
}

/**
 * States are kept under the name of the database they were made from: view versions are numbered anew in another one, and
 * must not meet its states in a Redis or a folder that both use.
 */
async function openOnlineStore({ redisUrl, dataDirectory }: Config, pool: PostgresPool): Promise<OnlineStore> {
  const namespace = await nameDatabase(pool);
  if (redisUrl !== null) return openRedisStore({ url: redisUrl, namespace });
  const directory = join(dataDirectory, 'online', namespace);
  await mkdir(directory, { recursive: true });
  return openLmdbStore({ directory });
}

/** A name that no other database has, nor this one after it was dropped and made again. */
async function nameDatabase(pool: PostgresPool): Promise<string> {
  const { rows } = await pool.query<{ readonly cluster: string; readonly oid: number }>(
    'SELECT system_identifier AS cluster, oid::int8::text AS oid FROM pg_control_system(), pg_database WHERE datname = current_database()',
  );
  return `asof-${rows.map(({ cluster, oid }) => `${cluster}-${oid}`).join()}`;
}
