import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { NewModelVersion } from '../../src/registry/model-registry.js';
import type { FreshRegistry } from './migrated.js';
import { freshRegistry } from './migrated.js';
import { MOMENT, newEntity, newService, register } from './samples.js';

describe('the model registry', () => {
  let registry: FreshRegistry;
  let ids: ReadonlyMap<string, number>;
  let model: string;
  let made = 0;
  beforeAll(async () => {
    registry = await freshRegistry('models');
    ids = await register(registry.definitions, [newEntity('Airport'), newService('Risk', ['Airport'])]);
    await registry.database.pool.query(
      `INSERT INTO asof.training_set (id, service, service_id, as_of, hindsight, spine, columns, row_count, fingerprint, definitions, runs, created_at)
       VALUES ('set', 'Risk', $1, now(), false, 'LABELS', '[]', 0, 'f', '[]', '[]', now())`,
      [ids.get('Risk')],
    );
  });
  beforeEach(() => {
    made += 1;
    model = `Model${made}`;
  });
  afterAll(() => registry.close());

  function trained(): NewModelVersion {
    return {
      model,
      modelDefinitionId: ids.get('Risk') ?? -1,
      serviceId: ids.get('Risk') ?? -1,
      trainingSetId: 'set',
      trainingSetFingerprint: 'f',
      asOf: MOMENT,
      hindsight: false,
      artifact: new Uint8Array([0, 255, 10, 92]),
      artifactHash: 'abc',
      features: [{ name: 'View.feature', viewId: 1 }],
      metrics: { auc: 0.7123456789012345 },
      record: { seed: 7 },
      createdAt: MOMENT + 1,
    };
  }

  test('gives back every byte and digit of what was added', async () => {
    const added = await registry.models.add(trained());
    expect(added).toEqual({ ...trained(), id: added.id, version: 1, state: 'CANDIDATE', promotedAt: null });
    expect(await registry.models.find(model, 1)).toEqual(added);
  });

  test('gives twenty calls at once twenty consecutive version numbers', async () => {
    const added = await Promise.all(Array.from({ length: 20 }, () => registry.models.add(trained())));
    expect(added.map(({ version }) => version).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test('has at most one live version, and retires the one that was', async () => {
    await registry.models.add(trained());
    await registry.models.add(trained());
    expect(await registry.models.findLive(model)).toBeUndefined();
    expect(await registry.models.promote(model, 1, MOMENT + 2)).toMatchObject({
      version: 1,
      state: 'LIVE',
      promotedAt: MOMENT + 2,
    });
    expect(await registry.models.promote(model, 2, MOMENT + 3)).toMatchObject({ version: 2, state: 'LIVE' });
    expect(await registry.models.find(model, 1)).toMatchObject({ state: 'RETIRED', promotedAt: MOMENT + 2 });
    expect(await registry.models.findLive(model)).toMatchObject({ version: 2 });
  });

  test('ends promotions at once with one live version', async () => {
    for (let index = 0; index < 4; index += 1) await registry.models.add(trained());
    await Promise.all([1, 2, 3, 4].map((version) => registry.models.promote(model, version, MOMENT)));
    expect((await registry.models.list(model)).filter(({ state }) => state === 'LIVE')).toHaveLength(1);
  });

  test('says which versions there are when asked to promote one that is not', async () => {
    await registry.models.add(trained());
    await expect(registry.models.promote(model, 3, MOMENT)).rejects.toMatchObject({
      code: 'MODEL_VERSION_NOT_FOUND',
      message: expect.stringContaining('Its versions are 1 to 1'),
    });
    await expect(registry.models.promote('Nobody', 1, MOMENT)).rejects.toMatchObject({
      code: 'MODEL_VERSION_NOT_FOUND',
      message: expect.stringContaining('not been trained'),
    });
  });

  test('finds no version for a number that is none', async () => {
    await registry.models.add(trained());
    for (const version of [0, -1, 1.5, Number.NaN, 2 ** 31, Infinity])
      expect(await registry.models.find(model, version)).toBeUndefined();
  });

  test('lists the newest first, of one model or of all', async () => {
    await registry.models.add(trained());
    await registry.models.add(trained());
    expect((await registry.models.list(model)).map(({ version }) => version)).toEqual([2, 1]);
    expect((await registry.models.list(null)).length).toBeGreaterThan(2);
  });

  test('answers no look-up by an undefined name with the first row', async () => {
    await registry.models.add(trained());
    await expect(registry.models.findLive(undefined as unknown as string)).rejects.toThrow(/Undefined value/);
  });
});
