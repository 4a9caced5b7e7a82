import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { openPostgresRegistry, type Registry } from '../../src/registry/postgres/open-registry.js';
import type { RegisteredDefinitions } from '../../src/registry/definition-registry.js';
import { migratedTemplate } from './migrated.js';
import { MOMENT, newEntity } from './samples.js';

describe('a registry whose database goes away', () => {
  let database: FreshDatabase;
  let registry: Registry;
  beforeEach(async () => {
    database = await freshDatabase('going', { template: migratedTemplate });
    registry = await openPostgresRegistry(database.connectionString);
  });
  afterEach(async () => {
    await registry.close();
    await database.drop();
  });

  async function killConnections(): Promise<void> {
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'asof %'`,
    );
  }

  test('answers again as soon as the database does', async () => {
    await registry.definitions.read();
    await killConnections();
    let answer: RegisteredDefinitions | undefined;
    for (let attempt = 0; attempt < 5 && answer === undefined; attempt += 1) {
      answer = await registry.definitions.read().catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
        return undefined;
      });
    }
    expect(answer).toEqual({ registryVersion: 0, versions: [] });
  });

  test('calls a connection that breaks in the middle of a change unavailable, and keeps nothing of it', async () => {
    await database.pool.query(`
      CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NEW; END $$;
      CREATE TRIGGER break_off AFTER INSERT ON asof.definition_version FOR EACH ROW EXECUTE FUNCTION break_off()`);
    const change = { expectedRegistryVersion: 0, newVersions: [newEntity('Airport')], registeredAt: MOMENT };
    await expect(registry.definitions.apply(change)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(await registry.definitions.read()).toEqual({ registryVersion: 0, versions: [] });
  });

  test('says so on every face of the registry once the database is gone', async () => {
    const name = new URL(database.connectionString).pathname.slice(1);
    const other = await freshDatabase('maintenance');
    await other.pool.query(`DROP DATABASE "${name}" WITH (FORCE)`);
    await other.drop();
    const unavailable = { code: 'DATABASE_UNAVAILABLE' };
    await expect(registry.definitions.read()).rejects.toMatchObject(unavailable);
    await expect(registry.runs.list({ limit: 1 })).rejects.toMatchObject(unavailable);
    await expect(registry.models.list(null)).rejects.toMatchObject(unavailable);
    await expect(registry.trainingSets.find('x')).rejects.toMatchObject(unavailable);
    await expect(registry.trainingSets.readChunks('x', 0)[Symbol.asyncIterator]().next()).rejects.toMatchObject(
      unavailable,
    );
  });
});
