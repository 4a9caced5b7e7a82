import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openPostgresRegistry } from '../../src/registry/postgres/open-registry.js';
import type { FreshRegistry } from './migrated.js';
import { freshRegistry } from './migrated.js';
import { MOMENT, newEntity, newService, register } from './samples.js';

describe('the definition registry', () => {
  let registry: FreshRegistry;
  beforeAll(async () => {
    registry = await freshRegistry('definitions');
  });
  afterAll(() => registry.close());

  test('starts at version 0 with nothing in it', async () => {
    expect(await registry.definitions.read()).toEqual({ registryVersion: 0, versions: [] });
  });

  test('gives back what was registered, with ids, version numbers and what names meant', async () => {
    const airport = newEntity('Airport');
    const risk = newService('Risk', ['Airport']);
    const after = await registry.definitions.apply({
      expectedRegistryVersion: 0,
      newVersions: [airport, risk],
      registeredAt: MOMENT,
    });
    const [first, second] = after.versions;
    expect(after.registryVersion).toBe(1);
    expect(first).toEqual({
      id: first?.id,
      version: 1,
      hash: airport.hash,
      canonical: airport.canonical,
      definition: airport.definition,
      refersTo: {},
      history: null,
    });
    expect(second?.refersTo).toEqual({ Airport: first?.id });
    expect(second?.id).toBeGreaterThan(first?.id ?? Infinity);
  });

  test('keeps the moment of registration to the microsecond', async () => {
    await register(registry.definitions, [newEntity('Moment')]);
    const { rows } = await registry.database.pool.query(
      `SELECT registered_at FROM asof.definition_version WHERE name = 'Moment'`,
    );
    expect(rows).toEqual([{ registered_at: '2025-11-24 16:00:00.123457+00' }]);
  });

  test('counts versions per name, and lets a reference mean the newest', async () => {
    await register(registry.definitions, [newEntity('Counted', 'one')]);
    const ids = await register(registry.definitions, [
      newEntity('Counted', 'two'),
      newService('Counting', ['Counted']),
    ]);
    const { versions } = await registry.definitions.read();
    expect(versions.filter(({ definition }) => definition.name === 'Counted').map(({ version }) => version)).toEqual([
      1, 2,
    ]);
    expect(versions.at(-1)?.refersTo).toEqual({ Counted: ids.get('Counted') });
  });

  test('refuses a change that was planned on another version, and names both', async () => {
    const { registryVersion } = await registry.definitions.read();
    await expect(
      registry.definitions.apply({
        expectedRegistryVersion: 99,
        newVersions: [newEntity('Late')],
        registeredAt: MOMENT,
      }),
    ).rejects.toMatchObject({
      code: 'REGISTRY_VERSION_CHANGED',
      message: expect.stringContaining(
        `planned on registry version 99, and the registry is at version ${registryVersion}`,
      ),
    });
  });

  test('leaves nothing behind when a change fails half way', async () => {
    const before = await registry.definitions.read();
    const change = {
      expectedRegistryVersion: before.registryVersion,
      newVersions: [newEntity('Half'), newService('Dangling', ['Nowhere'])],
      registeredAt: MOMENT,
    };
    await expect(registry.definitions.apply(change)).rejects.toMatchObject({
      code: 'DEFINITION_UNKNOWN_NAME',
      message: expect.stringContaining('"Nowhere"'),
    });
    expect(await registry.definitions.read()).toEqual(before);
    expect(
      (await registry.database.pool.query(`SELECT 1 FROM asof.definition_version WHERE name = 'Half'`)).rowCount,
    ).toBe(0);
  });

  test('does not move on for a change of nothing', async () => {
    const before = await registry.definitions.read();
    expect(
      await registry.definitions.apply({
        expectedRegistryVersion: before.registryVersion,
        newVersions: [],
        registeredAt: MOMENT,
      }),
    ).toBe(before);
  });

  test('hands out the same object until something is registered', async () => {
    const before = await registry.definitions.read();
    expect(await registry.definitions.read()).toBe(before);
    await register(registry.definitions, [newEntity('News')]);
    expect(await registry.definitions.read()).not.toBe(before);
  });

  test('sees what another server registered', async () => {
    const other = await openPostgresRegistry(registry.database.connectionString);
    await register(other.definitions, [newEntity('Elsewhere')]);
    expect((await registry.definitions.read()).versions.at(-1)?.definition.name).toBe('Elsewhere');
    await other.close();
  });

  test('loses nothing of fifty registrations at once: whoever comes second plans again', async () => {
    let refusals = 0;
    const insist = async (name: string): Promise<void> => {
      for (;;) {
        try {
          await register(registry.definitions, [newEntity(name)]);
          return;
        } catch (error) {
          expect(error).toMatchObject({ code: 'REGISTRY_VERSION_CHANGED' });
          refusals += 1;
        }
      }
    };
    const before = await registry.definitions.read();
    const names = Array.from({ length: 50 }, (_, index) => `Crowd${index}`);
    await Promise.all(names.map(insist));
    const after = await registry.definitions.read();
    expect(refusals).toBeGreaterThan(0);
    expect(after.registryVersion).toBe(before.registryVersion + 50);
    expect(new Set(after.versions.map(({ definition }) => definition.name))).toEqual(
      new Set([...before.versions.map(({ definition }) => definition.name), ...names]),
    );
    expect(after.versions.map(({ id }) => id)).toEqual(
      [...new Set(after.versions.map(({ id }) => id))].sort((a, b) => a - b),
    );
  });
});
