import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type OpenApp, openApp } from '../app/open-app.js';
import { bringUpOrders } from '../app/story.js';

let open: OpenApp;

beforeAll(async () => {
  open = await openApp();
  await bringUpOrders(open);
});

afterAll(() => open.close());

const post = (payload: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
  open.server.inject({ method: 'POST', url: '/graphql', payload, headers });

const codeOf = (body: string) =>
  (JSON.parse(body) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;

describe('what GraphQL itself refuses', () => {
  test.each([
    ['{ registry { version ', 400, 'GRAPHQL_PARSE_FAILED'],
    ['{ registr { version } }', 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($a: DateTime!) { trainingSet(service: "Sales", asOf: $a) { id } }', 400, 'BAD_USER_INPUT'],
    ['query a { registry { version } } query b { registry { version } }', 400, 'OPERATION_RESOLUTION_FAILURE'],
  ])('keeps its code: %s', async (query, status, code) => {
    const answer = await open.graphql(query);
    expect(answer.status).toBe(status);
    expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual([code]);
    expect(answer.text).not.toMatch(/node_modules|stacktrace/);
  });

  test('includes batches, bodies that are no JSON, and forms that another site could send', async () => {
    expect((await post('[{"query":"{ registry { version } }"}]')).statusCode).toBe(400);
    expect(codeOf((await post('{bad')).body)).toBe('INPUT_INVALID');
    expect(codeOf((await post('null')).body)).toBe('BAD_REQUEST');
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect((await post('{"query":"{ registry { version } }"}', { 'content-type': type })).statusCode).toBe(400);
    }
  });

  test('includes GET, which names the routes there are', async () => {
    const answer = await open.server.inject({ method: 'GET', url: '/graphql?query={registry{version}}' });
    expect([answer.statusCode, codeOf(answer.body)]).toEqual([404, 'ROUTE_NOT_FOUND']);
  });

  test('does not include a Host that is none', async () => {
    const answer = await open.server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { host: '%%bad host' },
      payload: { query: '{ registry { version } }' },
    });
    expect(answer.json()).toEqual({ data: { registry: { version: 1 } } });
  });
});

describe('what fails inside', () => {
  test('is INTERNAL with an error id, and nothing of it leaves the server', async () => {
    await open.database.pool.query('ALTER TABLE asof.materialization_run RENAME TO hidden');
    try {
      const answer = await open.graphql('{ materializationRuns { nodes { id } } }');
      expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL']);
      expect(answer.errors[0]?.extensions.details).toEqual({ errorId: expect.stringMatching(/^[\da-f-]{36}$/) });
      expect(answer.text).not.toMatch(/materialization_run|SELECT|relation|\.ts|node_modules|127\.0\.0\.1/i);
    } finally {
      await open.database.pool.query('ALTER TABLE asof.hidden RENAME TO materialization_run');
    }
  });

  test('leaves the rest of the answer', async () => {
    const { data, errors } = await open.graphql(
      '{ registry { version } recordedTrainingSet(id: "x") { id } featureViews(first: 5000) { totalCount } }',
    );
    expect(data).toBeNull();
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INPUT_INVALID']);
  });
});

describe('a database that goes away', () => {
  test('is DATABASE_UNAVAILABLE during a request, and the server finds it again', async () => {
    await open.database.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => open.graphql('{ materializationRuns { nodes { id } } }')),
    );
    for (const { errors } of answers) {
      for (const { extensions } of errors) expect(extensions.code).toBe('DATABASE_UNAVAILABLE');
    }
    const later = await open.graphql('{ materializationRuns { nodes { id } } }');
    expect(later.errors).toEqual([]);
  });
});
