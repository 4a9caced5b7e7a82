import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { seededRandom, seedFor } from '../harness/seed.js';
import { FEATURE_TYPES, type FeatureType } from '../../src/values/feature-type.js';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { quoteIdentifier, toSql } from '../../src/expressions/to-sql.js';
import { checkExpression } from '../../src/expressions/type-expression.js';
import { SQL_TYPES } from '../../src/definitions/table-columns.js';
import { COLUMNS } from './columns.js';
import { randomExpressions } from './random-expression.js';

let database: FreshDatabase;

beforeAll(async () => {
  await loadExpressionParser();
  database = await freshDatabase('expressions');
  const columns = [...COLUMNS].map(([name, type]) => `${quoteIdentifier(name)} ${SQL_TYPES[type]}`);
  await database.pool.query(`CREATE TABLE events (${columns.join(', ')})`);
  await database.pool.query(`INSERT INTO events (i, j, b, d, f, ok, done, kind, other, at, known_at, "Delay", "two words", "say ""hi""", "größe") VALUES
    (1, 0, 9007199254740993, 1.50, 0.1, true, false, 'a', 'B', '2026-03-29T01:00:00Z', '2026-03-29T01:00:00.000001Z', 16, -1, 'o''clock', 3),
    (7, -3, -1, 0.25, -2.5, false, NULL, 'Z', 'a', NULL, '2026-01-01T00:00:00Z', NULL, 5, E'back\\\\slash', 0),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`);
});

afterAll(() => database.drop());

/** What Postgres gives for an expression of the first row, as text. */
async function evaluate(text: string): Promise<string | null> {
  const checked = checkExpression(text, COLUMNS);
  if (checked.kind === 'refused') throw new Error(JSON.stringify(checked.problems));
  const { rows } = await database.pool.query(`SELECT (${checked.sql})::text AS value FROM events WHERE i = 1`);
  return (rows as { value: string | null }[])[0]?.value ?? null;
}

test('what is typed here has the same type in Postgres, and runs', async () => {
  const { draw } = randomExpressions(seededRandom(seedFor('types in Postgres')));
  const outcomes = { ran: 0, outOfRange: 0 };
  for (let index = 0; index < 600; index += 1) {
    const drawn: FeatureType = FEATURE_TYPES[index % FEATURE_TYPES.length] ?? 'Int';
    const checked = checkExpression(toSql(draw(drawn, 3)), COLUMNS);
    if (checked.kind === 'refused') continue;
    try {
      const { rows } = await database.pool.query(
        `SELECT pg_typeof(value)::text AS type FROM (SELECT ${checked.sql} AS value FROM events) AS results`,
      );
      const type = (rows as { type: string }[])[0]?.type;
      expect(`${type} ${checked.sql}`).toBe(`${SQL_TYPES[checked.type]} ${checked.sql}`);
      outcomes.ran += 1;
    } catch (error) {
      if (!(error instanceof Error) || !/out of range|overflow/.test(error.message)) throw error;
      outcomes.outOfRange += 1;
    }
  }
  expect(outcomes.ran).toBeGreaterThan(300);
});

describe('in Postgres', () => {
  test.each<[string, string | null]>([
    ['i / j', null],
    ['i % j', null],
    ['1 / 0', null],
    ['i / NULLIF(j, 0)', null],
    ['f / 0', null],
    ['7 / 2', '3'],
    ['-7 / 2', '-3'],
    ['-7 % 2', '-1'],
    ['7 / 2.0', '3.5000000000000000'],
    ['kind < other', 'false'],
    ["'a' < 'B'", 'false'],
    ["kind IN ('A')", 'false'],
    [`"say ""hi""" = 'o''clock'`, 'true'],
    ['at < known_at', 'true'],
    ["at = '2026-03-29T03:00:00+02:00'", 'true'],
    ['b = 9007199254740993', 'true'],
    ["CASE kind WHEN 'a' THEN 1 END", '1'],
    ['ok AND NULL', null],
    ['done OR NULL', null],
    ['j IS DISTINCT FROM NULL', 'true'],
  ])('%s is %s', async (text, value) => {
    expect(await evaluate(text)).toBe(value);
  });
});
