import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseInstant } from '../../src/time/instant.js';
import type { HistoryLayout } from '../../src/definitions/model.js';
import type { LoadReport } from '../../src/offline/offline-store.js';
import { columnOver, type FreshOffline, freshOffline, layoutOf, readAt } from './fresh-offline.js';

const ARRIVED = parseInstant('2026-03-29T01:00:00Z');

let fresh: FreshOffline;
let made = 0;

beforeAll(async () => {
  fresh = await freshOffline('refused');
});

afterAll(() => fresh.close());

/** Loads `rows`, given as the inside of VALUES lists of (id, k, happened_at, known_at, amount). */
async function load(rows: readonly string[], told: Partial<HistoryLayout> = {}) {
  made += 1;
  const layout = layoutOf({
    table: `refused_${made}`,
    values: [columnOver('v0', 'Float', '"amount"')],
    conditions: [],
    ...told,
  });
  const history = { id: made, layout };
  const { pool } = fresh.database;
  await pool.query(
    `CREATE TABLE ${layout.table} (id integer, k text, happened_at timestamptz, known_at timestamptz, amount double precision)`,
  );
  let run = 0;
  const add = async (more: readonly string[]): Promise<LoadReport> => {
    if (more.length > 0) await pool.query(`INSERT INTO ${layout.table} VALUES ${more.map((row) => `(${row})`).join()}`);
    run += 1;
    return fresh.offline.load({ history, run, readBy: 'ENTITY', arrivedAt: ARRIVED, rowKeys: null });
  };
  return {
    report: await add(rows),
    add,
    change: (sql: string) => pool.query(`UPDATE ${layout.table} SET ${sql}`),
    history,
    read: () => readAt(fresh.offline, history, run),
  };
}

async function keptAside(id: number): Promise<unknown[]> {
  const { rows } = await fresh.database.pool.query<{ run: number; reason: string; row: Record<string, unknown> }>(
    'SELECT run, reason, "row" FROM asof.refused_row WHERE definition_id = $1 ORDER BY reason, "row"->>\'r0\'',
    [id],
  );
  return rows.map(({ run, reason, row }) => [run, reason, row.r0, row.v0]);
}

const GOOD = "1, 'a', '2026-03-01Z', '2026-03-01Z', 1.5";

describe('rows that cannot enter history', () => {
  test('are kept aside with the reason, counted, and stop no other', async () => {
    const { report, history, read } = await load([
      GOOD,
      "2, 'a', NULL, '2026-03-01Z', 2",
      "3, 'a', 'infinity', '2026-03-01Z', 3",
      "4, 'a', '-infinity', '2026-03-01Z', 4",
      "5, 'a', '1969-12-31 23:59:59.999999Z', '2026-03-01Z', 5",
      "6, 'a', '2201-01-01Z', '2026-03-01Z', 6",
      "7, 'a', '2026-03-01Z', 'infinity', 7",
      "8, 'a', '2026-03-01Z', '4000-01-01Z', 8",
      "9, 'a', '2026-03-01Z', '2026-03-01Z', 'NaN'",
      "10, 'a', '2026-03-01Z', '2026-03-01Z', '-Infinity'",
      "NULL, 'a', '2026-03-01Z', '2026-03-01Z', 11",
    ]);
    expect(report).toEqual({
      rowsRead: 11,
      rowsAdded: 1,
      rowsClosed: 0,
      rowsRefused: {
        EVENT_TIME_MISSING: 1,
        EVENT_TIME_OUT_OF_RANGE: 4,
        KNOWN_TIME_OUT_OF_RANGE: 2,
        NOT_FINITE: 2,
        ROW_KEY_MISSING: 1,
      },
      rowsWithoutEntity: 0,
      rowsNotYetKnown: 0,
    });
    expect((await read()).map(({ values }) => values)).toEqual([[1.5]]);
    expect(await keptAside(history.id)).toEqual([
      [1, 'EVENT_TIME_MISSING', 2, 2],
      [1, 'EVENT_TIME_OUT_OF_RANGE', 3, 3],
      [1, 'EVENT_TIME_OUT_OF_RANGE', 4, 4],
      [1, 'EVENT_TIME_OUT_OF_RANGE', 5, 5],
      [1, 'EVENT_TIME_OUT_OF_RANGE', 6, 6],
      [1, 'KNOWN_TIME_OUT_OF_RANGE', 7, 7],
      [1, 'KNOWN_TIME_OUT_OF_RANGE', 8, 8],
      [1, 'NOT_FINITE', 10, '-Infinity'],
      [1, 'NOT_FINITE', 9, 'NaN'],
      [1, 'ROW_KEY_MISSING', null, 11],
    ]);
  });

  test('take in the first and the last moment', async () => {
    const { read } = await load([
      "1, 'a', '1970-01-01Z', '1970-01-01Z', 1",
      "2, 'a', '2200-12-31 23:59:59.999999Z', '2200-12-31 23:59:59.999999Z', 2",
    ]);
    expect((await read()).map(({ eventTime, knownFrom }) => [eventTime, knownFrom])).toEqual([
      [0, 0],
      [parseInstant('2200-12-31T23:59:59.999999Z'), parseInstant('2200-12-31T23:59:59.999999Z')],
    ]);
  });

  test('are counted at every run, kept aside once, and come in when they are corrected', async () => {
    const { add, change, history, read } = await load([GOOD, "2, 'a', NULL, '2026-03-01Z', 2"]);
    expect(await add([])).toMatchObject({ rowsAdded: 0, rowsRefused: { EVENT_TIME_MISSING: 1 } });
    expect(await keptAside(history.id)).toEqual([[1, 'EVENT_TIME_MISSING', 2, 2]]);
    await change("happened_at = '2026-03-02Z' WHERE id = 2");
    expect(await add([])).toMatchObject({ rowsAdded: 1, rowsRefused: {} });
    expect((await read()).map(({ values }) => values)).toEqual([[1.5], [2]]);
  });

  test('leave what is known of their row as it was', async () => {
    const { add, change, read } = await load([GOOD]);
    await change("amount = 'NaN', known_at = '2026-03-02Z'");
    expect(await add([])).toMatchObject({ rowsAdded: 0, rowsClosed: 0, rowsRefused: { NOT_FINITE: 1 } });
    expect((await read()).map(({ values, knownTo }) => [...values, knownTo])).toEqual([
      [1.5, Number.POSITIVE_INFINITY],
    ]);
  });

  test('are not there for values that are not finite where these count as null', async () => {
    const layout: Partial<HistoryLayout> = {
      nonFinite: 'AS_NULL',
      values: [columnOver('v0', 'Float', '"amount" * 2'), columnOver('v1', 'Decimal', '"amount"::numeric')],
    };
    const { report, read } = await load(
      [GOOD, "2, 'a', '2026-03-02Z', '2026-03-02Z', 'NaN'", "3, 'a', '2026-03-03Z', '2026-03-03Z', 'Infinity'"],
      layout,
    );
    expect(report).toMatchObject({ rowsAdded: 3, rowsRefused: {} });
    expect((await read()).map(({ values }) => values)).toEqual([
      [3, '1.5'],
      [null, null],
      [null, null],
    ]);
  });

  test('make the whole load fail when an expression does, and nothing is left of it', async () => {
    const { add, read, history } = await load([GOOD], {
      values: [columnOver('v0', 'Int', '(10 / "amount"::integer)')],
    });
    await expect(add(["2, 'b', '2026-03-01Z', '2026-03-01Z', 0", "3, 'c', NULL, NULL, 1"])).rejects.toMatchObject({
      code: '22012',
    });
    expect((await read()).map(({ values }) => values)).toEqual([[5]]);
    expect(await keptAside(history.id)).toEqual([]);
  });
});

describe('rows that belong to nobody or are not known yet', () => {
  test('rows with a null join key are counted, and no read of entities gives them', async () => {
    const { report, read } = await load([GOOD, "2, NULL, '2026-03-01Z', '2026-03-01Z', 2"]);
    expect(report).toMatchObject({ rowsAdded: 2, rowsRefused: {}, rowsWithoutEntity: 1 });
    expect((await read()).map(({ keys }) => keys)).toEqual([['a']]);
  });

  test('a row whose known time is null is not in history until that is filled in', async () => {
    const { report, add, change, read } = await load([GOOD, "2, 'a', '2026-03-02Z', NULL, 2"]);
    expect(report).toMatchObject({ rowsAdded: 1, rowsNotYetKnown: 1 });
    expect(await read()).toHaveLength(1);
    await change("known_at = '2026-03-05Z' WHERE id = 2");
    expect(await add([])).toMatchObject({ rowsAdded: 1, rowsNotYetKnown: 0 });
    expect((await read()).at(1)).toMatchObject({ values: [2], knownFrom: parseInstant('2026-03-05T00:00:00Z') });
  });
});
