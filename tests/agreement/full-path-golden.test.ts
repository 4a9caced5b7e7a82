import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseInstant } from '../../src/time/instant.js';
import { type FreshApp, freshApp, liveRows, trainingRows } from '../materialization/fresh-app.js';
import { type GoldenCase, readGoldenCases } from './golden-cases.js';

const HOUR = 3_600_000_000;
const cases = readGoldenCases();

let app: FreshApp;

beforeAll(async () => {
  app = await freshApp('golden', { start: '2027-01-01T00:00:00Z' });
  for (const [number, golden] of cases.entries()) await createTable(number, golden);
  await app.services.register({ sdl: cases.map(({ definitions }, number) => renamed(definitions, number)).join('\n') });
}, 120_000);

afterAll(() => app.close());

/** Definitions whose names no other case has. */
function renamed(text: string, number: number): string {
  return text.replace(/\b(Thing|Events|events|Seen|SeenService)\b/g, (name) => `${name}${number}`);
}

/** Every other table that can has a primary key: the two ways into history must not differ. */
async function createTable(number: number, { table }: GoldenCase): Promise<void> {
  const { pool } = app.database;
  const name = renamed(table.name, number);
  const columns = Object.entries(table.columns).map(([column, type]) => `${column} ${type}`);
  await pool.query(`CREATE TABLE ${name} (${columns.join(', ')})`);
  await pool.query(`INSERT INTO ${name} SELECT * FROM jsonb_populate_recordset(NULL::${name}, $1)`, [
    JSON.stringify(table.rows),
  ]);
  const isUnique = new Set(table.rows.map(({ id }) => id)).size === table.rows.length;
  if (isUnique && number % 2 === 0) await pool.query(`ALTER TABLE ${name} ADD PRIMARY KEY (id)`);
}

/** Deviations may differ by 1e-9 of themselves, everything else not at all. */
function findDifference(
  golden: GoldenCase,
  expected: GoldenCase['expected']['rows'],
  found: readonly (readonly unknown[])[],
): string | undefined {
  if (expected.length !== found.length) return `${expected.length} rows expected, ${found.length} found`;
  for (const [row, values] of expected.entries()) {
    for (const [index, value] of values.entries()) {
      const other = found[row]?.[index];
      const isDeviation = new RegExp(`f${index}: \\w+!? @stddev`).test(golden.definitions);
      const agree =
        isDeviation && typeof value === 'number'
          ? Math.abs(value - Number(other)) <= 1e-9 * Math.abs(value)
          : Object.is(value, other);
      if (!agree)
        return `row ${row}, ${golden.expected.columns[index]}: ${String(value)} expected, ${String(other)} found`;
    }
  }
  return undefined;
}

describe('the golden cases, registered, materialized and asked for', () => {
  test('come out as training sets, value for value', async () => {
    for (const [number, golden] of cases.entries()) {
      const { service, asOf, hindsight, spine } = golden.request;
      app.clock.moveTo(parseInstant(asOf) - (number % 3 === 0 ? HOUR : 0));
      const [run] = await app.services.materialize({ views: [`Seen${number}`], wait: true });
      expect([golden.name, run?.failure]).toEqual([golden.name, null]);
      app.clock.moveTo(asOf);
      const { id } = await app.services.buildTrainingSet({
        service: renamed(service, number),
        asOf: parseInstant(asOf),
        hindsight,
        spine,
        where: null,
      });
      const columns = golden.expected.columns.map((column) => renamed(column, number));
      const found = (await trainingRows(app.services, id)).map((row) => columns.map((column) => row[column]));
      expect([golden.name, findDifference(golden, golden.expected.rows, found)]).toEqual([golden.name, undefined]);
    }
  }, 180_000);

  test('come out live where they ask about now', async () => {
    let asked = 0;
    for (const [number, golden] of cases.entries()) {
      const { service, asOf, hindsight, spine } = golden.request;
      const present = spine.flatMap((row, index) =>
        row.eventTime === asOf ? [{ row, expected: golden.expected.rows[index] ?? [] }] : [],
      );
      if (hindsight || present.length === 0) continue;
      app.clock.moveTo(asOf);
      const entities = present.map(({ row: { eventTime: _eventTime, ...keys } }) => keys);
      const vectors = await liveRows(app.services, { service: renamed(service, number), features: null, entities });
      const found = vectors.map((vector) => Object.values(vector));
      expect([
        golden.name,
        findDifference(
          golden,
          present.map(({ expected }) => expected),
          found,
        ),
      ]).toEqual([golden.name, undefined]);
      asked += present.length;
    }
    expect(asked).toBeGreaterThan(60);
  }, 60_000);
});
