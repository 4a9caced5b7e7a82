import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type BadRequest, registration, trainingSet } from './bad-input/bad-request.js';
import { UNKNOWN_NAMES } from './bad-input/unknown-names.js';
import { WILD_EXPRESSIONS, WRONG_DEFINITIONS } from './bad-input/wrong-definitions.js';
import { WRONG_ROWS, WRONG_VALUES } from './bad-input/wrong-values.js';
import { createRides, RIDES_SDL } from './rides.js';
import { expectNothingFromInside } from './scan-answer.js';
import { bringUp, type ServedApp, serveApp } from './served-app.js';

let served: ServedApp;
let before: string;

beforeAll(async () => {
  served = await serveApp();
  await createRides(served.database.pool);
  await served.database.pool.query('CREATE TABLE naive (id integer, at timestamp)');
  await bringUp(served, RIDES_SDL);
  before = await everythingKept(served);
});

afterAll(() => served.close());

/** How many rows every table has, of ours and of the user, and the version of the registry. */
async function everythingKept({ database }: ServedApp): Promise<string> {
  const { rows: tables } = await database.pool.query<{ readonly name: string }>(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const counts = tables
    .map(({ name }) => `SELECT '${name}' AS name, count(*) AS rows FROM ${name}`)
    .join(' UNION ALL ');
  const [{ rows }, registry] = await Promise.all([
    database.pool.query(counts),
    database.pool.query('SELECT * FROM asof.registry_state'),
  ]);
  return JSON.stringify([rows, registry.rows]);
}

async function expectRefusal({ query, variables, code, says }: BadRequest): Promise<void> {
  const started = performance.now();
  const { data, errors } = await served.client.graphql(query, variables);
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
  for (const words of says) expect(errors[0]?.message).toEqual(expect.stringMatching(toPattern(words)));
  expect(Object.values(data ?? {}).filter((each) => each !== null)).toEqual([]);
}

function toPattern(words: string | RegExp): RegExp {
  return typeof words === 'string' ? new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : words;
}

describe('leaves everything as it was and refuses', () => {
  afterEach(async () => expect(await everythingKept(served)).toBe(before));

  describe('a name that is not there:', () => {
    test.each(UNKNOWN_NAMES)('$title', expectRefusal);
  });

  describe('values that do not fit:', () => {
    test.each(WRONG_VALUES)('$title', expectRefusal);
  });

  test.each(WRONG_ROWS)('a pushed row with %s', async (_title, wrong, code, says) => {
    const row = `{ id: 5000, station: "x", started_at: "2026-01-01T00:00:00Z", ${wrong} }`;
    const { pushRows } = await served.client.get(
      `mutation { pushRows(source: "Rides", rows: [${row}]) { accepted refused { index code message } } }`,
    );
    expect(pushRows).toEqual({ accepted: 0, refused: [{ index: 0, code, message: expect.stringContaining(says) }] });
    expectNothingFromInside(pushRows.refused[0].message, wrong);
  });

  describe('definitions with', () => {
    test.each(WRONG_DEFINITIONS)('$title', expectRefusal);

    test('comment lines of hashes alone are read at once and register nothing', async () => {
      const { query, variables } = registration(`${'#'.repeat(100)}\n${'# '.repeat(50_000)}\n`);
      expect(await served.client.get(query, variables)).toEqual({ registerDefinitions: { registryVersion: 1 } });
    });

    test('a registry version other than the expected one', () =>
      expectRefusal({
        title: '',
        query:
          'mutation ($sdl: String!) { registerDefinitions(sdl: $sdl, expectedRegistryVersion: 7) { registryVersion } }',
        variables: { sdl: 'type Depot @entity { depot: String! @joinKey }' },
        code: 'REGISTRY_VERSION_CHANGED',
        says: ['7', 'at version 1'],
      }));

    test('every table of the registry and of the histories as a source', async () => {
      const { rows } = await served.database.pool.query<{ readonly name: string }>(
        `SELECT format('%s.%s', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema LIKE 'asof%'`,
      );
      expect(rows.length).toBeGreaterThan(8);
      for (const { name } of rows) {
        const { query, variables } = registration(`type S @source(table: "${name}", eventTime: "created_at")`);
        const { errors } = await served.client.graphql(query, variables);
        expect(errors[0]?.message).toContain('belongs to Postgres or to Asof itself');
      }
    });
  });

  describe('in a feature and in a condition, the expression', () => {
    test.each(
      WILD_EXPRESSIONS.map(([expression, says]) => ({
        title: JSON.stringify(expression.slice(0, 40)),
        expression,
        says,
      })),
    )('$title', async ({ expression, says }) => {
      const sdl = `type V @featureView(entity: "Station", source: "Rides") { n: Float @latest(of: ${JSON.stringify(expression)}) }`;
      await expectRefusal({ title: '', ...registration(sdl), code: 'DEFINITIONS_INVALID', says: [says] });
      await expectRefusal({
        title: '',
        ...trainingSet({ where: expression }),
        code: 'EXPRESSION_INVALID',
        says: [says],
      });
    });
  });
});
