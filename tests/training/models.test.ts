import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../harness/seed.js';
import { formatInstant, parseInstant } from '../../src/time/instant.js';
import { type FreshApp, freshApp } from '../materialization/fresh-app.js';
import { order, startOrders, writeOrders } from '../materialization/orders.js';

const HOUR = 3_600_000_000;
const START = parseInstant('2026-01-01T00:00:00Z');
const SHOPS = ['north', 'south', 'east', 'west'];

let app: FreshApp;

beforeAll(async () => {
  app = await freshApp('models', { start: '2026-01-20T00:00:00Z' });
  await startOrders(app);
  const random = seededRandom(11);
  const orders = Array.from({ length: 400 }, (_, id) => {
    const shop = SHOPS[Math.floor(random() * SHOPS.length)] as string;
    const level = 40 + 40 * SHOPS.indexOf(shop);
    return order(id, {
      shop,
      placed_at: formatInstant(START + id * HOUR),
      paid_at: formatInstant(START + id * HOUR + HOUR / 2),
      total: Math.round(level + random() * 60 - 20),
    });
  });
  await writeOrders(app, orders);
  await app.services.materialize({ views: null, wait: true });
});

afterAll(() => app.close());

function train(told: { readonly where?: string; readonly asOf?: string; readonly model?: string } = {}) {
  const asOf = parseInstant(told.asOf ?? '2026-01-19T00:00:00Z');
  return app.services.trainModel({
    model: told.model ?? 'BigOrders',
    asOf,
    hindsight: false,
    where: told.where ?? null,
  });
}

function predict(rows: readonly Record<string, unknown>[], version: number | null = null) {
  return app.services.predict({ model: 'BigOrders', version, rows });
}

const NORTH = { shop: 'north', total: 5 };

describe('a model', () => {
  test('that is not trained, or not promoted, does not predict', async () => {
    await expect(predict([NORTH])).rejects.toMatchObject({ code: 'MODEL_NOT_PROMOTED' });
    await expect(predict([NORTH], 1)).rejects.toMatchObject({ code: 'MODEL_VERSION_NOT_FOUND' });
    await expect(app.services.models.promote('BigOrders', 1, app.clock.now())).rejects.toMatchObject({
      code: 'MODEL_VERSION_NOT_FOUND',
    });
    await expect(app.services.predict({ model: 'BigOrder', version: null, rows: [] })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
  });

  test('is trained to a candidate that tells what it rests on, promoted, and predicts', async () => {
    const trained = await train();
    expect(trained).toMatchObject({
      version: 1,
      state: 'CANDIDATE',
      features: ['orders1h', 'orders', 'total', 'last'].map((name) => ({ name: `ShopSales.${name}` })),
    });
    expect(trained.record).toMatchObject({
      algorithm: 'LOGISTIC_REGRESSION',
      seed: 7,
      rowsWithoutLabel: 0,
      software: { node: process.version },
    });
    expect(await app.services.recomputeTrainingSet(trained.trainingSetId)).toMatchObject({
      same: true,
      fingerprint: trained.trainingSetFingerprint,
    });
    expect(await app.services.models.promote('BigOrders', 1, app.clock.now())).toMatchObject({ state: 'LIVE' });
    const predictions = await predict([NORTH, { shop: 'nobody' }, { shop: null }, { shop: 'west' }, NORTH]);
    expect(predictions.map(({ model, version, features }) => [model, version, features.entity])).toEqual([
      ['BigOrders', 1, NORTH],
      ['BigOrders', 1, { shop: 'nobody' }],
      ['BigOrders', 1, { shop: null }],
      ['BigOrders', 1, { shop: 'west' }],
      ['BigOrders', 1, NORTH],
    ]);
    for (const { probability, prediction } of predictions) {
      expect(probability).toBeGreaterThan(0);
      expect(probability).toBeLessThan(1);
      expect(prediction).toBe(probability >= 0.5);
    }
    expect(predictions[4]?.probability).toBe(predictions[0]?.probability);
    expect(predictions[3]?.probability).toBeGreaterThan(predictions[0]?.probability as number);
  });

  test('trained again from the same moment has the same bytes and another version number', async () => {
    const [one, other] = await Promise.all([train(), train()]);
    expect(other.artifactHash).toBe(one.artifactHash);
    expect(new Set([one.version, other.version])).toEqual(new Set([2, 3]));
    expect((await train({ asOf: '2026-01-10T00:00:00Z' })).artifactHash).not.toBe(one.artifactHash);
  });

  test('is verified by training again, whatever has come in since', async () => {
    await writeOrders(app, [
      order(3, { total: 9_999, paid_at: '2026-01-02T00:00:00Z', placed_at: '2026-01-01T03:00:00Z' }),
    ]);
    await app.services.materialize({ views: null, wait: true });
    expect(await app.services.verifyModel('BigOrders', 1)).toMatchObject({
      same: true,
      trainingSetSame: true,
      differences: [],
    });
    await expect(app.services.verifyModel('BigOrders', 99)).rejects.toMatchObject({ code: 'MODEL_VERSION_NOT_FOUND' });
  });

  test('whose kept bytes were changed is found out', async () => {
    await app.database.pool.query(
      "UPDATE asof.model_version SET artifact = artifact || '\\x20'::bytea WHERE version = 2",
    );
    const verified = await app.services.verifyModel('BigOrders', 2);
    expect(verified).toMatchObject({ same: false, trainingSetSame: true });
    expect(verified.differences).toEqual(['The kept artifact does not have the hash that was recorded with it.']);
  });

  test('whose training set comes out different is found out', async () => {
    const { trainingSetId } = (await app.services.models.find('BigOrders', 3)) ?? {};
    await app.database.pool.query("UPDATE asof.training_set SET fingerprint = repeat('0', 64) WHERE id = $1", [
      trainingSetId,
    ]);
    const verified = await app.services.verifyModel('BigOrders', 3);
    expect(verified).toMatchObject({ same: false, trainingSetSame: false });
    expect(verified.differences).toEqual(['The training set comes out with another fingerprint.']);
  });

  test('cannot be learned from rows of one class, or none', async () => {
    await expect(train({ where: 'total > 1000000' })).rejects.toMatchObject({ code: 'TRAINING_FAILED' });
    await expect(train({ where: 'big' })).rejects.toMatchObject({ code: 'TRAINING_FAILED' });
    await expect(train({ asOf: '2030-01-01T00:00:00Z' })).rejects.toMatchObject({ code: 'AS_OF_IN_FUTURE' });
    await expect(train({ model: 'Nothing' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
  });

  test('keeps predicting by the features it was trained on when its view changes', async () => {
    const [before] = await predict([NORTH]);
    await app.services.register({
      sdl: 'type ShopSales @featureView(entity: "Shop", source: "Orders", ttl: "2d") { orders: Int! @count(over: "1us") last: Int @latest(of: "total") total: Int @max(of: "total") orders1h: Int! @count }',
    });
    await app.services.materialize({ views: null, wait: true });
    const [after] = await predict([NORTH]);
    expect(after?.probability).toBe(before?.probability);
    expect(after?.features.values).toEqual(before?.features.values);
  });
});

describe('a logged prediction', () => {
  test('gives the same number again, even after the world has moved on', async () => {
    const predictions = await predict([NORTH, { shop: 'nobody' }, { shop: 'east' }]);
    app.clock.advance(1000 * HOUR);
    await writeOrders(app, [order(5_000, { shop: 'north', total: 7 })]);
    await app.services.materialize({ views: null, wait: true });
    for (const { id, probability } of predictions) {
      expect(await app.services.replayPrediction(id)).toMatchObject({
        id,
        version: 1,
        logged: probability,
        replayed: probability,
        same: true,
      });
    }
  });

  test('that was changed is found out', async () => {
    const [prediction] = await predict([NORTH]);
    const id = prediction?.id as string;
    expect(await app.services.replayPrediction(id)).toMatchObject({ same: true });
    await app.database.pool.query('UPDATE asof.prediction_log SET probability = probability + 0.001 WHERE id = $1', [
      id,
    ]);
    expect(await app.services.replayPrediction(id)).toMatchObject({ same: false });
  });

  test('of an unknown id is refused', async () => {
    for (const id of ['none', '00000000-0000-0000-0000-000000000000', '']) {
      await expect(app.services.replayPrediction(id)).rejects.toMatchObject({ code: 'PREDICTION_NOT_FOUND' });
    }
  });
});
