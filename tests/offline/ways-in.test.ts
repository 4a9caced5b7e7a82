import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { parseInstant } from '../../src/time/instant.js';
import type { History } from '../../src/offline/offline-store.js';
import { createEvents, fillEvents } from './events-table.js';
import { columnOver, type FreshOffline, freshOffline, layoutOf, type ReadVersion, readAt } from './fresh-offline.js';
import { changeSource, pick, runMoment } from './random-source.js';
import type { SourceRow } from './timeline.js';

const seed = seedFor('ways into history');
const ROUNDS = 12;
const RUNS = 4;

let fresh: FreshOffline;
let made = 0;

beforeAll(async () => {
  fresh = await freshOffline('ways');
});

afterAll(() => fresh.close());

function next(told: Parameters<typeof layoutOf>[0]): History {
  made += 1;
  return { id: made, layout: layoutOf(told) };
}

function load(history: History, run: number, rowKeys: readonly number[] | null = null) {
  const keys = rowKeys?.map((id) => [id]) ?? null;
  return fresh.offline.load({ history, run, readBy: 'ENTITY', arrivedAt: runMoment(run), rowKeys: keys });
}

describe('ways into history', () => {
  test('another database, an index that keeps row keys unique, and none give the same', async () => {
    for (let number = 1; number <= ROUNDS; number += 1) {
      const random = seededRandom(seed + number * 7_919);
      const told = {
        knownTime: random() < 0.6 ? 'known_at' : null,
        changes: pick(random, ['UPSERT', 'SNAPSHOT'] as const),
      };
      const places = [
        { history: next({ ...told, table: `indexed_${number}` }), pool: fresh.database.pool, unique: true },
        { history: next({ ...told, table: `bare_${number}` }), pool: fresh.database.pool, unique: false },
        {
          history: next({ ...told, table: `far_${number}`, database: 'elsewhere' }),
          pool: fresh.elsewhere.pool,
          unique: true,
        },
        {
          history: next({ ...told, table: `far_bare_${number}`, database: 'elsewhere' }),
          pool: fresh.elsewhere.pool,
          unique: false,
        },
      ];
      let rows: SourceRow[] = [];
      for (const { history, pool, unique } of places) await createEvents(pool, history.layout.table, unique);
      for (let run = 1; run <= RUNS; run += 1) {
        rows = changeSource(random, rows, true);
        const found: unknown[] = [];
        for (const { history, pool } of places) {
          await fillEvents(pool, history.layout.table, rows);
          found.push([await load(history, run), await readAt(fresh.offline, history, run)]);
        }
        for (const other of found) expect([seed, number, run, other]).toEqual([seed, number, run, found[0]]);
      }
    }
  }, 120_000);

  test('loading the changed rows alone and loading all give the same', async () => {
    for (let number = 1; number <= ROUNDS; number += 1) {
      const random = seededRandom(seed + number * 104_729);
      const told = {
        knownTime: random() < 0.6 ? 'known_at' : null,
        changes: pick(random, ['APPEND', 'UPSERT'] as const),
        table: `some_${number}`,
      };
      const database = random() < 0.3 ? 'elsewhere' : null;
      const pool = database === null ? fresh.database.pool : fresh.elsewhere.pool;
      const [whole, some] = [next({ ...told, database }), next({ ...told, database })];
      let rows: SourceRow[] = [];
      await createEvents(pool, told.table, true);
      for (let run = 1; run <= RUNS; run += 1) {
        const after = changeSource(random, rows, true);
        const changed = after.filter((row) => !rows.includes(row)).map(({ id }) => id);
        rows = after;
        await fillEvents(pool, told.table, rows);
        await load(whole, run);
        await load(some, run, run === 1 ? null : [...changed, 999]);
        const found: ReadVersion[][] = [
          await readAt(fresh.offline, whole, run),
          await readAt(fresh.offline, some, run),
        ];
        expect([seed, number, run, found[1]]).toEqual([seed, number, run, found[0]]);
      }
    }
  }, 120_000);

  test('a load of some rows does not take the others for vanished', async () => {
    const history = next({ table: 'snapshot', changes: 'SNAPSHOT' });
    await createEvents(fresh.database.pool, 'snapshot', true);
    const row = (id: number, amount: number): SourceRow => ({
      id,
      k: 'a',
      happenedAt: runMoment(0),
      knownAt: runMoment(0),
      amount,
      note: null,
    });
    await fillEvents(fresh.database.pool, 'snapshot', [row(1, 1), row(2, 2)]);
    await load(history, 1);
    await fillEvents(fresh.database.pool, 'snapshot', [row(2, 3)]);
    expect(await load(history, 2, [2])).toMatchObject({ rowsRead: 1, rowsAdded: 1, rowsClosed: 1 });
    expect((await readAt(fresh.offline, history, 2)).map(({ values }) => values[0])).toEqual([1, 3]);
  });

  test('many rows without an index are found again in a time that grows with their number, not its square', async () => {
    const { pool } = fresh.database;
    await createEvents(pool, 'many', false);
    await pool.query(
      "INSERT INTO many SELECT n, 'k' || n % 9, '2026-01-01Z', '2026-01-01Z', n, NULL FROM generate_series(1, 60000) n",
    );
    for (const knownTime of ['known_at', null]) {
      const history = next({ table: 'many', changes: 'SNAPSHOT', knownTime });
      expect(await load(history, 1)).toMatchObject({ rowsAdded: 60_000 });
      expect(await load(history, 2)).toMatchObject({ rowsRead: 60_000, rowsAdded: 0, rowsClosed: 0 });
    }
  }, 20_000);

  test('a database that is down, or not configured, is named, and nothing is left of the load', async () => {
    const down = next({ table: 'anything', database: 'down' });
    await expect(load(down, 1)).rejects.toMatchObject({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.stringContaining('"down"'),
    });
    await expect(load(next({ table: 'anything', database: 'none' }), 1)).rejects.toMatchObject({
      code: 'SOURCE_DATABASE_NOT_FOUND',
    });
    const { rows } = await fresh.database.pool.query('SELECT to_regclass($1) AS found', [`asof_history.h_${down.id}`]);
    expect(rows).toEqual([{ found: null }]);
  });

  test('row keys of any type name the rows of a load', async () => {
    const { pool } = fresh.database;
    await pool.query(
      `CREATE TABLE typed (u uuid, t timestamptz, n numeric(9, 2), b boolean, c char(4), s text, happened_at timestamptz, amount integer)`,
    );
    const values = `'7d444840-9dc0-11d1-b245-5ffdce74fad2', '2026-03-29 01:00:00.123456Z', 1.50, true, 'ab', E'q"\\\\,{}'''`;
    await pool.query(
      `INSERT INTO typed VALUES (${values}, '2026-03-01Z', 1), (${values.replace('true', 'false')}, '2026-03-01Z', 2)`,
    );
    const rowKey = (['u:String', 't:DateTime', 'n:Decimal', 'b:Boolean', 'c:String', 's:String'] as const).map(
      (text) => {
        const [sourceColumn = '', type] = text.split(':');
        return { sourceColumn, type: type as 'String' };
      },
    );
    const history = next({
      table: 'typed',
      rowKey,
      knownTime: null,
      keys: [{ sourceColumn: 's', type: 'String' }],
      values: [columnOver('v0', 'Int', '"amount"')],
      conditions: [],
    });
    const key = [
      '7d444840-9dc0-11d1-b245-5ffdce74fad2',
      parseInstant('2026-03-29T01:00:00.123456Z'),
      '1.50',
      true,
      'ab',
      `q"\\,{}'`,
    ];
    const report = await fresh.offline.load({
      history,
      run: 1,
      readBy: 'ENTITY',
      arrivedAt: runMoment(1),
      rowKeys: [key],
    });
    expect(report).toMatchObject({ rowsRead: 1, rowsAdded: 1 });
    expect((await readAt(fresh.offline, history, 1)).map((version) => version.values)).toEqual([[1]]);
  });
});

describe('hostile names and texts', () => {
  const TEXTS = [
    `o'clock`,
    '"',
    '\\',
    '\\"',
    '{',
    '}',
    '{a,b}',
    ',',
    '',
    ' ',
    'NULL',
    'null',
    '\u{1F600}',
    'é',
    '\uFFFD',
    `'; DROP TABLE x; --`,
    '$1',
    'a\nb',
    'a\tb',
    '\u2028',
    '%s',
    '\u0001',
  ];

  test('are taken for what they are', async () => {
    const { pool } = fresh.database;
    await pool.query(`CREATE SCHEMA "My ""Schema"`);
    await pool.query(
      `CREATE TABLE "My ""Schema"."Ev.ents""'" ("Row ""Key" text, "K'ey" text, "SELECT" integer, "When At" timestamptz, "Known.At" timestamptz, PRIMARY KEY ("Row ""Key"))`,
    );
    for (const [index, text] of TEXTS.entries()) {
      await pool.query(`INSERT INTO "My ""Schema"."Ev.ents""'" VALUES ($1, $1, $2, '2026-03-01Z', '2026-03-01Z')`, [
        text,
        index,
      ]);
    }
    const history = next({
      table: `"My ""Schema"."Ev.ents""'"`,
      eventTime: 'When At',
      knownTime: 'Known.At',
      keys: [
        { sourceColumn: "K'ey", type: 'String' },
        { sourceColumn: 'SELECT', type: 'Int' },
      ],
      rowKey: [{ sourceColumn: 'Row "Key', type: 'String' }],
      values: [columnOver('v0', 'Int', '"SELECT"')],
      conditions: [],
    });
    const keys = TEXTS.map((text) => [text]);
    const report = await fresh.offline.load({
      history,
      run: 1,
      readBy: 'TIME',
      arrivedAt: runMoment(1),
      rowKeys: null,
    });
    expect(report).toMatchObject({ rowsRead: TEXTS.length, rowsAdded: TEXTS.length });
    await pool.query(`UPDATE "My ""Schema"."Ev.ents""'" SET "Known.At" = '2026-03-02Z'`);
    expect(
      await fresh.offline.load({ history, run: 2, readBy: 'TIME', arrivedAt: runMoment(2), rowKeys: keys }),
    ).toMatchObject({ rowsAdded: 2 * TEXTS.length });
    for (const [index, text] of TEXTS.entries()) {
      const entities = [
        [text, index],
        [text, index + 1],
        ['nobody', null],
      ];
      expect((await readAt(fresh.offline, history, 1, { entities })).map((version) => version.keys)).toEqual([
        [text, index],
      ]);
    }
    const all = await readAt(fresh.offline, history, 1, { entities: TEXTS.map((text, index) => [text, index]) });
    expect(all.map((version) => version.values[0]).sort((a, b) => Number(a) - Number(b))).toEqual(
      TEXTS.map((_, index) => index),
    );
  });
});

describe('reads', () => {
  test('give only events within their bounds, the later one included', async () => {
    const history = next({ table: 'bounded' });
    await createEvents(fresh.database.pool, 'bounded', true);
    const row = (id: number): SourceRow => ({ id, k: 'a', happenedAt: id, knownAt: 0, amount: id, note: null });
    await fillEvents(fresh.database.pool, 'bounded', [0, 1, 2, 3, 4].map(row));
    await load(history, 1);
    const between = async (eventsAfter: number, eventsUpTo: number) =>
      (await readAt(fresh.offline, history, 1, { eventsAfter, eventsUpTo })).map(({ eventTime }) => eventTime);
    expect(await between(1, 3)).toEqual([2, 3]);
    expect(await between(-1, 0)).toEqual([0]);
    expect(await between(-5_000_000, 1)).toEqual([0, 1]);
    expect(await between(3, Number.POSITIVE_INFINITY)).toEqual([4]);
  });

  test('one load of a history at a time', async () => {
    const history = next({ table: 'bounded' });
    const steps: string[] = [];
    const work = (name: string) =>
      fresh.offline.exclusive(history, async () => {
        steps.push(`${name} begins`);
        await fresh.database.pool.query('SELECT pg_sleep(0.05)');
        steps.push(`${name} ends`);
      });
    await Promise.all([work('one'), work('other')]);
    expect(steps.map((step) => step.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends']);
  });
});
