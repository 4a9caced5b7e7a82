import type { FreshDatabase, TemplateDatabase } from '../harness/postgres.js';
import { freshDatabase } from '../harness/postgres.js';
import { migrate } from '../../src/registry/postgres/migrate.js';
import type { Registry } from '../../src/registry/postgres/open-registry.js';
import { openPostgresRegistry } from '../../src/registry/postgres/open-registry.js';

/** A database with the registry's schema in it and nothing else. */
export const migratedTemplate: TemplateDatabase = {
  name: 'migrated',
  prepare: async (connectionString) => {
    await migrate(connectionString);
  },
};

/** An empty registry in a database of its own. */
export interface FreshRegistry extends Registry {
  readonly database: FreshDatabase;
}

/** Opens an empty registry; `close` drops its database too. */
export async function freshRegistry(name: string): Promise<FreshRegistry> {
  const database = await freshDatabase(name, { template: migratedTemplate });
  const registry = await openPostgresRegistry(database.connectionString);
  return {
    ...registry,
    database,
    close: async () => {
      await registry.close();
      await database.drop();
    },
  };
}
