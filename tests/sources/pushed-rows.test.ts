import { describe, expect, test } from '@jest/globals';
import type { Source } from '../../src/definitions/model.js';
import { featureTypeOf, type TableColumns } from '../../src/definitions/table-columns.js';
import { createPool } from '../../src/postgres/pool.js';
import { explainClosedTable, explainRefusal } from '../../src/sources/postgres/explain-refusal.js';
import { readPushedRow } from '../../src/sources/postgres/read-pushed-row.js';
import { createSourceDatabases } from '../../src/sources/postgres/source-databases.js';

const source = { kind: 'Source', name: 'Flights', table: 'flights', rowKey: ['id'] } as unknown as Source;

function tableOf(columns: Readonly<Record<string, string>>): TableColumns {
  const entries = Object.entries(columns).map(
    ([name, databaseType]) => [name, { type: featureTypeOf(databaseType), databaseType, nullable: true }] as const,
  );
  return { columns: new Map(entries) };
}

const table = tableOf({
  id: 'int8',
  carrier: 'text',
  delay: 'int4',
  share: 'float8',
  fare: 'numeric',
  late: 'bool',
  at: 'timestamptz',
  extra: 'jsonb',
  ['__proto__']: 'text',
});
const read = (row: unknown, rowKey = ['id']) => readPushedRow(row, 3, { source: { ...source, rowKey }, table });

describe('a pushed row', () => {
  test('becomes JSON that Postgres reads without rounding', () => {
    const row = read({
      id: '9007199254740993',
      carrier: '001',
      delay: '-5',
      share: 0.1,
      fare: '0.10000000000000000001',
      late: false,
      at: '2026-03-29T03:00:00.000001+02:00',
    });
    expect(row.index).toBe(3);
    expect(row.json).toEqual({
      id: '9007199254740993',
      carrier: '001',
      delay: -5,
      share: 0.1,
      fare: '0.10000000000000000001',
      late: false,
      at: '2026-03-29T01:00:00.000001Z',
    });
    expect(row.rowKey).toEqual([9_007_199_254_740_993n]);
  });

  test('leaves out what it leaves out, and says null where it says null', () => {
    expect(read({ id: 1, delay: null, carrier: undefined }).json).toEqual({ id: '1', delay: null, carrier: null });
    expect(read({}).json).toEqual({});
  });

  test('hands a column of a type that no feature has to Postgres as it is', () => {
    expect(read({ extra: { deep: [1, { x: null }] } }).json).toEqual({ extra: { deep: [1, { x: null }] } });
  });

  test.each([
    [['id'], { id: 1 }, [1n]],
    [['carrier', 'id'], { id: 1, carrier: 'AA' }, ['AA', 1n]],
    [['id'], { carrier: 'AA' }, null],
    [['id'], { id: null }, null],
    [['carrier', 'id'], { id: 1, carrier: null }, null],
    [['extra'], { extra: 1 }, null],
    [[], { id: 1 }, null],
    [['carrier'], { carrier: '' }, ['']],
    [['id'], { id: 0 }, [0n]],
  ])('has the row key of the columns %j: %j', (rowKey, row, key) => {
    expect(read(row, rowKey).rowKey).toEqual(key);
  });

  test.each([
    [{ carier: 'AA' }, 'SOURCE_COLUMN_NOT_FOUND', 'The table has no column "carier". Did you mean "carrier"?'],
    [{ ID: 1 }, 'SOURCE_COLUMN_NOT_FOUND', 'Did you mean "id"'],
    [{ constructor: 1 }, 'SOURCE_COLUMN_NOT_FOUND', 'no column "constructor"'],
    [{ delay: 1.5 }, 'VALUE_INVALID', 'The value of "delay" must be an Int'],
    [{ delay: 2 ** 31 }, 'VALUE_INVALID', 'must be an Int'],
    [{ id: 2 ** 53 }, 'VALUE_INVALID', 'must be a BigInt'],
    [{ carrier: 7 }, 'VALUE_INVALID', 'must be a String'],
    [{ carrier: 'a\0b' }, 'VALUE_INVALID', 'must be a String'],
    [{ fare: 0.1 }, 'VALUE_INVALID', 'must be a Decimal'],
    [{ late: 'true' }, 'VALUE_INVALID', 'must be a Boolean'],
    [{ share: '0.1' }, 'VALUE_INVALID', 'must be a Float'],
    [{ at: '2026-03-29T01:00:00' }, 'TIME_INVALID', 'offset'],
    [null, 'VALUE_INVALID', 'A row must be an object'],
    [[1], 'VALUE_INVALID', 'A row must be an object'],
    ['id=1', 'VALUE_INVALID', 'A row must be an object'],
  ])('is refused with a reason: %j', (row, code, sentence) => {
    expect(() => read(row)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(sentence) }));
  });

  test('may have a column named __proto__', () => {
    const { json } = read(JSON.parse('{"__proto__": "x"}'));
    expect(Object.entries(json)).toEqual([['__proto__', 'x']]);
  });
});

describe('what Postgres says against a row', () => {
  test.each([
    [{ code: '23502', column: 'id' }, 'The column "id" must have a value that is not null.'],
    [{ code: '23503', constraint: 'fk' }, 'A row that this one refers to is not there (constraint "fk").'],
    [{ code: '23505', constraint: 'pk' }, 'A row with the same key is there already (constraint "pk").'],
    [{ code: '23505' }, 'A row with the same key is there already.'],
    [{ code: '23514', constraint: 'positive' }, 'The row breaks a rule of its table (constraint "positive").'],
    [
      { code: '23P01', constraint: 'no_overlap' },
      'The row breaks a constraint of its table (constraint "no_overlap").',
    ],
    [{ code: '22001' }, 'A text is too long for its column.'],
    [{ code: '22003' }, 'A number is too large for its column.'],
    [{ code: '22P02' }, 'A value does not fit the type of its column.'],
  ])('%j is told in words that show nothing from inside', (error, sentence) => {
    const detail = 'Key (id)=(7) already exists in SELECT hunter2';
    expect(explainRefusal(Object.assign(new Error(detail), { detail }, error))).toBe(sentence);
  });

  test.each([
    [{ code: '42P01' }],
    [{ code: '57014' }],
    [new Error('22003')],
    [{}],
    [null],
    [undefined],
    ['23505'],
    [7],
  ])('is not about the row: %p', (error) => {
    expect(explainRefusal(error)).toBeUndefined();
  });

  test.each([
    ['42501', 'has no permission to insert'],
    ['55000', 'is a view'],
    ['428C9', 'is generated'],
  ])('may be about the whole table: %s', (code, reason) => {
    const error = { code, detail: 'hunter2' };
    const told = explainClosedTable(error, source);
    expect(told).toMatchObject({ code: 'INPUT_INVALID', details: { source: 'Flights' }, cause: error });
    expect(told?.message).toMatch(/^The table "flights" of the source "Flights" takes no such rows: /);
    expect(told?.message).toContain(reason);
    expect(told?.message).not.toContain('hunter2');
    expect(explainRefusal(error)).toBeUndefined();
  });

  test('is never about both', () => {
    for (const code of ['23505', '22003', '42P01']) expect(explainClosedTable({ code }, source)).toBeUndefined();
    expect(explainClosedTable(undefined, source)).toBeUndefined();
  });
});

describe('the databases of sources', () => {
  const nowhere = 'postgres://nobody:hunter2@127.0.0.1:1/none';

  test("are the platform's own for no name, and one pool for each name", async () => {
    const platform = createPool(nowhere);
    const databases = createSourceDatabases({
      default: platform,
      named: new Map([
        ['sales', nowhere],
        ['stock', nowhere],
      ]),
    });
    expect(databases.pool(null)).toBe(platform);
    expect(databases.pool('sales')).toBe(databases.pool('sales'));
    expect(databases.pool('sales')).not.toBe(databases.pool('stock'));
    await databases.close();
    await platform.close();
  });

  test('that are not configured are named with those that are, and no address', () => {
    const platform = {} as Parameters<typeof createSourceDatabases>[0]['default'];
    const some = createSourceDatabases({ default: platform, named: new Map([['sales', nowhere]]) });
    const none = createSourceDatabases({ default: platform, named: new Map() });
    const refusal = (databases: typeof some, name: string) => {
      try {
        databases.pool(name);
      } catch (error) {
        return error as Error;
      }
      throw new Error('nothing was refused');
    };
    expect(refusal(some, 'sale')).toMatchObject({
      code: 'SOURCE_DATABASE_NOT_FOUND',
      message: 'No source database named "sale" is configured. Did you mean "sales"?',
    });
    expect(refusal(some, 'x').message).not.toContain('hunter2');
    expect(refusal(none, 'sales').message).toMatch(/None is configured: leave the name out .* or set ASOF_SOURCES\.$/);
    expect(refusal(none, '').message).toContain('named ""');
  });
});
