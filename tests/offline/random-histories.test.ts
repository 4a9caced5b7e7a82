import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import type { HistoryLayout } from '../../src/definitions/model.js';
import type { History } from '../../src/offline/offline-store.js';
import { createEvents, fillEvents } from './events-table.js';
import { type FreshOffline, freshOffline, layoutOf, readAt, toSpine } from './fresh-offline.js';
import { changeSource, drawMoment, pick, type Random, runMoment } from './random-source.js';
import { type SourceRow, Timeline, type Version } from './timeline.js';

const ROUNDS = 100;
const RUNS = 6;
const seed = seedFor('offline histories');

let fresh: FreshOffline;

beforeAll(async () => {
  fresh = await freshOffline('histories');
});

afterAll(() => fresh.close());

interface Round {
  readonly random: Random;
  readonly history: History;
  readonly unique: boolean;
}

function drawRound(number: number): Round {
  const random = seededRandom(seed + number * 7_919);
  const rowKey: HistoryLayout['rowKey'] = random() < 0.2 ? [] : [{ sourceColumn: 'id', type: 'Int' }];
  const layout = layoutOf({
    table: `events_${number}`,
    rowKey,
    knownTime: random() < 0.6 ? 'known_at' : null,
    changes: pick(random, ['APPEND', 'UPSERT', 'SNAPSHOT'] as const),
  });
  return { random, history: { id: number, layout }, unique: rowKey.length > 0 && random() < 0.5 };
}

/** Versions in the order a read gives them; rows of null keys belong to nobody. */
function expectedRead(versions: readonly Version[]): unknown[] {
  return versions
    .filter(({ content }) => content[1] !== null)
    .map((version) => [
      version.content[1],
      version.content[0],
      version.knownFrom,
      version.knownTo,
      ...version.content.slice(2),
    ]);
}

async function foundAt(history: History, run: number): Promise<unknown[]> {
  const found = await readAt(fresh.offline, history, run);
  return found.map(({ keys, eventTime, knownFrom, knownTo, values, conditions }) => [
    keys[0],
    eventTime,
    knownFrom,
    knownTo,
    ...values,
    ...conditions,
  ]);
}

function sorted(rows: readonly unknown[]): string[] {
  return rows
    .map((row) =>
      JSON.stringify(row, (_key, value: unknown) => (value === Number.POSITIVE_INFINITY ? 'for ever' : value)),
    )
    .sort();
}

async function playRound(number: number): Promise<number> {
  const { random, history, unique } = drawRound(number);
  const { pool } = fresh.database;
  const { table } = history.layout;
  const timeline = new Timeline(history.layout);
  const atRun: Version[][] = [[]];
  let rows: SourceRow[] = [];
  await createEvents(pool, table, unique);
  for (let run = 1; run <= RUNS; run += 1) {
    const quiet = run > 1 && random() < 0.25;
    if (!quiet) rows = changeSource(random, rows, unique);
    await fillEvents(pool, table, rows);
    timeline.observe(rows, runMoment(run));
    atRun.push(timeline.versions());
    const report = await fresh.offline.load({
      history,
      run,
      readBy: 'ENTITY',
      arrivedAt: runMoment(run),
      rowKeys: null,
    });
    const place = `seed ${seed}, round ${number}, run ${run}, ${JSON.stringify(history.layout)}, unique: ${unique}`;
    if (quiet) expect([place, report.rowsAdded, report.rowsClosed]).toEqual([place, 0, 0]);
    for (let earlier = 1; earlier <= run; earlier += 1) {
      const asked = `${place}, read at run ${earlier}`;
      expect([asked, ...sorted(await foundAt(history, earlier))]).toEqual([
        asked,
        ...sorted(expectedRead(atRun[earlier] as Version[])),
      ]);
    }
    await compareSpine(history, run, { versions: atRun[run] as Version[], asOf: drawMoment(random), place });
  }
  return (atRun[RUNS] as Version[]).length;
}

/** A spine holds what was known of events by then, null keys included. */
async function compareSpine(
  history: History,
  run: number,
  { versions, asOf, place }: { versions: readonly Version[]; asOf: number; place: string },
): Promise<void> {
  const visible = versions.filter(
    ({ content, knownFrom, knownTo }) => content[0] <= asOf && knownFrom <= asOf && asOf < knownTo,
  );
  const expected = visible.map(({ content }) => [content[0], [content[1]], [content[2], content[3]]]);
  const found = await toSpine(fresh.offline.readSpine({ history, run, asOf, where: null }));
  expect([place, ...sorted(found)]).toEqual([place, ...sorted(expected)]);
  expect(found.map(([eventTime]) => eventTime)).toEqual(found.map(([eventTime]) => eventTime).sort((a, b) => a - b));
}

describe('histories of sources that change at random', () => {
  test(`hold what the source said, at every one of ${RUNS} runs and for ever after, in ${ROUNDS} rounds`, async () => {
    let versions = 0;
    for (let number = 1; number <= ROUNDS; number += 1) versions += await playRound(number);
    expect(versions).toBeGreaterThan(ROUNDS * 3);
  }, 240_000);
});
