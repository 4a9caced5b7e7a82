import { createPool } from '../../postgres/pool.js';
import type { DefinitionRegistry } from '../definition-registry.js';
import type { ModelRegistry } from '../model-registry.js';
import type { RunRegistry } from '../run-registry.js';
import type { TrainingSetRegistry } from '../training-set-registry.js';
import { createRegistryDataSource } from './data-source.js';
import { createPostgresDefinitionRegistry } from './postgres-definition-registry.js';
import { createPostgresModelRegistry } from './postgres-model-registry.js';
import { createPostgresRunRegistry } from './postgres-run-registry.js';
import { createPostgresTrainingSetRegistry } from './postgres-training-set-registry.js';
import { explainingFaults, RegistryDatabase } from './registry-database.js';

/** All that the registry keeps. */
export interface Registry {
  readonly definitions: DefinitionRegistry;
  readonly runs: RunRegistry;
  readonly trainingSets: TrainingSetRegistry;
  readonly models: ModelRegistry;
  /** Waits for what is under way and closes every connection. */
  close(): Promise<void>;
}

const RECORDINGS_AT_ONCE = 4;

/**
 * Opens the registry in a migrated database (`migrate` does that).
 * Throws `DATABASE_UNAVAILABLE` when Postgres does not answer.
 */
export async function openPostgresRegistry(connectionString: string): Promise<Registry> {
  const source = createRegistryDataSource(connectionString, { connections: 6, queryTimeoutMillis: 60_000 });
  await explainingFaults(() => source.initialize());
  const database = new RegistryDatabase(source);
  const bulk = createPool(connectionString, {
    max: RECORDINGS_AT_ONCE,
    acquireTimeoutMillis: 0,
    applicationName: 'asof training sets',
  });
  return {
    definitions: createPostgresDefinitionRegistry(database),
    runs: createPostgresRunRegistry(database),
    trainingSets: createPostgresTrainingSetRegistry(database, bulk),
    models: createPostgresModelRegistry(database),
    close: async () => {
      await Promise.all([database.close(), bulk.close()]);
    },
  };
}
