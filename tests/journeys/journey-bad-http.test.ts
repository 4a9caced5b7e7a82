import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRides, RIDES_SDL } from './rides.js';
import { bringUp, type ServedApp, serveApp } from './served-app.js';

let served: ServedApp;

beforeAll(async () => {
  served = await serveApp();
  await createRides(served.database.pool);
  await bringUp(served, RIDES_SDL);
});

afterAll(() => served.close());

const JSON_TYPE = { 'content-type': 'application/json' };
const ASK = '{"query":"{ registry { version } }"}';
const post = (body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): RequestInit => ({
  method: 'POST',
  headers,
  body,
});
const asking = (query: string, variables: unknown = {}): RequestInit => post(JSON.stringify({ query, variables }));
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join(' ');

interface BadHttp {
  readonly title: string;
  readonly path: string;
  readonly init?: RequestInit;
  readonly status: number;
  readonly code: string;
  readonly says?: string;
}

const graphql = (
  title: string,
  init: RequestInit,
  rest: Omit<BadHttp, 'title' | 'path' | 'init' | 'status'> & { readonly status?: number },
): BadHttp => ({
  title,
  path: '/graphql',
  init,
  status: 400,
  ...rest,
});

const INVALID = 'GRAPHQL_VALIDATION_FAILED';

const BODIES: readonly BadHttp[] = [
  {
    title: 'a GET',
    path: '/graphql?query={registry{version}}',
    status: 404,
    code: 'ROUTE_NOT_FOUND',
    says: 'POST /graphql',
  },
  {
    title: 'a GET of a mutation',
    path: '/graphql?query=mutation{materialize{id}}',
    status: 404,
    code: 'ROUTE_NOT_FOUND',
  },
  graphql('a PUT', { method: 'PUT', headers: JSON_TYPE, body: ASK }, { status: 404, code: 'ROUTE_NOT_FOUND' }),
  graphql('text', post(ASK, { 'content-type': 'text/plain' }), {
    code: 'INPUT_INVALID',
    says: 'content-type: application/json',
  }),
  graphql('a form', post('query={registry{version}}', { 'content-type': 'application/x-www-form-urlencoded' }), {
    code: 'INPUT_INVALID',
    says: 'content-type: application/json',
  }),
  graphql('half of JSON', post('{"query": "x'), { code: 'INPUT_INVALID', says: 'not valid JSON' }),
  graphql('nothing', post(''), { code: 'INPUT_INVALID' }),
  graphql('a list of requests', post(`[${ASK}]`), { code: 'BAD_REQUEST', says: 'batching' }),
  graphql('null', post('null'), { code: 'BAD_REQUEST' }),
  graphql('a number for a query', post('{"query":5}'), { code: 'BAD_REQUEST' }),
  graphql('a text for variables', post('{"query":"{ registry { version } }","variables":"x"}'), {
    code: 'BAD_REQUEST',
  }),
  graphql('65 megabytes', post(`{"query":"${'x'.repeat(65 * 1024 * 1024)}"}`), {
    status: 413,
    code: 'REQUEST_TOO_LARGE',
    says: '64 MB',
  }),
  graphql('a broken query', asking('{ featureViews { '), { code: 'GRAPHQL_PARSE_FAILED' }),
  graphql('no query', asking(''), { code: 'BAD_REQUEST' }),
  graphql('two operations and no name', asking('query a { registry { version } } query b { registry { version } }'), {
    code: 'OPERATION_RESOLUTION_FAILURE',
  }),
  graphql('a subscription', asking('subscription { x }'), { code: INVALID, says: 'subscription' }),
];

const BOMBS: readonly BadHttp[] = [
  graphql('selections fifty thousand deep', asking(`{ ${'a { '.repeat(50_000)}b${' }'.repeat(50_000)} }`), {
    code: 'GRAPHQL_PARSE_FAILED',
    says: 'too deeply',
  }),
  graphql(
    'a literal fifty thousand deep',
    asking(`{ onlineFeatures(features: [], entities: [{ station: ${nested(50_000)} }]) { columns } }`),
    { code: 'GRAPHQL_PARSE_FAILED', says: 'too deeply' },
  ),
  graphql(
    'a variable two hundred thousand deep',
    post(
      `{"query":"query ($e: [JSONObject!]!) { onlineFeatures(features: [\\"StationUse\\"], entities: $e) { columns } }","variables":{"e":[{"station":${nested(200_000)}}]}}`,
    ),
    { status: 200, code: 'ENTITY_KEY_INVALID', says: 'is [[[…]]]' },
  ),
  graphql(
    'selections 42 deep',
    asking(`{ __type(name: "Query") { ${'ofType { '.repeat(40)}name${' }'.repeat(40)} } }`),
    { code: INVALID, says: '42 levels deep' },
  ),
  graphql('a thousand aliases', asking(`{ ${times(1_000, (index) => `a${index}: registry { version }`)} }`), {
    code: INVALID,
    says: '1000 things at once',
  }),
  graphql('fifty thousand fields', asking(`{ registry { ${'version '.repeat(50_000)} } }`), {
    code: INVALID,
    says: '50001 fields',
  }),
  graphql('a fragment of itself', asking('{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }'), {
    code: INVALID,
    says: 'itself',
  }),
  graphql(
    'fragments that double twenty times',
    asking(
      `{ ...f0 } ${times(20, (index) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`)} fragment f20 on Query { registry { version } }`,
    ),
    { code: INVALID, says: 'are allowed' },
  ),
  graphql(
    'a chain of ten thousand fragments',
    asking(
      `{ ...f0 } ${times(10_000, (index) => `fragment f${index} on Query { ...f${index + 1} }`)} fragment f10000 on Query { registry { version } }`,
    ),
    { code: 'INPUT_INVALID', says: '10001 fragments' },
  ),
  graphql('fifty thousand directives', asking(`{ registry ${'@include(if: true) '.repeat(50_000)} { version } }`), {
    code: INVALID,
    says: '@include',
  }),
];

const ROUTES: readonly BadHttp[] = [
  { title: 'nothing there', path: '/nowhere', status: 404, code: 'ROUTE_NOT_FOUND', says: 'GET /nowhere' },
  {
    title: 'a broken escape',
    path: '/v1/predict/%zz',
    init: post('{}'),
    status: 400,
    code: 'INPUT_INVALID',
    says: '%zz',
  },
  { title: 'a way out of the console', path: '/console/..%2f..%2fpackage.json', status: 404, code: 'ROUTE_NOT_FOUND' },
  {
    title: 'a training set that is not there',
    path: '/v1/training-sets/nothing.csv',
    status: 404,
    code: 'TRAINING_SET_NOT_FOUND',
    says: '"nothing"',
  },
  {
    title: 'a training set in an unknown format',
    path: '/v1/training-sets/x.exe',
    status: 400,
    code: 'INPUT_INVALID',
    says: '.parquet',
  },
  {
    title: 'a training set on a way out',
    path: '/v1/training-sets/..%2f..%2fshadow.csv',
    status: 404,
    code: 'TRAINING_SET_NOT_FOUND',
  },
  {
    title: 'features with everything wrong',
    path: '/v1/features',
    init: post('{"servce":"x","features":[1],"entities":5}'),
    status: 400,
    code: 'INPUT_INVALID',
    says: '"servce"',
  },
  {
    title: 'features of a list',
    path: '/v1/features',
    init: post('[]'),
    status: 400,
    code: 'INPUT_INVALID',
    says: 'JSON object',
  },
  {
    title: 'features of text',
    path: '/v1/features',
    init: post('x', { 'content-type': 'text/plain' }),
    status: 400,
    code: 'INPUT_INVALID',
  },
  {
    title: 'a prediction of an unknown model',
    path: '/v1/predict/LongRid',
    init: post('{"rows":[{"station":"x"}]}'),
    status: 404,
    code: 'MODEL_NOT_FOUND',
    says: '"LongRide"',
  },
  {
    title: 'a prediction of half a version',
    path: '/v1/predict/LongRide',
    init: post('{"rows":[],"version":1.5}'),
    status: 400,
    code: 'INPUT_INVALID',
    says: 'version',
  },
  {
    title: 'rows for an unknown source',
    path: '/v1/sources/Ride/rows',
    init: post('{"rows":[]}'),
    status: 404,
    code: 'SOURCE_NOT_FOUND',
    says: '"Rides"',
  },
  {
    title: 'rows under an empty key',
    path: '/v1/sources/Rides/rows',
    init: post('{"rows":[{"id":1}],"idempotencyKey":""}'),
    status: 400,
    code: 'INPUT_INVALID',
    says: 'idempotency key',
  },
];

async function expectRefusal({ path, init, status, code, says = '' }: BadHttp): Promise<void> {
  const answer = await served.client.request(path, init);
  const body = JSON.parse(answer.text);
  const [{ message, found }] = (body.errors ?? [body]).map(
    (error: { message: string; code?: string; extensions?: { code: string } }) => ({
      message: error.message,
      found: error.extensions?.code ?? error.code,
    }),
  );
  expect({ status: answer.status, code: found }).toEqual({ status, code });
  expect(message).toContain(says);
}

describe('refuses, and goes on answering,', () => {
  test.each(BODIES)('$title', expectRefusal);
  test.each(BOMBS)('$title', expectRefusal, 15_000);
  test.each(ROUTES)('$title', expectRefusal);

  test('alive, ready, and with a registry as before', async () => {
    expect(await served.client.request('/healthz')).toMatchObject({ status: 200 });
    expect(await served.client.request('/readyz')).toMatchObject({ status: 200 });
    expect(await served.client.get('{ registry { version } }')).toEqual({ registry: { version: 1 } });
  });
});

describe('a page of a training set', () => {
  const ask = (rows: string) =>
    served.client.graphql(
      `query ($asOf: DateTime!) { trainingSet(service: "RideOutlook", asOf: $asOf) { rowCount ${rows} } }`,
      { asOf: new Date().toISOString() },
    );
  const codes = async (rows: string) => (await ask(rows)).errors.map(({ extensions }) => extensions.code);

  test('has up to 10,000 rows; past that the answer points to the download', async () => {
    const { errors } = await ask('rows(first: 10001) { totalCount }');
    expect(errors[0]).toMatchObject({ extensions: { code: 'TOO_MANY_ROWS' } });
    expect(errors[0]?.message).toContain('download(format: PARQUET)');
    expect((await ask('rows(first: 10000) { nodes { position } }')).data.trainingSet.rows.nodes).toHaveLength(800);
  });

  test('does not go backwards, nor on from what is no cursor', async () => {
    expect(await codes('rows(first: -1) { totalCount }')).toEqual(['INPUT_INVALID']);
    expect(await codes('rows(after: "nonsense") { totalCount }')).toEqual(['INPUT_INVALID']);
    expect(await codes('rows(after: "LTE") { totalCount }')).toEqual(['INPUT_INVALID']);
  });

  test('cannot be had by aliases as often as one likes', async () => {
    const asOf = '2026-01-01T00:00:00Z';
    const spine = Array.from({ length: 1_000 }, () => ({ station: 'north', eventTime: asOf }));
    const { errors } = await served.client.graphql(
      `query ($asOf: DateTime!, $spine: [JSONObject!]) {
        trainingSet(service: "StationFacts", asOf: $asOf, spine: $spine) { ${times(900, (index) => `a${index}: rows(first: 1000) { totalCount }`)} }
      }`,
      { asOf, spine },
    );
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['TOO_MANY_ROWS']);
  });
});
