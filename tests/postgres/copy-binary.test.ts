import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { seededRandom, seedFor } from '../harness/seed.js';
import type { Value } from '../../src/values/feature-type.js';
import type { ColumnKind } from '../../src/postgres/copy/column-kind.js';
import { type ColumnBatch, readColumns } from '../../src/postgres/copy-binary-reader.js';
import { CopyBinaryWriter, copyRows } from '../../src/postgres/copy-binary-writer.js';

const KINDS: readonly ColumnKind[] = ['int2', 'int4', 'int8', 'float8', 'bool', 'text', 'numeric', 'timestamptz'];

const HOSTILE: Readonly<Record<ColumnKind, readonly Value[]>> = {
  int2: [0, -1, 32767, -32768, null],
  int4: [0, -1, 2147483647, -2147483648, null],
  int8: [0n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n), 0xffffffffn, -0x100000000n, null],
  float8: [0, 0.1, -1e-308, 5e-324, 1.7976931348623157e308, Infinity, -Infinity, NaN, null],
  bool: [true, false, null],
  text: [
    '',
    'a',
    "'; DROP TABLE x; --",
    '\\N',
    '\n\t\r',
    'é😀',
    '\uffff',
    '"',
    'x'.repeat(31),
    'x'.repeat(33),
    'long'.repeat(50_000),
    null,
  ],
  numeric: [
    '0',
    '0.00',
    '-0.1',
    '1',
    '-1',
    '10000',
    '9999',
    '99990000',
    '0.0001',
    '0.00001',
    '-12345678901234567890.123456789',
    '1.10',
    `1${'0'.repeat(100)}`,
    `0.${'0'.repeat(60)}7`,
    'NaN',
    'Infinity',
    '-Infinity',
    null,
  ],
  timestamptz: [
    0,
    1,
    -1,
    946_684_800_000_000,
    946_684_799_999_999,
    7_289_654_399_999_999,
    1_774_746_000_123_456,
    Infinity,
    -Infinity,
    null,
  ],
};

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase('copy');
});

afterAll(() => database.drop());

function valuesOf(batches: readonly ColumnBatch[]): Value[][] {
  const rows: Value[][] = [];
  for (const { rowCount, columns } of batches) {
    for (let row = 0; row < rowCount; row += 1) {
      rows.push(
        columns.map(({ kind, values, isNull }) => {
          if (isNull[row] === 1) return null;
          return kind === 'bool' ? values[row] === 1 : (values[row] as Value);
        }),
      );
    }
  }
  return rows;
}

async function collect(
  stream: AsyncIterable<Buffer>,
  kinds: readonly ColumnKind[],
  batchRows?: number,
): Promise<ColumnBatch[]> {
  const batches: ColumnBatch[] = [];
  for await (const batch of readColumns(stream, kinds, batchRows === undefined ? {} : { batchRows }))
    batches.push(batch);
  return batches;
}

async function* cut(bytes: Buffer, lengthOfPiece: () => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + Math.max(1, lengthOfPiece()));
    yield bytes.subarray(at, end);
    at = end;
  }
}

function encoded(rows: readonly (readonly Value[])[], kinds: readonly ColumnKind[]): Buffer {
  const writer = new CopyBinaryWriter(kinds);
  for (const row of rows) writer.writeRow(row);
  writer.end();
  return writer.take();
}

function hostileRows(count: number, random: () => number): Value[][] {
  const pick = (kind: ColumnKind) => HOSTILE[kind][Math.floor(random() * HOSTILE[kind].length)] as Value;
  return Array.from({ length: count }, () => KINDS.map(pick));
}

describe('a round trip through Postgres', () => {
  test('brings every hostile value back as it was, and as Postgres itself prints it', async () => {
    const random = seededRandom(seedFor('round trip through COPY'));
    const rows = hostileRows(1_500, random);
    const table = 'Odd "name"';
    const columns = KINDS.map((kind) => `c ${kind}`);
    await database.pool.query(
      `CREATE TABLE "Odd ""name""" (n serial, ${KINDS.map((kind) => `"c ${kind}" ${kind}`).join(', ')})`,
    );
    const quoted = `"${table.replaceAll('"', '""')}"`;
    const written = await database.pool.transaction((client) =>
      copyRows(client, { table: quoted, columns, kinds: KINDS }, rows),
    );
    expect(written).toBe(rows.length);
    const list = columns.map((column) => `"${column}"`).join(', ');
    const batches = await collect(
      database.pool.copyOut(`COPY (SELECT ${list} FROM ${quoted} ORDER BY n) TO STDOUT (FORMAT binary)`),
      KINDS,
      400,
    );
    expect(batches.map(({ rowCount }) => rowCount)).toEqual([400, 400, 400, 300]);
    expect(valuesOf(batches)).toEqual(rows);
    const printed = await database.pool.query<{ number: string; text: string; whole: string; micros: string }>(
      `SELECT "c numeric"::text AS number, "c text" AS text, "c int8"::text AS whole,
        CASE WHEN isfinite("c timestamptz") THEN round(extract(epoch FROM "c timestamptz") * 1000000)::text END AS micros FROM ${quoted} ORDER BY n`,
    );
    printed.rows.forEach((row, index) => {
      const [, , whole, , , text, number, micros] = rows[index] as Value[];
      expect([row.whole, row.text, row.number]).toEqual([whole?.toString() ?? null, text, number]);
      expect(row.micros).toBe(typeof micros === 'number' && Number.isFinite(micros) ? String(micros) : null);
    });
  });

  test('reads random decimals exactly as Postgres prints them', async () => {
    const seed = seedFor('decimals through COPY');
    await database.pool.query('SELECT setseed($1)', [seed / 2 ** 31]);
    await database.pool.query(`CREATE TABLE decimals AS SELECT n, (CASE WHEN random() < 0.5 THEN -1 ELSE 1 END
      * round((random() * 10 ^ (random() * 30))::numeric * 10::numeric ^ (random() * 20)::int, (random() * 12)::int)
      / 10::numeric ^ (random() * 24)::int) AS d FROM generate_series(1, 5000) AS n`);
    const [batch] = await collect(
      database.pool.copyOut('COPY (SELECT d, d::text FROM decimals ORDER BY n) TO STDOUT (FORMAT binary)'),
      ['numeric', 'text'],
    );
    expect(batch?.columns[0]?.values).toEqual(batch?.columns[1]?.values);
    await database.pool.query('CREATE TABLE decimals_back (d numeric)');
    const texts = batch?.columns[1]?.values as readonly string[];
    await database.pool.withClient((client) =>
      copyRows(
        client,
        { table: 'decimals_back', columns: ['d'], kinds: ['numeric'] },
        texts.map((text) => [text]),
      ),
    );
    const { rows } = await database.pool.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM (SELECT d::text FROM decimals EXCEPT ALL SELECT d::text FROM decimals_back) AS lost',
    );
    expect(rows).toEqual([{ n: 0 }]);
  });

  test('turns -0 into 0, which differs from it nowhere but in its bytes', async () => {
    const [batch] = await collect(database.pool.copyOut("COPY (SELECT '-0'::float8) TO STDOUT (FORMAT binary)"), [
      'float8',
    ]);
    expect(Object.is(batch?.columns[0]?.values[0], 0)).toBe(true);
    expect(encoded([[-0]], ['float8'])).toEqual(encoded([[0]], ['float8']));
  });

  test('no rows give no batch', async () => {
    expect(
      await collect(database.pool.copyOut('COPY (SELECT 1 WHERE false) TO STDOUT (FORMAT binary)'), ['int4']),
    ).toEqual([]);
  });
});

describe('the reader', () => {
  test('does not mind where the stream is cut', async () => {
    const random = seededRandom(seedFor('cuts of a COPY stream'));
    const rows = hostileRows(40, random);
    const bytes = encoded(rows, KINDS);
    const short = bytes.length > 300_000 ? 5_000 : 1_000;
    for (const length of [() => 1 + Math.floor(random() * short), () => 7, () => 65_536, () => bytes.length]) {
      expect(valuesOf(await collect(cut(bytes, length), KINDS, 7))).toEqual(rows);
    }
    const few = [[null, 7, 2n ** 60n, 0.5, true, 'abc', '-1.50', 5]] satisfies Value[][];
    expect(
      valuesOf(
        await collect(
          cut(encoded(few, KINDS), () => 1),
          KINDS,
        ),
      ),
    ).toEqual(few);
  });

  test('gives one string for the same short bytes, and never another one for bytes like them', async () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => [`key ${index % 10_000}`]);
    const batches = await collect(
      cut(encoded(keys, ['text']), () => 4_096),
      ['text'],
    );
    expect(valuesOf(batches)).toEqual(keys);
  });

  test('hands over arrays that later batches do not touch', async () => {
    const rows = Array.from({ length: 1_000 }, (_, index): Value[] => [index, `t${index}`]);
    const batches = await collect(
      cut(encoded(rows, ['int4', 'text']), () => 100),
      ['int4', 'text'],
      10,
    );
    expect(batches).toHaveLength(100);
    expect(valuesOf(batches)).toEqual(rows);
  });

  test('refuses a stream that ends before its end mark, at whatever byte', async () => {
    const bytes = encoded([[1, 'a']], ['int4', 'text']);
    for (let length = 0; length < bytes.length; length += 1) {
      await expect(
        collect(
          cut(bytes.subarray(0, length), () => 5),
          ['int4', 'text'],
        ),
      ).rejects.toThrow('ended before its end mark');
    }
  });

  test('refuses another number of columns, another type, another format, and bytes after the end', async () => {
    const bytes = encoded([[1, 'a']], ['int4', 'text']);
    await expect(
      collect(
        cut(bytes, () => 99),
        ['int4'],
      ),
    ).rejects.toThrow('has 2 columns where 1 were expected');
    await expect(
      collect(
        cut(bytes, () => 99),
        ['int8', 'text'],
      ),
    ).rejects.toThrow('read as int8 holds a value of 4 bytes');
    await expect(
      collect(
        cut(Buffer.from('1\t2\n'.repeat(9)), () => 99),
        ['int4'],
      ),
    ).rejects.toThrow('does not begin like');
    await expect(
      collect(
        cut(Buffer.concat([bytes, bytes]), () => 99),
        ['int4', 'text'],
      ),
    ).rejects.toThrow('goes on after');
  });

  test('ends the query in the server when its caller stops early', async () => {
    const stream = database.pool.copyOut(
      'COPY (SELECT generate_series(1, 2000000000) /* stopped */) TO STDOUT (FORMAT binary)',
    );
    for await (const batch of readColumns(stream, ['int4'], { batchRows: 10 })) {
      expect(batch.rowCount).toBe(10);
      break;
    }
    const running =
      "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%/* stopped */%' AND state = 'active' AND pid <> pg_backend_pid()";
    for (let tries = 0; tries < 200 && (await database.pool.query(running)).rowCount > 0; tries += 1) await sleep(20);
    expect((await database.pool.query(running)).rowCount).toBe(0);
  });
});

describe('the writer', () => {
  test.each<[ColumnKind, Value]>([
    ['int2', 32_768],
    ['int4', 2_147_483_648],
    ['int4', 0.5],
    ['int4', '1'],
    ['int8', 2n ** 63n],
    ['int8', 2 ** 53],
    ['float8', '1'],
    ['bool', 1],
    ['text', 'zero\0byte'],
    ['text', 'half a pair \ud800'],
    ['text', 1],
    ['numeric', '1,5'],
    ['numeric', ''],
    ['numeric', '.'],
    ['numeric', '1e999999'],
    ['numeric', true],
    ['timestamptz', 0.5],
    ['timestamptz', NaN],
  ])('refuses what a column of type %s cannot hold: %p', (kind, value) => {
    expect(() => encoded([[value]], [kind])).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
  });

  test('adds nothing when a late row is refused, and leaves the connection usable', async () => {
    await database.pool.query('CREATE TABLE all_or_none (n int4)');
    const rows = Array.from({ length: 50_000 }, (_, index): Value[] => [index < 49_999 ? index : 'x']);
    await database.pool.withClient(async (client) => {
      const target = { table: 'all_or_none', columns: ['n'], kinds: ['int4'] as const };
      await expect(copyRows(client, target, rows)).rejects.toMatchObject({ code: 'VALUE_INVALID' });
      expect((await client.query('SELECT count(*)::int AS n FROM all_or_none')).rows).toEqual([{ n: 0 }]);
    });
  });

  test('passes on what Postgres refuses, and leaves the connection usable', async () => {
    await database.pool.query('CREATE TABLE positive (n int4 CHECK (n > 0))');
    await database.pool.withClient(async (client) => {
      const target = { table: 'positive', columns: ['n'], kinds: ['int4'] as const };
      await expect(copyRows(client, target, [[1], [-1]])).rejects.toMatchObject({ code: '23514' });
      expect(await copyRows(client, target, [[1], [2]])).toBe(2);
    });
  });

  test('pulls rows only as fast as they are taken', async () => {
    await database.pool.query('CREATE TABLE slow (t text)');
    let pulled = 0;
    let ahead = 0;
    async function* rows(): AsyncGenerator<Value[]> {
      for (; pulled < 3_000; pulled += 1) yield ['x'.repeat(10_000)];
    }
    await database.pool.transaction(async (client) => {
      await client.query('LOCK TABLE slow');
      const copying = database.pool.withClient((other) =>
        copyRows(other, { table: 'slow', columns: ['t'], kinds: ['text'] }, rows()),
      );
      for (let turn = 0; turn < 20; turn += 1) await client.query('SELECT pg_sleep(0.02)');
      ahead = pulled;
      await client.query('ROLLBACK');
      expect(await copying).toBe(3_000);
    });
    expect(ahead).toBeLessThan(1_000);
  });
});
