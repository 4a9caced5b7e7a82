import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { movableClock } from '../harness/clock.js';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { parseInstant } from '../../src/time/instant.js';
import { withDuckDb } from '../../src/sources/files/duckdb-session.js';
import { createDemoClock } from '../../src/cli/demo/demo-clock.js';
import { type DemoReport, readDemoReport, writeDemoReport } from '../../src/cli/demo/demo-report.js';
import { readFlightsToCome } from '../../src/cli/demo/departures.js';
import { weeksForward } from '../../src/cli/demo/flights-file.js';
import { judgePredictions } from '../../src/cli/demo/judge-predictions.js';
import { findLastDeparture, loadFlights } from '../../src/cli/demo/load-flights.js';
import { queriesToPaste } from '../../src/cli/demo/queries.js';
import type { LivePrediction } from '../../src/cli/demo/replay-day.js';
import { createProgressBar } from '../../src/cli/progress-bar.js';
import { recordingTerminal } from './recording-terminal.js';

const HOUR = 3_600_000_000;
const DAY = 24 * HOUR;

describe('the clock of the demo', () => {
  test('stands, moves forward only, and then follows the machine', () => {
    const machine = movableClock(1_000);
    const clock = createDemoClock(machine, 100);
    expect(clock.now()).toBe(100);
    clock.moveTo(300);
    clock.moveTo(200);
    expect(clock.now()).toBe(300);
    clock.follow();
    machine.advance(5);
    expect(clock.now()).toBe(1_005);
  });
});

describe('the weeks by which flights move', () => {
  const last = parseInstant('2001-07-01T00:00:00Z');
  test.each(['2026-11-23T05:31:00Z', '2026-11-22T00:00:00Z', '2026-11-21T23:59:00Z', '2027-02-28T12:00:00Z'])(
    'leave the last flight one to eight days after %s, on its day of the week',
    (time) => {
      const now = parseInstant(time);
      const weeks = weeksForward(last, now);
      const moved = last + weeks * 7 * DAY;
      expect(Number.isInteger(weeks)).toBe(true);
      expect(moved - now).toBeGreaterThanOrEqual(DAY);
      expect(moved - now).toBeLessThan(8 * DAY);
    },
  );
});

describe('the flights of the demo', () => {
  let database: FreshDatabase;
  let folder: string;
  const now = parseInstant('2026-11-23T05:31:00Z');
  beforeAll(async () => {
    database = await freshDatabase('flights');
    folder = await mkdtemp(join(tmpdir(), 'asof-flights-'));
  });
  afterAll(async () => {
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  });

  test('are divided into those that had left by a moment and those to come, by when they left', async () => {
    expect(await findLastDeparture(database.pool)).toBeNull();
    const leftBy = now - 24 * HOUR;
    const loaded = await loadFlights({
      pool: database.pool,
      spillFolder: folder,
      now,
      leftBy,
      newest: 5_000,
      bar: createProgressBar(recordingTerminal()),
    });
    expect(loaded.rows).toBe(5_000);
    const { rows } = await database.pool.query(
      `SELECT (SELECT count(*) FROM flights WHERE departed_at > $1) AS too_late, (SELECT count(*) FROM flights_to_come WHERE departed_at <= $1) AS too_early,
              (SELECT count(*) FROM flights NATURAL JOIN flights_to_come) AS twice,
              (SELECT count(*) FROM flights WHERE departed_at <> scheduled_at + delay * interval '1 minute') AS wrong`,
      [new Date(leftBy / 1000).toISOString()],
    );
    expect(rows).toEqual([{ too_late: '0', too_early: '0', twice: '0', wrong: '0' }]);
    expect(await findLastDeparture(database.pool)).toBeLessThanOrEqual(leftBy);
    const departing = await readFlightsToCome(database.pool, { by: 'departed_at', after: leftBy, upTo: now });
    expect(departing.length).toBeGreaterThan(10_000);
    expect(departing.every(({ departedAt }) => departedAt > leftBy && departedAt <= now)).toBe(true);
  });

  test('are numbered by their place in the file, which is in order of date', async () => {
    const { rows } = await database.pool.query(
      'SELECT count(*) FILTER (WHERE scheduled_at < before) AS unordered, max(id) AS last FROM (SELECT id, scheduled_at, lag(scheduled_at) OVER (ORDER BY id) AS before FROM (TABLE flights UNION ALL TABLE flights_to_come) AS f) AS g',
    );
    expect(rows).toEqual([{ unordered: '0', last: '3000000' }]);
  });

  test('leave nothing in the folder for spills', async () => {
    await withDuckDb({ spillFolder: folder }, async () => undefined);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('the score of live predictions', () => {
  const flight = (delay: number, probability: number): LivePrediction => ({
    flight: {
      id: '1',
      origin: 'ORD',
      destination: 'LAX',
      distance: 1,
      delay,
      scheduledAt: 0,
      departedAt: delay * 60_000_000,
    },
    at: 0,
    columns: [],
    features: { entity: {}, values: [], statuses: [], eventTimes: [] },
    probabilities: [probability],
  });

  test('is of flights whose outcome is known, and of those only that had not left where asked', () => {
    const predictions = [flight(-5, 0.9), flight(0, 0.1), flight(16, 0.8), flight(10, 0.2), flight(500, 0.1)];
    const knownAt = 60 * 60_000_000;
    expect(judgePredictions(predictions, { place: 0, knownAt, notYetGone: false })).toMatchObject({
      rows: 4,
      auc: 2 / 3,
      baseRate: 0.25,
    });
    expect(judgePredictions(predictions, { place: 0, knownAt, notYetGone: true })).toMatchObject({
      rows: 2,
      auc: 1,
      baseRate: 0.5,
    });
  });

  test('is absent when there is nothing to tell apart', () => {
    expect(judgePredictions([flight(1, 0.5)], { place: 0, knownAt: HOUR, notYetGone: false })).toBeNull();
    expect(judgePredictions([], { place: 0, knownAt: HOUR, notYetGone: false })).toBeNull();
  });
});

describe('the report of the demo', () => {
  test('is found again, and a broken one counts as none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'asof-report-'));
    expect(await readDemoReport(folder)).toBeNull();
    const report = { format: 1, weeksForward: 1326 } as unknown as DemoReport;
    await writeDemoReport(folder, report);
    expect(await readDemoReport(folder)).toEqual(report);
    await writeFile(join(folder, 'demo_report.json'), '{"format": 1');
    expect(await readDemoReport(folder)).toBeNull();
    await rm(folder, { recursive: true });
  });
});

test('the queries to paste are GraphQL, and ask of no moment after now', () => {
  const queries = queriesToPaste(parseInstant('2026-11-23T05:31:42.123456Z'));
  expect(queries).toHaveLength(3);
  for (const { query } of queries) {
    expect(() => parse(query)).not.toThrow();
    for (const [moment] of query.matchAll(/2026-[^"]+/g)) expect(moment <= '2026-11-23T05:31:00.000000Z').toBe(true);
  }
});
