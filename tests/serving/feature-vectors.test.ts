import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AsofError } from '../../src/errors/asof-error.js';
import { parseInstant } from '../../src/time/instant.js';
import { type FreshApp, freshApp } from '../materialization/fresh-app.js';

const SDL = `
type Route @entity { origin: String! @joinKey destination: String! @joinKey }
type Account @entity { number: BigInt! @joinKey }
type Trips @source(table: "trips", rowKey: ["id"], eventTime: "at")
type RouteTrips @featureView(entity: "Route", source: "Trips", ttl: "1h") {
  trips: Int! @count
  last: Float @latest(of: "fare")
  lastKnown: Float @latest(of: "fare", skipNulls: true)
  dear: Decimal @max(of: "price", over: "1d")
}
type AccountTrips @featureView(entity: "Account", source: "Trips", on: ["account"]) {
  trips: Int! @count
  total: BigInt @sum(of: "account")
}
type Hidden @featureView(entity: "Account", source: "Trips", on: ["account"], online: false) { trips: Int! @count }
type Both @featureService(features: ["AccountTrips.trips", "RouteTrips"])
`;

let app: FreshApp;

beforeAll(async () => {
  app = await freshApp('serving', { start: '2026-01-01T00:30:00Z' });
  await app.database.pool.query(
    'CREATE TABLE trips (id integer PRIMARY KEY, origin text, destination text, account bigint, at timestamptz, fare double precision, price numeric)',
  );
  await app.database.pool.query(`INSERT INTO trips VALUES
    (1, '1', '23', 9007199254740993, '2026-01-01T00:00:00Z', 1.5, 10.10),
    (2, '12', '3', 9007199254740992, '2026-01-01T00:10:00Z', 2.5, 9.9),
    (3, '1', '23', 9007199254740993, '2026-01-01T00:20:00.000001Z', NULL, 10.1),
    (4, '', '''"{}', -1, '2026-01-01T00:20:00Z', 0, NULL)`);
  await app.services.register({ sdl: SDL });
  await app.services.materialize({ views: null, wait: true });
});

afterAll(() => app.close());

type Entity = Readonly<Record<string, unknown>>;

function read(features: readonly string[], entities: readonly Entity[]) {
  return app.services.readFeatureVectors({ service: null, features, entities });
}

function route(origin: unknown, destination: unknown): Entity {
  return { origin, destination };
}

describe('feature vectors', () => {
  test('come one per entity in the order asked, each value with what it is and when it happened', async () => {
    const { columns, vectors, at } = await read(
      ['RouteTrips'],
      [route('12', '3'), route('1', '23'), route('123', ''), route(null, '3'), route('12', '3'), route('', `'"{}`)],
    );
    expect(at).toBe(parseInstant('2026-01-01T00:30:00Z'));
    expect(columns).toEqual([
      { name: 'RouteTrips.trips', type: 'Int' },
      { name: 'RouteTrips.last', type: 'Float' },
      { name: 'RouteTrips.lastKnown', type: 'Float' },
      { name: 'RouteTrips.dear', type: 'Decimal' },
    ]);
    expect(vectors.map(({ values }) => values)).toEqual([
      [1, 2.5, 2.5, '9.9'],
      [2, null, 1.5, '10.10'],
      [0, null, null, null],
      [0, null, null, null],
      [1, 2.5, 2.5, '9.9'],
      [1, 0, 0, null],
    ]);
    expect(vectors.map(({ statuses }) => statuses)).toEqual([
      ['PRESENT', 'PRESENT', 'PRESENT', 'PRESENT'],
      ['PRESENT', 'NULL', 'PRESENT', 'PRESENT'],
      ['PRESENT', 'MISSING', 'MISSING', 'MISSING'],
      ['PRESENT', 'MISSING', 'MISSING', 'MISSING'],
      ['PRESENT', 'PRESENT', 'PRESENT', 'PRESENT'],
      ['PRESENT', 'PRESENT', 'PRESENT', 'NULL'],
    ]);
    const newest = parseInstant('2026-01-01T00:20:00.000001Z');
    expect(vectors[1]?.eventTimes).toEqual([newest, newest, parseInstant('2026-01-01T00:00:00Z'), newest]);
    expect(vectors[2]?.eventTimes).toEqual([null, null, null, null]);
    expect(vectors.map(({ entity }) => entity)[3]).toEqual(route(null, '3'));
  });

  test('tell whole numbers past 2^53 apart, sent as text or as numbers', async () => {
    const numbers = ['9007199254740993', '9007199254740992', 9_007_199_254_740_991, -1, '-1'];
    const { vectors } = await read(
      ['AccountTrips'],
      numbers.map((number) => ({ number })),
    );
    expect(vectors.map(({ values }) => values)).toEqual([
      [2, 18_014_398_509_481_986n],
      [1, 9_007_199_254_740_992n],
      [0, null],
      [1, -1n],
      [1, -1n],
    ]);
  });

  test('of a service have its features in its order, of several entities at once', async () => {
    const entities = [{ ...route('1', '23'), number: '9007199254740992' }];
    const { columns, vectors } = await app.services.readFeatureVectors({ service: 'Both', features: null, entities });
    expect(columns.map(({ name }) => name)).toEqual([
      'AccountTrips.trips',
      'RouteTrips.trips',
      'RouteTrips.last',
      'RouteTrips.lastKnown',
      'RouteTrips.dear',
    ]);
    expect(vectors[0]?.values).toEqual([1, 2, null, 1.5, '10.10']);
  });

  test('have the features in the order they are named', async () => {
    const { columns } = await read(['RouteTrips.dear', 'RouteTrips.trips', 'RouteTrips@1.last'], [route('1', '23')]);
    expect(columns.map(({ name }) => name)).toEqual(['RouteTrips.dear', 'RouteTrips.trips', 'RouteTrips@1.last']);
  });

  test('of no entities are none, and of 1,000 are 1,000', async () => {
    expect((await read(['RouteTrips'], [])).vectors).toEqual([]);
    const { vectors } = await read(
      ['RouteTrips.trips'],
      Array.from({ length: 1_000 }, (_, index) => route(index % 2 === 0 ? '12' : `x${index}`, '3')),
    );
    expect(vectors.map(({ values }) => values[0])).toEqual(
      Array.from({ length: 1_000 }, (_, index) => (index % 2 === 0 ? 1 : 0)),
    );
  });

  test('expire at the end of their ttl and not before', async () => {
    const statusAt = async (moment: string) => {
      app.clock.moveTo(moment);
      const { vectors } = await read(['RouteTrips.last'], [route('12', '3')]);
      return [vectors[0]?.values[0], vectors[0]?.statuses[0]];
    };
    expect(await statusAt('2026-01-01T01:09:59.999999Z')).toEqual([2.5, 'PRESENT']);
    expect(await statusAt('2026-01-01T01:10:00Z')).toEqual([null, 'EXPIRED']);
    app.clock.moveTo('2026-01-01T00:30:00Z');
  });
});

describe('requests that cannot be answered', () => {
  test('name every wrong key at once', async () => {
    const entities = [{ origin: '1' }, route(1, '2'), { ...route('1', '2'), destinaton: '3' }, route('1', ['2'])];
    const refusal = (await read(['RouteTrips'], entities).catch((error: unknown) => error)) as AsofError;
    expect(refusal).toMatchObject({ code: 'ENTITY_KEY_INVALID' });
    for (const text of ['Row 0 lacks', 'row 1', 'Did you mean "destination"', 'row 3'])
      expect(refusal.message).toContain(text);
  });

  test.each([
    ['AccountTrips', { number: '9223372036854775808' }],
    ['AccountTrips', { number: 9_007_199_254_740_992 }],
    ['AccountTrips', { number: 1.5 }],
    ['AccountTrips', { number: '' }],
    ['AccountTrips', { number: true }],
    ['RouteTrips', route('\u0000', 'x')],
    ['RouteTrips', route('\uD800', 'x')],
  ])('refuse keys that no entity of %s can have: %j', async (view, entity) => {
    await expect(read([view], [entity])).rejects.toMatchObject({ code: 'ENTITY_KEY_INVALID' });
  });

  test('are refused for too many entities, unknown names, views not online, and both or neither of service and features', async () => {
    await expect(
      read(
        ['RouteTrips'],
        Array.from({ length: 1_001 }, () => route('1', '2')),
      ),
    ).rejects.toMatchObject({ code: 'TOO_MANY_ROWS' });
    await expect(read(['RouteTrip'], [])).rejects.toMatchObject({
      code: 'FEATURE_VIEW_NOT_FOUND',
      message: expect.stringContaining('"RouteTrips"'),
    });
    await expect(read(['RouteTrips.lst'], [])).rejects.toMatchObject({
      code: 'FEATURE_NOT_FOUND',
      message: expect.stringContaining('"last"'),
    });
    await expect(read(['RouteTrips@7'], [])).rejects.toMatchObject({ code: 'VERSION_NOT_FOUND' });
    await expect(read([], [])).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(read(['Hidden'], [{ number: 1 }])).rejects.toMatchObject({
      code: 'NOT_MATERIALIZED',
      message: expect.stringContaining('online: false'),
    });
    const { readFeatureVectors } = app.services;
    await expect(readFeatureVectors({ service: 'Both', features: ['RouteTrips'], entities: [] })).rejects.toMatchObject(
      { code: 'INPUT_INVALID' },
    );
    await expect(readFeatureVectors({ service: null, features: null, entities: [] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
  });
});
