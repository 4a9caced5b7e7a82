import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type OpenApp, openApp } from '../app/open-app.js';
import { bringUpOrders } from '../app/story.js';

let open: OpenApp;

beforeAll(async () => {
  open = await openApp();
  await bringUpOrders(open);
});

beforeEach(() => open.clock.moveTo('2026-03-29T12:00:00Z'));

afterAll(() => open.close());

const FEATURES = `query ($features: [String!], $entities: [JSONObject!]!) {
  onlineFeatures(features: $features, entities: $entities) { at columns vectors { entity values statuses eventTimes } }
}`;

describe('live features', () => {
  test('come in the order asked, and unknown entities keep their place', async () => {
    const { data, errors } = await open.graphql(FEATURES, {
      features: ['ShopSales'],
      entities: [{ shop: "o'clock" }, { shop: 'nowhere' }, { shop: 'north' }],
    });
    expect(errors).toEqual([]);
    expect(data.onlineFeatures.at).toBe('2026-03-29T12:00:00.000000Z');
    expect(data.onlineFeatures.columns).toEqual([
      'ShopSales.orders1h',
      'ShopSales.revenue',
      'ShopSales.biggest',
      'ShopSales.lastOrder',
    ]);
    const [clock, nowhere, north] = data.onlineFeatures.vectors;
    expect(clock.values).toEqual([1, '7', '12', '2026-03-29T11:45:00.000000Z']);
    expect(nowhere).toMatchObject({ entity: { shop: 'nowhere' }, values: [0, null, null, null] });
    expect(nowhere.eventTimes).toEqual([null, null, null, null]);
    expect(north.values).toEqual([1, '10.30', '9007199254740993', '2026-03-29T11:30:00.000001Z']);
    expect(north.statuses).toEqual(['PRESENT', 'PRESENT', 'PRESENT', 'PRESENT']);
  });

  test('move with the clock, with nothing run in between', async () => {
    const count = async () =>
      (await open.graphql(FEATURES, { features: ['ShopSales.orders1h'], entities: [{ shop: 'north' }] })).data
        .onlineFeatures.vectors[0].values[0];
    expect(await count()).toBe(1);
    open.clock.moveTo('2026-03-29T12:30:00.000001Z');
    expect(await count()).toBe(0);
  });

  test('show pushed rows as soon as the push returns, once per idempotency key', async () => {
    const push = () =>
      open.graphql(
        'mutation ($rows: [JSONObject!]!) { pushRows(source: "Orders", rows: $rows, idempotencyKey: "k1") { accepted duplicate refused { index code message } } }',
        {
          rows: [
            {
              id: 10,
              shop: 'west',
              ordered_at: '2026-03-29T11:59:00Z',
              confirmed_at: '2026-03-29T11:59:00Z',
              amount: '1.5',
              units: '2',
            },
          ],
        },
      );
    expect((await push()).data.pushRows).toEqual({ accepted: 1, duplicate: false, refused: [] });
    const live = await open.graphql(FEATURES, { features: ['ShopSales'], entities: [{ shop: 'west' }] });
    expect(live.data.onlineFeatures.vectors[0].values.slice(0, 3)).toEqual([1, '1.5', '2']);
    expect((await push()).data.pushRows).toMatchObject({ accepted: 1, duplicate: true });
  });

  test.each([
    ['an unknown view', { features: ['ShopSale'], entities: [] }, 'FEATURE_VIEW_NOT_FOUND'],
    ['an unknown feature', { features: ['ShopSales.orders'], entities: [] }, 'FEATURE_NOT_FOUND'],
    ['neither service nor features', { entities: [] }, 'INPUT_INVALID'],
    ['an entity without its key', { features: ['ShopSales'], entities: [{}] }, 'ENTITY_KEY_INVALID'],
    [
      '1,001 entities',
      { features: ['ShopSales'], entities: Array.from({ length: 1_001 }, () => ({ shop: 'a' })) },
      'TOO_MANY_ROWS',
    ],
  ])('refuse %s', async (_name, variables, code) => {
    const { errors } = await open.graphql(FEATURES, variables);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  });
});

describe('models', () => {
  test.each([
    ['{ predict(model: "LargeOrdr", rows: []) { id } }', 'MODEL_NOT_FOUND'],
    ['{ predict(model: "LargeOrder", rows: [{ shop: "north" }]) { id } }', 'MODEL_NOT_PROMOTED'],
    ['{ predict(model: "LargeOrder", version: 9, rows: [{ shop: "north" }]) { id } }', 'MODEL_VERSION_NOT_FOUND'],
    ['mutation { promoteModel(model: "LargeOrder", version: 1) { version } }', 'MODEL_VERSION_NOT_FOUND'],
    ['mutation { verifyModel(model: "LargeOrder", version: 1) { same } }', 'MODEL_VERSION_NOT_FOUND'],
    ['mutation { replayPrediction(id: "nothing") { same } }', 'PREDICTION_NOT_FOUND'],
    [
      'mutation { trainModel(model: "LargeOrder", asOf: "2026-03-29T11:50:00Z", wait: false) { version } }',
      'INPUT_INVALID',
    ],
    ['mutation { trainModel(model: "LargeOrder", asOf: "2026-03-29T09:00:00Z") { version } }', 'TRAINING_FAILED'],
  ])('refuse %s', async (query, code) => {
    const { errors } = await open.graphql(query);
    expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  });

  test('are trained, verified, promoted, predict, and can be replayed', async () => {
    await open.database.pool.query(
      `INSERT INTO orders SELECT 1000 + n, 'shop' || n % 7, t, t, n % 13, CASE WHEN (n % 7) * 2 + n % 5 > 8 THEN 20 ELSE 2 END
       FROM generate_series(1, 600) AS n, LATERAL (SELECT timestamptz '2026-03-28T00:00:00Z' + n * interval '1 minute' AS t) AS at`,
    );
    await open.graphql('mutation { materialize(wait: true) { state } }');
    const trained = await open.graphql(
      'mutation { trainModel(model: "LargeOrder", asOf: "2026-03-29T11:59:00Z") { version state features metrics trainingSetId artifactHash } }',
    );
    expect(trained.errors).toEqual([]);
    expect(trained.data.trainModel).toMatchObject({ version: 1, state: 'CANDIDATE' });
    const verified = await open.graphql(
      'mutation { verifyModel(model: "LargeOrder", version: 1) { same trainingSetSame differences } }',
    );
    expect(verified.data.verifyModel).toEqual({ same: true, trainingSetSame: true, differences: [] });
    const promoted = await open.graphql(
      'mutation { promoteModel(model: "LargeOrder", version: 1) { state promotedAt } }',
    );
    expect(promoted.data.promoteModel).toEqual({ state: 'LIVE', promotedAt: '2026-03-29T12:00:00.000000Z' });
    const predicted = await open.graphql(
      '{ predict(model: "LargeOrder", rows: [{ shop: "north" }, { shop: "nowhere" }]) { id version prediction probability columns features { entity values statuses } } }',
    );
    expect(predicted.errors).toEqual([]);
    const [north, nowhere] = predicted.data.predict;
    expect(north).toMatchObject({ version: 1, features: { entity: { shop: 'north' } } });
    expect(north.probability).toBeGreaterThan(0);
    expect(north.prediction).toBe(north.probability >= 0.5);
    expect(nowhere.features.entity).toEqual({ shop: 'nowhere' });
    const rest = await open.server.inject({
      method: 'POST',
      url: '/v1/predict/LargeOrder',
      payload: { rows: [{ shop: 'north' }], version: 1 },
    });
    expect(rest.json().predictions).toEqual([
      { ...north, id: expect.any(String), model: 'LargeOrder', features: expect.objectContaining(north.features) },
    ]);
    const replayed = await open.graphql('mutation ($id: ID!) { replayPrediction(id: $id) { same logged replayed } }', {
      id: north.id,
    });
    expect(replayed.data.replayPrediction).toEqual({
      same: true,
      logged: north.probability,
      replayed: north.probability,
    });
    const listed = await open.graphql(
      '{ modelVersions(model: "LargeOrder") { totalCount nodes { version state } } models { nodes { liveVersion { version } } } }',
    );
    expect(listed.data.modelVersions).toEqual({ totalCount: 1, nodes: [{ version: 1, state: 'LIVE' }] });
    expect(listed.data.models.nodes[0].liveVersion.version).toBe(1);
  });
});
