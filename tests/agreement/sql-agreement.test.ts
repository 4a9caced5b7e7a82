import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { formatInstant } from '../../src/time/instant.js';
import { toJson } from '../../src/values/json.js';
import { referenceJoin } from '../../src/point-in-time/reference-join.js';
import { type FreshApp, freshApp, liveRows, trainingRows } from '../materialization/fresh-app.js';
import { rollDice } from './random-values.js';
import { askSql, HOUR } from './sql-judge.js';
import {
  createWorld,
  drawSpine,
  drawWorld,
  insertWorld,
  referenceWorld,
  WORLD_SDL,
  WORLD_START,
  type WorldRow,
  type WorldSpineRow,
} from './sql-world.js';

const PHASES = 3;
const SPINE_ROWS = 1_500;
const seed = seedFor('sweep, reference, SQL and live');
const dice = rollDice(seededRandom(seed));

let app: FreshApp;

beforeEach(async () => {
  app = await freshApp('agreement', { start: formatInstant(WORLD_START) });
  await createWorld(app.database.pool);
  await app.services.register({ sdl: WORLD_SDL });
});

afterEach(() => app.close());

type Row = Readonly<Record<string, unknown>>;

interface Outlook {
  readonly asOf: number;
  readonly hindsight: boolean;
}

async function askTrainingSet(spine: readonly WorldSpineRow[], { asOf, hindsight }: Outlook): Promise<Row[]> {
  const rows = spine.map(({ k1, k2, time }) => ({ k1, k2, eventTime: formatInstant(time) }));
  const { id } = await app.services.buildTrainingSet({
    service: 'SeenService',
    asOf,
    hindsight,
    spine: rows,
    where: null,
  });
  const found = await trainingRows(app.services, id);
  expect(found.map(({ k1, k2, eventTime }) => ({ k1, k2, eventTime }))).toEqual(rows);
  return found.map(withoutView);
}

/** `Seen.count` as `count`, without the columns of the spine. */
function withoutView(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => (name.startsWith('Seen.') ? [[name.slice(5), value]] : [])),
  );
}

function askReference(rows: readonly WorldRow[], spine: readonly WorldSpineRow[], { asOf, hindsight }: Outlook): Row[] {
  const { features, rows: told } = referenceWorld(rows);
  return spine.map(({ k1, k2, time }) => {
    const values = referenceJoin(told, { keys: [k1, k2], time, asOf, hindsight }, { features, rowKeyTypes: ['Int'] });
    return Object.fromEntries(features.map(({ name, output }, index) => [name, toJson(values[index] ?? null, output)]));
  });
}

/** Bit for bit, but for deviations, which may differ by 1e-9 of themselves. */
function expectAgreement(place: string, expected: readonly Row[], found: readonly Row[]): void {
  const close = found.map((row, index) => {
    const [one, other] = [Number(row.deviation), Number(expected[index]?.deviation)];
    const isClose =
      row.deviation !== null && expected[index]?.deviation !== null && Math.abs(one - other) <= 1e-9 * Math.abs(other);
    return isClose ? { ...row, deviation: expected[index]?.deviation } : row;
  });
  for (const [index, row] of close.entries()) expect([place, index, row]).toEqual([place, index, expected[index]]);
  expect(found).toHaveLength(expected.length);
}

describe('a source that changes at random', () => {
  test(`has the training sets of the reference join and of plain SQL after each of ${PHASES} runs`, async () => {
    const world = drawWorld(dice, 400);
    app.clock.moveTo(WORLD_START + 70 * HOUR);
    for (let phase = 1; phase <= PHASES; phase += 1) {
      const arrived = world.filter((row) => row.phase === phase);
      await insertWorld(app.database.pool, arrived);
      const [run] = await app.services.materialize({ views: ['Seen'], wait: true });
      expect(run).toMatchObject({ state: 'SUCCEEDED', run: phase });
      for (const hindsight of [false, true])
        await compareTrainingSets(
          world.filter((row) => row.phase <= phase),
          hindsight,
        );
    }
  }, 120_000);

  test('has the live values of all of them, at the moment of each run and later', async () => {
    const world = drawWorld(dice, 300).map((row) => ({ ...row, phase: 1 }));
    await insertWorld(app.database.pool, [...new Map(world.map((row) => [`${row.id} ${row.knownAt}`, row])).values()]);
    let now = WORLD_START + 4 * HOUR;
    for (let run = 1; run <= 8; run += 1) {
      app.clock.moveTo(now);
      const news = Array.from({ length: 4 }, (_, index) => ({
        ...dice.pick(world),
        phase: run,
        id: 10_000 + 4 * run + index,
        knownAt: now,
        happenedAt: now - 5,
      }));
      const corrections = [{ ...dice.pick(world), phase: run, knownAt: now + run }];
      await insertWorld(app.database.pool, [...news, ...corrections]);
      await app.services.materialize({ views: null, wait: true });
      for (const later of [0, 1, 0.5 * HOUR, 3 * HOUR]) await compareLive(world, now + later);
      now += dice.pick([4, 5, 9]) * HOUR;
    }
  }, 120_000);
});

async function compareTrainingSets(rows: readonly WorldRow[], hindsight: boolean): Promise<void> {
  const outlook = { asOf: WORLD_START + (20 + dice.below(40)) * HOUR + dice.below(3), hindsight };
  const spine = drawSpine(dice, rows, SPINE_ROWS);
  const place = `seed ${seed}, ${JSON.stringify(outlook)}`;
  const judged = await askSql(app.database.pool, spine, outlook);
  expectAgreement(`${place}, reference`, judged, askReference(rows, spine, outlook));
  expectAgreement(`${place}, training set`, judged, await askTrainingSet(spine, outlook));
  expect(judged.filter(({ count }) => count !== 0).length).toBeGreaterThan(SPINE_ROWS / 3);
}

async function compareLive(world: readonly WorldRow[], now: number): Promise<void> {
  app.clock.moveTo(now);
  const entities = [...new Map(world.map(({ k1, k2 }) => [JSON.stringify([k1, k2]), { k1, k2 }])).values()];
  const spine = entities.map((entity) => ({ ...entity, time: now }));
  const outlook = { asOf: now, hindsight: false };
  const live = (await liveRows(app.services, { service: 'SeenService', features: null, entities })).map(withoutView);
  expectAgreement(`seed ${seed}, live at ${formatInstant(now)}`, await askSql(app.database.pool, spine, outlook), live);
  expectAgreement(`seed ${seed}, training set at ${formatInstant(now)}`, live, await askTrainingSet(spine, outlook));
}
