import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../harness/seed.js';
import { formatInstant, parseInstant } from '../../src/time/instant.js';
import { type FreshApp, freshApp, trainingRows } from '../materialization/fresh-app.js';
import { type Order, order, startOrders, writeOrders } from '../materialization/orders.js';

const NOW = '2026-01-02T00:00:00Z';
const SECOND = 1_000_000;

let app: FreshApp;

beforeAll(async () => {
  app = await freshApp('training', { start: NOW });
  await startOrders(app, 'SNAPSHOT');
  await writeOrders(app, [
    order(1, { placed_at: '2026-01-01T00:00:00Z', total: 10 }),
    order(2, { placed_at: '2026-01-01T01:00:00Z', total: 200, paid_at: '2026-01-01T03:00:00Z' }),
    order(3, { placed_at: '2026-01-01T02:00:00Z', total: 150 }),
    order(4, { placed_at: '2026-01-01T02:00:00Z', total: 30, shop: 'south' }),
    order(5, { placed_at: '2026-01-01T04:00:00Z', total: 1, shop: null }),
    order(6, { placed_at: '2026-01-01T05:00:00Z', total: 7, paid_at: null }),
    order(7, { placed_at: '2026-01-01T06:00:00Z', total: 500, paid_at: '2026-01-03T00:00:00Z' }),
  ]);
  await app.services.materialize({ views: null, wait: true });
});

afterAll(() => app.close());

type Request = Parameters<FreshApp['services']['buildTrainingSet']>[0];

function build(told: Partial<Omit<Request, 'asOf'>> & { readonly asOf?: string } = {}) {
  const { asOf = NOW, ...rest } = told;
  return app.services.buildTrainingSet({
    service: 'BigOrder',
    hindsight: false,
    spine: null,
    where: null,
    ...rest,
    asOf: parseInstant(asOf),
  });
}

describe('a training set from labels', () => {
  test('has the rows known as of the moment in order of time, spine columns first and labels last', async () => {
    const record = await build();
    expect(record.columns.map(({ name, role }) => `${name} ${role}`)).toEqual([
      'shop KEY',
      'eventTime EVENT_TIME',
      'total REQUEST',
      'ShopSales.orders1h FEATURE',
      'ShopSales.orders FEATURE',
      'ShopSales.total FEATURE',
      'ShopSales.last FEATURE',
      'big LABEL',
    ]);
    expect((await trainingRows(app.services, record.id)).map((row) => Object.values(row))).toEqual([
      ['north', '2026-01-01T00:00:00.000000Z', 10, 1, 1, 10, 10, false],
      ['north', '2026-01-01T01:00:00.000000Z', 200, 0, 1, 10, 10, true],
      ['north', '2026-01-01T02:00:00.000000Z', 150, 1, 2, 160, 150, true],
      ['south', '2026-01-01T02:00:00.000000Z', 30, 1, 1, 30, 30, false],
      [null, '2026-01-01T04:00:00.000000Z', 1, 0, 0, null, null, false],
    ]);
    expect(record).toMatchObject({ rowCount: 5, spine: 'LABELS', where: null, createdAt: parseInstant(NOW) });
  });

  test('leaves out what was not known yet at an earlier moment', async () => {
    const rows = await trainingRows(app.services, (await build({ asOf: '2026-01-01T02:59:59.999999Z' })).id);
    expect(rows.map(({ total }) => total)).toEqual([10, 150, 30]);
    const later = await trainingRows(app.services, (await build({ asOf: '2026-01-01T03:00:00Z' })).id);
    expect(later.map(({ total }) => total)).toEqual([10, 200, 150, 30]);
  });

  test('lets late knowledge in with hindsight, and only what was known as of the moment', async () => {
    const rows = await trainingRows(app.services, (await build({ hindsight: true })).id);
    expect(rows.map((row) => row['ShopSales.total'])).toEqual([10, 210, 360, 30, null]);
  });

  test('has the rows a condition chooses, and keeps the condition', async () => {
    const record = await build({ where: "total >= 30 AND shop = 'north'" });
    expect((await trainingRows(app.services, record.id)).map(({ total }) => total)).toEqual([200, 150]);
    expect(await app.services.recomputeTrainingSet(record.id)).toMatchObject({ same: true });
    expect((await build({ where: 'big' })).rowCount).toBe(2);
    expect((await build({ where: 'total > 1000' })).rowCount).toBe(0);
    expect((await build({ where: "eventTime < '2026-01-01T01:00:00Z'" })).rowCount).toBe(1);
  });

  test('refuses conditions that are wrong, and lists nothing for them', async () => {
    const before = await app.services.trainingSets.list({ limit: 100 });
    for (const where of [
      'totl > 1',
      'total',
      'total > ',
      "total = 'x'",
      'pg_sleep(1) IS NULL',
      'total > 1; DROP TABLE orders',
    ]) {
      await expect(build({ where })).rejects.toMatchObject({ code: 'EXPRESSION_INVALID' });
    }
    await expect(build({ where: 'big', spine: [{ shop: 'north', eventTime: NOW }] })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await app.services.trainingSets.list({ limit: 100 })).toEqual(before);
  });

  test('recomputes under a condition whose printed form nests deeper than an author may write', async () => {
    const where = `total${' + 0'.repeat(200)} > 5`;
    const record = await build({ where });
    expect(record.rowCount).toBeGreaterThan(0);
    expect(await app.services.recomputeTrainingSet(record.id)).toMatchObject({ same: true });
  });

  test('as of a moment to come is refused', async () => {
    await expect(build({ asOf: '2031-01-02T00:00:00Z' })).rejects.toMatchObject({
      code: 'AS_OF_IN_FUTURE',
      message: expect.stringMatching(/5 years ahead|4 years ahead/),
    });
    await expect(build({ asOf: '2026-01-02T00:00:00.000001Z' })).rejects.toMatchObject({ code: 'AS_OF_IN_FUTURE' });
  });
});

describe('a training set from rows sent along', () => {
  test('has one row per row in their order: duplicates, null keys, unknown entities and further columns kept', async () => {
    const at = (shop: string | null, eventTime: string, note: string | null) => ({ shop, eventTime, note });
    const spine = [
      at('north', '2026-01-01T02:30:00Z', 'b'),
      at(null, '2026-01-01T02:30:00Z', null),
      at('nobody', '2026-01-01T02:30:00+00:00', 'a'),
      at('north', '2026-01-01T02:30:00Z', 'b'),
      at('north', '2030-01-01T00:00:00Z', 'later'),
      at('north', '1970-01-01T00:00:00Z', ''),
      at('north', '2026-01-01T03:30:00+01:00', 'zone'),
    ];
    const record = await build({ spine });
    expect((await trainingRows(app.services, record.id)).map((row) => Object.values(row))).toEqual([
      ['north', '2026-01-01T02:30:00.000000Z', 'b', 1, 2, 160, 150],
      [null, '2026-01-01T02:30:00.000000Z', null, 0, 0, null, null],
      ['nobody', '2026-01-01T02:30:00.000000Z', 'a', 0, 0, null, null],
      ['north', '2026-01-01T02:30:00.000000Z', 'b', 1, 2, 160, 150],
      ['north', '2030-01-01T00:00:00.000000Z', 'later', 0, 3, 360, null],
      ['north', '1970-01-01T00:00:00.000000Z', '', 0, 0, null, null],
      ['north', '2026-01-01T02:30:00.000000Z', 'zone', 1, 2, 160, 150],
    ]);
    expect(await app.services.recomputeTrainingSet(record.id)).toMatchObject({
      same: true,
      fingerprint: record.fingerprint,
    });
  });

  test('names everything that is wrong with the rows at once', async () => {
    const spine = [
      { shop: 'north', eventTime: '2026-01-01 00:00:00' },
      { shop: 'north' },
      { eventTime: NOW },
      { shop: 7, eventTime: NOW },
      { shop: 'north', eventTime: '2026-02-30T00:00:00Z' },
      { shop: 'north', eventTime: 1_767_225_600 },
    ];
    const refusal = await build({ spine }).catch(
      (error: unknown) => error as { code: string; details: { problems: { message: string }[] } },
    );
    expect(refusal).toMatchObject({ code: 'INPUT_INVALID' });
    const messages = (refusal as { details: { problems: { message: string }[] } }).details.problems
      .map(({ message }) => message)
      .join('\n');
    for (const text of ['row 0', 'Row 1', 'Row 2', 'row 3', 'row 4', 'row 5', 'never guesses a time zone'])
      expect(messages.toLowerCase()).toContain(text.toLowerCase());
  });

  test('of none has none', async () => {
    const record = await build({ spine: [] });
    expect(record.rowCount).toBe(0);
    expect(await app.services.recomputeTrainingSet(record.id)).toMatchObject({ same: true });
  });

  test('of 65,536 rows has them all', async () => {
    const random = seededRandom(65_536);
    const start = parseInstant('2026-01-01T00:00:00Z');
    const spine = Array.from({ length: 65_536 }, (_, position) => ({
      shop: random() < 0.5 ? 'north' : `shop ${position}`,
      eventTime: formatInstant(start + Math.floor(random() * 20_000) * SECOND),
      position,
    }));
    const record = await build({ spine });
    expect(record.rowCount).toBe(65_536);
    for (const from of [0, 16_380, 49_152, 65_530]) {
      const { rows, hasNextPage } = await app.services.readTrainingSetPage(record.id, from, 6);
      expect(rows.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5].map((offset) => from + offset));
      expect(hasNextPage).toBe(from + 6 < 65_536);
      for (const { position, values } of rows) {
        const asked = spine[position] as (typeof spine)[number];
        const north = [0, 7_200, 10_800].filter(
          (second) => parseInstant(asked.eventTime) >= start + second * SECOND,
        ).length;
        expect([values[0], values[2], values[4]]).toEqual([asked.shop, position, asked.shop === 'north' ? north : 0]);
      }
    }
    expect(await app.services.recomputeTrainingSet(record.id)).toMatchObject({ same: true });
  }, 60_000);

  test('needs the rows where the service has no labels', async () => {
    await app.services.register({ sdl: 'type Unlabelled @featureService(features: ["ShopSales.last"])' });
    await expect(build({ service: 'Unlabelled' })).rejects.toMatchObject({ code: 'SPINE_REQUIRED' });
    await expect(build({ service: 'Unlabeled' })).rejects.toMatchObject({
      code: 'FEATURE_SERVICE_NOT_FOUND',
      message: expect.stringContaining('"Unlabelled"'),
    });
  });
});

describe('pages of a training set', () => {
  test('hold what was asked for and say whether there is more', async () => {
    const { id } = await build();
    const positions = async (from: number, limit: number) => {
      const { rows, hasNextPage } = await app.services.readTrainingSetPage(id, from, limit);
      return [rows.map(({ position }) => position), hasNextPage];
    };
    expect(await positions(0, 2)).toEqual([[0, 1], true]);
    expect(await positions(2, 3)).toEqual([[2, 3, 4], false]);
    expect(await positions(4, 10_000)).toEqual([[4], false]);
    expect(await positions(5, 10)).toEqual([[], false]);
    expect(await positions(500, 10)).toEqual([[], false]);
    expect(await positions(0, 0)).toEqual([[], true]);
  });

  test('past the limit are refused, and so are unknown ids', async () => {
    const { id } = await build();
    await expect(app.services.readTrainingSetPage(id, 0, 10_001)).rejects.toMatchObject({ code: 'TOO_MANY_ROWS' });
    await expect(app.services.readTrainingSetPage('none', 0, 1)).rejects.toMatchObject({
      code: 'TRAINING_SET_NOT_FOUND',
    });
    await expect(app.services.recomputeTrainingSet('none')).rejects.toMatchObject({ code: 'TRAINING_SET_NOT_FOUND' });
  });
});

describe('a training set recorded', () => {
  test('comes out the same after corrections, late rows, deletions and new definitions; one asked for anew does not', async () => {
    const spine = ['01:30:00', '02:30:00', '05:00:00'].map((time) => ({
      shop: 'north',
      eventTime: `2026-01-01T${time}Z`,
    }));
    const recorded = await Promise.all([
      build(),
      build({ hindsight: true }),
      build({ spine }),
      build({ where: 'total > 20' }),
    ]);
    const changes: (() => Promise<unknown>)[] = [
      () =>
        writeOrders(app, [order(1, { placed_at: '2026-01-01T00:00:00Z', paid_at: '2026-01-01T00:30:00Z', total: 11 })]),
      () =>
        writeOrders(
          app,
          Array.from(
            { length: 50 },
            (_, id): Order => order(100 + id, { placed_at: '2026-01-01T01:15:00Z', total: id }),
          ),
        ),
      () => app.database.pool.query('DELETE FROM orders WHERE id IN (2, 3, 110)'),
      () =>
        app.services.register({
          sdl: 'type OrderOutcome @labels(source: "Orders", entities: [{ entity: "Shop", on: ["shop"] }]) { big: Boolean! @label(of: "total > 40") total: Int! @request(of: "total") }',
        }),
      () =>
        app.services.register({
          sdl: 'type ShopSales @featureView(entity: "Shop", source: "Orders") { orders: Int! @count(over: "2h") last: Int @latest(of: "total") }',
        }),
    ];
    for (const change of changes) {
      app.clock.advance(SECOND);
      await change();
      const runs = await app.services.materialize({ views: null, wait: true });
      expect(runs.map(({ failure }) => failure)).toEqual(runs.map(() => null));
      for (const { id, fingerprint } of recorded)
        expect(await app.services.recomputeTrainingSet(id)).toMatchObject({ same: true, fingerprint });
    }
    expect((await build()).fingerprint).not.toBe(recorded[0]?.fingerprint);
    expect((await build({ spine })).fingerprint).not.toBe(recorded[2]?.fingerprint);
    expect(recorded[0]?.definitions.map(({ name, version }) => `${name}@${version}`)).toEqual([
      'Shop@1',
      'Orders@1',
      'ShopSales@1',
      'OrderOutcome@1',
      'BigOrder@1',
    ]);
  }, 60_000);

  test('is not there when a value does not fit its feature', async () => {
    await writeOrders(
      app,
      [1, 2, 3].map((id) => order(1_000 + id, { shop: 'rich', total: 2_000_000_000 })),
    );
    await app.services.register({
      sdl: 'type Riches @featureView(entity: "Shop", source: "Orders") { total: Int @sum(of: "total") }\ntype Rich @featureService(features: ["Riches"])',
    });
    await app.services.materialize({ views: ['Riches'], wait: true });
    const before = await app.services.trainingSets.list({ limit: 100 });
    const spine = [{ shop: 'rich', eventTime: NOW }];
    await expect(build({ service: 'Rich', spine })).rejects.toMatchObject({ code: 'VALUE_OUT_OF_RANGE' });
    expect(await app.services.trainingSets.list({ limit: 100 })).toEqual(before);
    const { rows } = await app.database.pool.query(
      'SELECT count(*) AS lost FROM asof.training_set_chunk c WHERE NOT EXISTS (SELECT FROM asof.training_set s WHERE s.id = c.training_set_id)',
    );
    expect(rows).toEqual([{ lost: '0' }]);
  });
});
