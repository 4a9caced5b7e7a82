import pg from 'pg';
import type { DataSourceOptions } from 'typeorm';
import { DataSource } from 'typeorm';
import { CreateRegistry1764000000001 } from '../../../migrations/0001-create-registry.js';
import { exactTypes } from './column-types.js';
import { DefinitionVersionSchema } from './definition-version-row.js';
import { MaterializationRunSchema } from './materialization-run-row.js';
import { ModelVersionSchema } from './model-version-row.js';
import { RegistryStateSchema } from './registry-state-row.js';
import { TrainingSetChunkSchema } from './training-set-chunk-row.js';
import { TrainingSetSchema } from './training-set-row.js';

/** Every migration, oldest first. A new one is one file in `migrations/` and one entry here. */
export const MIGRATIONS = [CreateRegistry1764000000001] as const;

/** The table that says which migrations a database has seen. */
export const MIGRATION_TABLE = 'migration';

/** How the registry connects. */
export interface RegistryConnections {
  /** Connections at most. */
  readonly connections: number;
  /** How long a query may take before its database counts as gone; without limit when left out. */
  readonly queryTimeoutMillis?: number;
}

/**
 * A TypeORM data source for the registry's tables, not yet connected.
 * It never changes the schema by itself, and a condition on an undefined or null value is an error, not the first row.
 */
export function createRegistryDataSource(connectionString: string, options: RegistryConnections): DataSource {
  return new DataSource(registryOptions(connectionString, options));
}

function registryOptions(
  connectionString: string,
  { connections, queryTimeoutMillis = 0 }: RegistryConnections,
): DataSourceOptions {
  return {
    type: 'postgres',
    schema: 'asof',
    entities: [
      RegistryStateSchema,
      DefinitionVersionSchema,
      MaterializationRunSchema,
      TrainingSetSchema,
      TrainingSetChunkSchema,
      ModelVersionSchema,
    ],
    migrations: [...MIGRATIONS],
    migrationsTableName: MIGRATION_TABLE,
    synchronize: false,
    installExtensions: false,
    logging: false,
    invalidWhereValuesBehavior: { undefined: 'throw', null: 'throw' },
    poolErrorHandler: () => undefined,
    poolSize: connections,
    extra: {
      connectionString,
      application_name: 'asof registry',
      options: '-c TimeZone=UTC',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      maxLifetimeSeconds: 1_800,
      ...(queryTimeoutMillis > 0 ? { query_timeout: queryTimeoutMillis } : {}),
      connectionTimeoutMillis: 10_000,
      types: exactTypes(pg.types),
    },
  };
}
