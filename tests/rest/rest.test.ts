import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../src/errors/catalogue.js';
import { type OpenApp, openApp } from '../app/open-app.js';
import { bringUpOrders } from '../app/story.js';

let open: OpenApp;
let trainingSet: string;

beforeAll(async () => {
  open = await openApp();
  await bringUpOrders(open);
  const { data } = await open.graphql(
    '{ trainingSet(service: "Sales", asOf: "2026-03-29T12:00:00Z", spine: [{shop: "north", eventTime: "2026-03-29T11:50:00Z", note: "a,\\"b\\""}]) { id } }',
  );
  trainingSet = data.trainingSet.id;
});

afterAll(() => open.close());

const post = (url: string, payload: object | string) =>
  open.server.inject({ method: 'POST', url, payload, headers: { 'content-type': 'application/json' } });
const get = (url: string) => open.server.inject({ method: 'GET', url });

describe('POST /v1/features', () => {
  test('answers like the GraphQL query', async () => {
    const answer = await post('/v1/features', {
      features: ['ShopSales.biggest', 'ShopSales.lastOrder'],
      entities: [{ shop: 'north' }],
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({
      columns: ['ShopSales.biggest', 'ShopSales.lastOrder'],
      at: '2026-03-29T12:00:00.000000Z',
      vectors: [
        {
          entity: { shop: 'north' },
          values: ['9007199254740993', '2026-03-29T11:30:00.000001Z'],
          statuses: ['PRESENT', 'PRESENT'],
          eventTimes: ['2026-03-29T11:30:00.000001Z', '2026-03-29T11:30:00.000001Z'],
        },
      ],
    });
  });

  test('refuses a body with all that is wrong with it', async () => {
    const answer = await post('/v1/features', { features: 'ShopSales', entites: [], service: 1 });
    expect(answer.statusCode).toBe(400);
    const { code, details } = answer.json();
    expect(code).toBe('INPUT_INVALID');
    expect(details.problems.map(({ message }: { message: string }) => message)).toEqual([
      'There is no field "entites"; there are service, features, entities.',
      'service must be text.',
      'features must be a list of texts.',
      'entities is missing; it must be a list of objects.',
    ]);
  });

  test.each([
    ['{bad', 'INPUT_INVALID'],
    ['[]', 'INPUT_INVALID'],
    ['{"features": ["Nothing"], "entities": []}', 'FEATURE_VIEW_NOT_FOUND'],
    ['{"features": ["ShopSales"], "entities": [{}]}', 'ENTITY_KEY_INVALID'],
  ] as const)('refuses %s with the status of its code', async (body, code) => {
    const answer = await post('/v1/features', body);
    expect(answer.json()).toMatchObject({ code, message: expect.any(String) });
    expect(answer.statusCode).toBe(catalogue[code].status);
  });
});

test('POST /v1/predict/{model} refuses a model that has no promoted version', async () => {
  const answer = await post('/v1/predict/LargeOrder', { rows: [{ shop: 'north' }] });
  expect([answer.statusCode, answer.json().code]).toEqual([409, 'MODEL_NOT_PROMOTED']);
});

test('POST /v1/sources/{source}/rows takes rows in once per idempotency key', async () => {
  const rows = [
    {
      id: 77,
      shop: 'east',
      ordered_at: '2026-03-29T11:59:00Z',
      confirmed_at: '2026-03-29T11:59:30Z',
      amount: '2.5',
      units: 4,
    },
  ];
  const push = () =>
    open.server.inject({
      method: 'POST',
      url: '/v1/sources/Orders/rows',
      payload: { rows },
      headers: { 'idempotency-key': 'rest-1' },
    });
  expect((await push()).json()).toEqual({ accepted: 1, refused: [], duplicate: false });
  expect((await push()).json()).toMatchObject({ duplicate: true });
  const live = await post('/v1/features', { features: ['ShopSales.revenue'], entities: [{ shop: 'east' }] });
  expect(live.json().vectors[0].values).toEqual(['2.5']);
});

describe('GET /v1/training-sets', () => {
  test.each([
    ['csv', 'text/csv; charset=utf-8; header=present'],
    ['jsonl', 'application/jsonl; charset=utf-8'],
    ['parquet', 'application/vnd.apache.parquet'],
  ])('streams .%s as a file', async (extension, contentType) => {
    const answer = await get(`/v1/training-sets/${trainingSet}.${extension}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe(contentType);
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="training-set-${trainingSet}.${extension}"`,
    );
    expect(answer.rawPayload.length).toBeGreaterThan(50);
  });

  test('gives every digit in a CSV', async () => {
    const [header, row] = (await get(`/v1/training-sets/${trainingSet}.csv`)).body.split(/\r?\n/);
    expect(header).toContain('ShopSales.biggest');
    expect(row).toContain('9007199254740993');
    expect(row).toContain('"a,""b"""');
  });

  test.each([
    ['nothing.csv', 404, 'TRAINING_SET_NOT_FOUND'],
    ['nothing.arrow', 400, 'INPUT_INVALID'],
    ['nothing', 400, 'INPUT_INVALID'],
    ['..%2F..%2Fetc%2Fpasswd.csv', 404, 'TRAINING_SET_NOT_FOUND'],
  ])('refuses %s', async (file, status, code) => {
    const answer = await get(`/v1/training-sets/${file}`);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
  });
});

describe('health', () => {
  test('says that the server is alive and ready', async () => {
    expect((await get('/healthz')).statusCode).toBe(200);
    const ready = await get('/readyz');
    expect([ready.statusCode, ready.json()]).toEqual([
      200,
      {
        ready: true,
        checks: [
          { name: 'database', ready: true },
          { name: 'onlineStore', ready: true },
        ],
      },
    ]);
  });
});

test('a body of more than 64 MB is refused', async () => {
  const answer = await post('/v1/features', `{"service": "${'x'.repeat(64 * 1024 * 1024)}"}`);
  expect([answer.statusCode, answer.json().code]).toEqual([413, 'REQUEST_TOO_LARGE']);
});

test('an unknown address is answered with the routes there are', async () => {
  const answer = await get('/v2/features');
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'ROUTE_NOT_FOUND']);
  expect(answer.json().message).toContain('POST /v1/features');
});
