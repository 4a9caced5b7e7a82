import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type OpenApp, openApp } from '../app/open-app.js';
import { bringUpOrders, ORDERS_SDL } from '../app/story.js';

let open: OpenApp;

beforeAll(async () => {
  open = await openApp();
  await bringUpOrders(open);
});

afterAll(() => open.close());

const codes = ({ errors }: { readonly errors: readonly { readonly extensions: { readonly code: string } }[] }) =>
  errors.map(({ extensions }) => extensions.code);

describe('definitions', () => {
  test('are planned without a change and registered once', async () => {
    const planned = await open.graphql(
      'mutation ($sdl: String!) { planDefinitions(sdl: $sdl) { registryVersion changesAnything changes { name action version } } }',
      {
        sdl: ORDERS_SDL.replace('over: "1h"', 'over: "2h"'),
      },
    );
    const plan = planned.data.planDefinitions;
    expect(plan).toMatchObject({ registryVersion: 1, changesAnything: true });
    expect(plan.changes).toContainEqual({ name: 'ShopSales', action: 'CHANGED', version: 2 });
    expect(plan.changes).toContainEqual({ name: 'Shop', action: 'UNCHANGED', version: 1 });
    expect((await open.graphql('{ registry { version } }')).data.registry.version).toBe(1);
  });

  test('registered on another registry version than expected are refused', async () => {
    const answer = await open.graphql(
      'mutation ($sdl: String!) { registerDefinitions(sdl: $sdl, expectedRegistryVersion: 99) { registryVersion } }',
      {
        sdl: ORDERS_SDL.replace('over: "1h"', 'over: "2h"'),
      },
    );
    expect(codes(answer)).toEqual(['REGISTRY_VERSION_CHANGED']);
  });

  test('that are wrong are refused with every problem and its place', async () => {
    const sdl =
      'type A @entity {\n  a: Float! @joinKey\n}\ntype V @featureView(entity: "Shp", source: "Orders") { n: Int! @count }';
    const answer = await open.graphql(
      'mutation ($sdl: String!) { registerDefinitions(sdl: $sdl) { registryVersion } }',
      { sdl },
    );
    expect(codes(answer)).toEqual(['DEFINITIONS_INVALID']);
    const problems = answer.errors[0]?.extensions.details.problems as { line: number; message: string }[];
    expect(problems.length).toBeGreaterThanOrEqual(2);
    expect(problems.every(({ line }) => line > 0)).toBe(true);
    expect(answer.errors[0]?.message).toContain('"Shop"');
  });

  test('are listed, searched and paged', async () => {
    const { data } = await open.graphql(`{
      entities { totalCount nodes { name description joinKeys { name type } } }
      sources { nodes { name table rowKey eventTime knownTime changes } }
      featureViews(search: "SELLING") { nodes { name version entity source on features { name type aggregate over } } }
      labelSets { nodes { name source entities { entity on } labels { name of } } }
      featureServices(name: "SalesRisk") { nodes { features labels } }
      none: featureServices(name: "Sale") { totalCount nodes { name } }
      models { nodes { name service predicts seed liveVersion { version } } }
    }`);
    expect(data.entities).toEqual({
      totalCount: 1,
      nodes: [{ name: 'Shop', description: 'A shop that sells.', joinKeys: [{ name: 'shop', type: 'String' }] }],
    });
    expect(data.sources.nodes).toEqual([
      {
        name: 'Orders',
        table: 'orders',
        rowKey: ['id'],
        eventTime: 'ordered_at',
        knownTime: 'confirmed_at',
        changes: 'APPEND',
      },
    ]);
    expect(data.featureViews.nodes[0]).toMatchObject({ name: 'ShopSales', version: 1, on: ['shop'] });
    expect(data.featureViews.nodes[0].features[0]).toEqual({
      name: 'orders1h',
      type: 'Int',
      aggregate: 'count',
      over: '1h',
    });
    expect(data.labelSets.nodes[0]).toMatchObject({
      name: 'OrderOutcome',
      entities: [{ entity: 'Shop', on: ['shop'] }],
    });
    expect(data.featureServices.nodes).toEqual([
      { features: ['ShopSales.orders1h', 'ShopSales.revenue', 'ShopSales.biggest'], labels: 'OrderOutcome' },
    ]);
    expect(data.none).toEqual({ totalCount: 0, nodes: [] });
    expect(data.models.nodes).toEqual([
      { name: 'LargeOrder', service: 'SalesRisk', predicts: 'large', seed: 7, liveVersion: null },
    ]);
  });
});

describe('materialization', () => {
  test('lists its runs page by page, the newest first', async () => {
    const first = await open.graphql(
      '{ materializationRuns(first: 1) { nodes { id name run state inHistory online startedAt report { rowsRead rowsAdded } } pageInfo { hasNextPage endCursor } } }',
    );
    const { nodes, pageInfo } = first.data.materializationRuns;
    expect(nodes).toHaveLength(1);
    expect(nodes[0]).toMatchObject({
      run: 1,
      state: 'SUCCEEDED',
      inHistory: true,
      startedAt: '2026-03-29T12:00:00.000000Z',
    });
    expect(pageInfo.hasNextPage).toBe(true);
    const second = await open.graphql(
      'query ($after: String) { materializationRuns(after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }',
      { after: pageInfo.endCursor },
    );
    expect(second.data.materializationRuns.nodes[0].id).not.toBe(nodes[0].id);
    expect(second.data.materializationRuns.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true });
  });

  test('lists the runs of one view', async () => {
    const { data } = await open.graphql('{ materializationRuns(name: "ShopSales@1") { nodes { name } } }');
    expect(data.materializationRuns.nodes.map(({ name }: { name: string }) => name)).toEqual(['ShopSales@1']);
  });

  test.each([
    ['mutation { materialize(views: ["ShopSale"]) { id } }', 'FEATURE_VIEW_NOT_FOUND'],
    ['mutation { materialize(views: ["ShopSales@9"]) { id } }', 'VERSION_NOT_FOUND'],
    ['{ materializationRuns(name: "Nothing") { nodes { id } } }', 'FEATURE_VIEW_NOT_FOUND'],
    ['{ materializationRuns(first: 1001) { nodes { id } } }', 'INPUT_INVALID'],
    ['{ materializationRuns(after: "zzzz") { nodes { id } } }', 'INPUT_INVALID'],
    ['{ entities(after: "zzzz") { nodes { name } } }', 'INPUT_INVALID'],
    ['{ entities(first: -1) { nodes { name } } }', 'INPUT_INVALID'],
  ])('refuses %s', async (query, code) => {
    expect(codes(await open.graphql(query))).toEqual([code]);
  });
});

const TRAINING_SET = `query ($asOf: DateTime!, $spine: [JSONObject!], $hindsight: Boolean) {
  trainingSet(service: "Sales", asOf: $asOf, spine: $spine, hindsight: $hindsight) {
    id asOf hindsight rowCount fingerprint columns { name type role } definitions { name version } runs { name run }
    rows(first: 2) { totalCount nodes { position values } pageInfo { hasNextPage endCursor } }
    download(format: CSV)
  }
}`;

const SPINE = [
  { shop: 'north', eventTime: '2026-03-29T11:30:30Z' },
  { shop: 'north', eventTime: '2026-03-29T11:45:00Z' },
  { shop: 'nowhere', eventTime: '2026-03-29T11:45:00Z' },
  { shop: null, eventTime: '2026-03-29T11:45:00Z' },
];

describe('training sets', () => {
  test('answer each row with what was known at its moment, in the order of the spine', async () => {
    const { data, errors } = await open.graphql(TRAINING_SET, { asOf: '2026-03-29T11:50:00Z', spine: SPINE });
    expect(errors).toEqual([]);
    const { columns, rows, rowCount, runs } = data.trainingSet;
    expect(columns.map(({ name }: { name: string }) => name)).toEqual([
      'shop',
      'eventTime',
      'ShopSales.orders1h',
      'ShopSales.revenue',
      'ShopSales.biggest',
      'ShopSales.lastOrder',
    ]);
    expect(rowCount).toBe(4);
    expect(rows.totalCount).toBe(4);
    expect(rows.nodes).toEqual([
      { position: 0, values: ['north', '2026-03-29T11:30:30.000000Z', 0, '10.10', '3', '2026-03-29T10:00:00.000000Z'] },
      {
        position: 1,
        values: ['north', '2026-03-29T11:45:00.000000Z', 1, '10.30', '9007199254740993', '2026-03-29T11:30:00.000001Z'],
      },
    ]);
    expect(rows.pageInfo.hasNextPage).toBe(true);
    expect(runs).toEqual([{ name: 'ShopSales@1', run: 1 }]);
  });

  test('page on from a cursor and give the same bytes again by id', async () => {
    const { data } = await open.graphql(TRAINING_SET, { asOf: '2026-03-29T11:50:00Z', spine: SPINE });
    const { id, fingerprint, rows } = data.trainingSet;
    const again = await open.graphql(
      'query ($id: ID!, $after: String) { recordedTrainingSet(id: $id, recompute: true) { fingerprint recordedFingerprint reproduced rows(after: $after) { nodes { position values } pageInfo { hasNextPage hasPreviousPage } } } }',
      { id, after: rows.pageInfo.endCursor },
    );
    expect(again.data.recordedTrainingSet).toMatchObject({
      fingerprint,
      recordedFingerprint: fingerprint,
      reproduced: true,
    });
    expect(again.data.recordedTrainingSet.rows.nodes.map(({ position }: { position: number }) => position)).toEqual([
      2, 3,
    ]);
    expect(again.data.recordedTrainingSet.rows.nodes[1].values).toEqual([
      null,
      '2026-03-29T11:45:00.000000Z',
      0,
      null,
      null,
      null,
    ]);
    expect(again.data.recordedTrainingSet.rows.pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: true });
  });

  test('take the rows of the label set when no spine is sent', async () => {
    const { data } = await open.graphql(TRAINING_SET, { asOf: '2026-03-29T11:50:00Z' });
    expect(data.trainingSet.rowCount).toBe(3);
    expect(data.trainingSet.columns.at(-1)).toEqual({ name: 'large', type: 'Boolean', role: 'LABEL' });
  });

  test('name a download by a path of this server, and never by what a proxy is said to be', async () => {
    const { payload } = await open.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { host: 'features.example:8080', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      payload: { query: TRAINING_SET, variables: { asOf: '2026-03-29T11:50:00Z', spine: SPINE } },
    });
    const { id, download } = JSON.parse(payload).data.trainingSet;
    expect(download).toBe(`http://features.example:8080/v1/training-sets/${id}.csv`);
  });

  test('that are not recorded are null', async () => {
    for (const id of ['nothing', '', '00000000-0000-4000-8000-000000000000', "'; DROP TABLE orders; --"]) {
      const answer = await open.graphql('query ($id: ID!) { recordedTrainingSet(id: $id) { id } }', { id });
      expect(answer).toMatchObject({ data: { recordedTrainingSet: null }, errors: [] });
    }
  });

  test.each([
    ['asOf in the future', { asOf: '2026-03-29T12:00:00.000001Z' }, 'AS_OF_IN_FUTURE'],
    ['a naive asOf', { asOf: '2026-03-29T11:00:00' }, 'TIME_INVALID'],
  ])('refuse %s', async (_name, variables, code) => {
    expect(codes(await open.graphql(TRAINING_SET, variables))).toEqual([code]);
  });

  test('refuse a spine with naive times and names every row', async () => {
    const spine = [{ shop: 'a', eventTime: '2026-03-29T11:00:00' }, { shop: 'b' }];
    const answer = await open.graphql(TRAINING_SET, { asOf: '2026-03-29T11:00:00Z', spine });
    expect(codes(answer)).toEqual(['INPUT_INVALID']);
    const problems = answer.errors[0]?.extensions.details.problems as { code: string }[];
    expect(problems.map(({ code }) => code)).toEqual(['TIME_INVALID', 'INPUT_INVALID']);
  });

  test('refuse a page of more than 10,000 rows and point to the download', async () => {
    const answer = await open.graphql(
      '{ trainingSet(service: "Sales", asOf: "2026-03-29T11:50:00Z") { rows(first: 10001) { totalCount } } }',
    );
    expect(codes(answer)).toEqual(['TOO_MANY_ROWS']);
    expect(answer.errors[0]?.message).toContain('download');
  });

  test('of an unknown service are refused with near misses', async () => {
    const answer = await open.graphql('{ trainingSet(service: "SalesRsk", asOf: "2026-03-29T11:50:00Z") { id } }');
    expect(codes(answer)).toEqual(['FEATURE_SERVICE_NOT_FOUND']);
    expect(answer.errors[0]?.message).toContain('"SalesRisk"');
  });
});
