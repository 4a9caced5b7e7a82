import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FreshDatabase } from '../harness/postgres.js';
import { freshDatabase } from '../harness/postgres.js';
import { createRegistryDataSource } from '../../src/registry/postgres/data-source.js';
import { migratedTemplate } from '../registry/migrated.js';
import { dumpSchema } from './dump-schema.js';

const FILE = join(process.cwd(), 'migrations', 'schema.sql');

const HEAD = `-- The whole schema as the migrations make it. A test compares this file with a migrated database; after a new
-- migration, write it anew: UPDATE_SCHEMA=1 NODE_OPTIONS=--experimental-vm-modules node node_modules/jest/bin/jest.js tests/architecture/schema.test.ts

`;

describe('the schema', () => {
  let database: FreshDatabase;
  beforeAll(async () => {
    database = await freshDatabase('schema', { template: migratedTemplate });
  });
  afterAll(() => database.drop());

  test('is what migrations/schema.sql says', async () => {
    const found = HEAD + (await dumpSchema(database.pool));
    if (process.env.UPDATE_SCHEMA === '1') await writeFile(FILE, found);
    expect(await readFile(FILE, 'utf8')).toBe(found);
  });

  test('is made by migrations/schema.sql as it is made by the migrations', async () => {
    const other = await freshDatabase('schema_file');
    await other.pool.query(await readFile(FILE, 'utf8'));
    expect(await dumpSchema(other.pool)).toBe(await dumpSchema(database.pool));
    await other.drop();
  });

  test('is what the entity schemas describe: TypeORM finds nothing to change', async () => {
    expect(await pendingChanges(database.connectionString)).toEqual([]);
  });

  test.each([
    ['a column less', 'ALTER TABLE asof.model_version DROP COLUMN metrics'],
    ['another type', 'ALTER TABLE asof.training_set ALTER COLUMN fingerprint TYPE varchar(10)'],
    ['a column that may be null', 'ALTER TABLE asof.definition_version ALTER COLUMN hash DROP NOT NULL'],
    ['an index less', 'DROP INDEX asof.model_version_one_live'],
    ['a foreign key less', 'ALTER TABLE asof.training_set_chunk DROP CONSTRAINT training_set_chunk_training_set'],
    ['a check less', 'ALTER TABLE asof.materialization_run DROP CONSTRAINT materialization_run_state'],
  ])('would be found to differ with %s', async (_, change) => {
    const drifted = await freshDatabase('drifted', { template: migratedTemplate });
    await drifted.pool.query(change);
    expect(await pendingChanges(drifted.connectionString)).not.toEqual([]);
    expect(await dumpSchema(drifted.pool)).not.toBe(await dumpSchema(database.pool));
    await drifted.drop();
  });
});

async function pendingChanges(connectionString: string): Promise<readonly string[]> {
  const source = await createRegistryDataSource(connectionString, { connections: 1 }).initialize();
  try {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await source.destroy();
  }
}
