import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { type Column, valueAt } from '../../src/values/column.js';
import { encodeEntityKey } from '../../src/values/entity-key.js';
import type { Feature, FeatureView, HistoryLayout } from '../../src/definitions/model.js';
import { EntityGrouper } from '../../src/point-in-time/entity-grouper.js';
import type { HistoryRows } from '../../src/point-in-time/history-rows.js';
import { type JoinPlan, planJoin } from '../../src/point-in-time/join-plan.js';
import { buildOnlineView, liveHorizon, type OnlineView, readOnlineView } from '../../src/point-in-time/online-state.js';
import type { ChangedRequest, History } from '../../src/offline/offline-store.js';
import { createEvents, fillEvents } from './events-table.js';
import { type FreshOffline, freshOffline, layoutOf } from './fresh-offline.js';
import { changeSource, pick, type Random, runMoment } from './random-source.js';
import type { SourceRow } from './timeline.js';

const ROUNDS = 80;
const RUNS = 5;
const HOUR = 3_600_000_000;
const seed = seedFor('changed rows');

let fresh: FreshOffline;

beforeAll(async () => {
  fresh = await freshOffline('changed');
});

afterAll(() => fresh.close());

const PLAIN = {
  description: null,
  nonNull: false,
  of: null,
  where: null,
  overMicros: null,
  stepMicros: null,
  skipNulls: false,
};

/** Features that look back for different lengths, each with the place of its value and conditions. */
const CANDIDATES: readonly (Feature & { readonly value: number | null; readonly conditions: readonly number[] })[] = [
  { ...PLAIN, name: 'last', aggregate: 'latest', type: 'Int', value: 0, conditions: [] },
  { ...PLAIN, name: 'lastNote', aggregate: 'latest', type: 'String', skipNulls: true, value: 1, conditions: [] },
  { ...PLAIN, name: 'lastHigh', aggregate: 'latest', type: 'Int', value: 0, conditions: [0] },
  { ...PLAIN, name: 'count2h', aggregate: 'count', type: 'Int', overMicros: 2 * HOUR, value: null, conditions: [] },
  {
    ...PLAIN,
    name: 'sum5h',
    aggregate: 'sum',
    type: 'BigInt',
    overMicros: 5 * HOUR,
    stepMicros: 2 * HOUR,
    value: 0,
    conditions: [],
  },
  { ...PLAIN, name: 'max1us', aggregate: 'max', type: 'Int', overMicros: 1, value: 0, conditions: [] },
  { ...PLAIN, name: 'countHigh', aggregate: 'count', type: 'Int', value: 0, conditions: [0] },
];

interface Round {
  readonly history: History;
  readonly plan: JoinPlan;
  readonly unique: boolean;
}

function drawRound(random: Random, number: number): Round {
  const features = CANDIDATES.filter(() => random() < 0.35);
  const drawn = features.length > 0 ? features : [pick(random, CANDIDATES)];
  const layout: HistoryLayout = layoutOf({
    table: `events_${number}`,
    knownTime: random() < 0.7 ? 'known_at' : null,
    changes: pick(random, ['APPEND', 'UPSERT', 'SNAPSHOT'] as const),
    outputs: drawn.map(({ name, value, conditions }) => ({ name, value, conditions })),
  });
  const view: FeatureView = {
    kind: 'FeatureView',
    name: 'Seen',
    description: null,
    entity: 'Thing',
    source: 'Events',
    on: ['k'],
    ttlMicros: random() < 0.5 ? 3 * HOUR : null,
    where: null,
    online: true,
    owner: null,
    tags: [],
    nonFinite: 'REFUSE',
    features: drawn,
  };
  return { history: { id: number, layout }, plan: planJoin(view, layout), unique: random() < 0.5 };
}

/** The online state of every entity in rows of history. */
async function pack(
  batches: AsyncIterable<HistoryRows>,
  plan: JoinPlan,
  now: number,
): Promise<Map<string, OnlineView>> {
  const views = new Map<string, OnlineView>();
  const entities = new EntityGrouper(plan.types, {
    wants: () => true,
    visit: (key, rows) => views.set(key, buildOnlineView(rows, plan, now)),
  });
  for await (const rows of batches) entities.push(copyOf(rows));
  entities.end();
  return views;
}

/** Batches are good until the next one is asked for. */
function copyOf(rows: HistoryRows): HistoryRows {
  const copy = (column: Column): Column => ({
    ...column,
    isNull: column.isNull.slice(),
    values: column.values.slice() as Column['values'],
  });
  return { ...rows, keys: rows.keys.map(copy), values: rows.values.map(copy), conditions: rows.conditions.map(copy) };
}

function changedBetween(
  { history, plan }: Round,
  { afterRun, run, now }: Pick<ChangedRequest, 'afterRun' | 'run' | 'now'>,
): ChangedRequest {
  const latest = plan.features
    .filter(({ isLatest }) => isLatest)
    .map((feature) => ({ value: feature.keepsNulls ? null : feature.value, conditions: feature.conditions }));
  return { history, afterRun, run, now, horizon: liveHorizon(plan, now), latest };
}

const EVERYTHING = { entities: null, eventsAfter: Number.NEGATIVE_INFINITY, eventsUpTo: Number.POSITIVE_INFINITY };

async function playRound(number: number): Promise<number> {
  const random = seededRandom(seed + number * 7_919);
  const round = drawRound(random, number);
  const { history, plan, unique } = round;
  const kept = new Map<string, OnlineView>();
  let rows: SourceRow[] = [];
  let afterRun = 0;
  let answered = 0;
  await createEvents(fresh.database.pool, history.layout.table, unique);
  for (let run = 1; run <= RUNS; run += 1) {
    const now = runMoment(run);
    rows = changeSource(random, changeSource(random, rows, unique), unique);
    await fillEvents(fresh.database.pool, history.layout.table, rows);
    await fresh.offline.load({ history, run, readBy: 'ENTITY', arrivedAt: now, rowKeys: null });
    if (random() < 0.2) continue;
    const changed = changedBetween(round, { afterRun, run, now });
    for (const [key, view] of await pack(fresh.offline.readChanged(changed), plan, now)) kept.set(key, view);
    for (const keys of await fresh.offline.readEmptied(changed)) kept.delete(encodeEntityKey(keys) as string);
    afterRun = run;
    const whole = await pack(fresh.offline.read({ history, run, ...EVERYTHING }), plan, now);
    for (const key of new Set([...kept.keys(), ...whole.keys()])) {
      for (const later of [0, 1, HOUR - 1, HOUR, 2 * HOUR, 5 * HOUR, 30 * HOUR]) {
        const place = `seed ${seed}, round ${number}, run ${run}, entity ${key}, ${later / HOUR} h later, ${JSON.stringify(history.layout)}`;
        const expected = readOnlineView(whole.get(key) ?? null, plan, now + later);
        expect([place, readOnlineView(kept.get(key) ?? null, plan, now + later)]).toEqual([place, expected]);
        answered += expected.filter(({ value }) => value !== null).length;
      }
    }
  }
  return answered;
}

describe('the rows of entities that changed', () => {
  test(`are all that a live read needs, now and later, in ${ROUNDS} rounds`, async () => {
    let answered = 0;
    for (let number = 1; number <= ROUNDS; number += 1) answered += await playRound(number);
    expect(answered).toBeGreaterThan(ROUNDS * 20);
  }, 240_000);

  test('leave out what no live read can need', async () => {
    const layout = layoutOf({ table: 'few', outputs: [{ name: 'last', value: 0, conditions: [] }] });
    const history = { id: 9_000, layout };
    await createEvents(fresh.database.pool, 'few', true);
    const row = (id: number): SourceRow => ({
      id,
      k: 'a',
      happenedAt: id * HOUR,
      knownAt: id * HOUR,
      amount: id,
      note: null,
    });
    await fillEvents(
      fresh.database.pool,
      'few',
      Array.from({ length: 50 }, (_, id) => row(id)),
    );
    await fresh.offline.load({ history, run: 1, readBy: 'ENTITY', arrivedAt: 60 * HOUR, rowKeys: null });
    const changed: ChangedRequest = {
      history,
      afterRun: 0,
      run: 1,
      now: 60 * HOUR,
      horizon: 47 * HOUR,
      latest: [{ value: 0, conditions: [] }],
    };
    const found: number[] = [];
    for await (const rows of fresh.offline.readChanged(changed)) {
      for (let index = 0; index < rows.rowCount; index += 1)
        found.push(valueAt(rows.values[0] as Column, index) as number);
    }
    expect(found).toEqual([47, 48, 49]);
  });
});
