import { describe, expect, test } from '@jest/globals';
import type { Feature, FeatureView, HistoryLayout } from '../../src/definitions/model.js';
import { createAggregate, hasInput, inputOf, meetsConditions, planJoin } from '../../src/point-in-time/join-plan.js';
import { smallHistory } from './small-history.js';

function feature(name: string, rest: Partial<Feature>): Feature {
  return {
    name,
    description: null,
    type: 'Int',
    nonNull: false,
    aggregate: 'sum',
    of: 'n',
    where: null,
    overMicros: null,
    stepMicros: null,
    skipNulls: false,
    ...rest,
  };
}

const LAYOUT: HistoryLayout = {
  database: null,
  table: 'events',
  eventTime: 'at',
  knownTime: null,
  changes: 'APPEND',
  nonFinite: 'REFUSE',
  keys: [{ sourceColumn: 'k', type: 'String' }],
  rowKey: [],
  values: [{ column: 'v0', type: 'Int', sql: 'n' }],
  conditions: [{ column: 'w0', type: 'Boolean', sql: 'ok' }],
  outputs: [
    { name: 'latest', value: 0, conditions: [] },
    { name: 'kept', value: 0, conditions: [] },
    { name: 'sum', value: 0, conditions: [0] },
    { name: 'count', value: null, conditions: [] },
  ],
};

const VIEW: FeatureView = {
  kind: 'FeatureView',
  name: 'Seen',
  description: null,
  entity: 'Thing',
  source: 'Events',
  on: ['k'],
  ttlMicros: 60,
  where: null,
  online: true,
  owner: null,
  tags: [],
  nonFinite: 'REFUSE',
  features: [
    feature('latest', { aggregate: 'latest', skipNulls: true }),
    feature('kept', { aggregate: 'latest' }),
    feature('sum', { overMicros: 10, stepMicros: 5, type: 'BigInt' }),
    feature('count', { aggregate: 'count', of: null }),
  ],
};

describe('a join plan', () => {
  const plan = planJoin(VIEW, LAYOUT);
  const [latest, kept, sum, count] = plan.features;

  test('bounds a latest by the ttl, and an aggregate by its window alone', () => {
    expect(plan.features.map(({ span }) => span)).toEqual([
      { lengthMicros: 60, stepMicros: null },
      { lengthMicros: 60, stepMicros: null },
      { lengthMicros: 10, stepMicros: 5 },
      { lengthMicros: null, stepMicros: null },
    ]);
  });

  test('says what comes in, what goes out, and the types of the history', () => {
    expect(plan.types).toEqual({ keys: ['String'], values: ['Int'], conditions: 1 });
    expect([sum?.shape, count?.shape]).toEqual([
      { input: 'Int', output: 'BigInt' },
      { input: null, output: 'Int' },
    ]);
    expect(createAggregate(count as never).result()).toBe(0);
  });

  test('may be of some features, in any order', () => {
    expect(
      planJoin(VIEW, LAYOUT, [VIEW.features[3], VIEW.features[0]] as Feature[]).features.map(({ name }) => name),
    ).toEqual(['count', 'latest']);
  });

  test('a feature without an output in the layout is a mistake of the caller', () => {
    expect(() => planJoin(VIEW, LAYOUT, [feature('other', {})])).toThrow('other');
  });

  test('a row counts when its conditions are true and its input is not null, unless nulls are kept', () => {
    const rows = smallHistory([
      { key: 'a', eventTime: 1, value: 5, condition: true },
      { key: 'a', eventTime: 2, value: null, condition: false },
      { key: 'a', eventTime: 3, value: 7, condition: null },
    ]);
    const each = (test: (row: number) => boolean): boolean[] => [0, 1, 2].map(test);
    expect(each((row) => meetsConditions(sum as never, rows, row))).toEqual([true, false, false]);
    expect(each((row) => meetsConditions(count as never, rows, row))).toEqual([true, true, true]);
    expect(each((row) => hasInput(latest as never, rows, row))).toEqual([true, false, true]);
    expect(each((row) => hasInput(kept as never, rows, row))).toEqual([true, true, true]);
    expect(each((row) => hasInput(count as never, rows, row))).toEqual([true, true, true]);
    expect([0, 1].map((row) => inputOf(sum as never, rows, row))).toEqual([5, null]);
    expect(inputOf(count as never, rows, 0)).toBeNull();
  });
});
