import { describe, expect, test } from '@jest/globals';
import type { Value } from '../../src/values/feature-type.js';
import { type ReferenceFeature, type ReferenceRow, referenceJoin } from '../../src/point-in-time/reference-join.js';

/** The judge itself is judged by what a reader of the law works out by hand. */
const LATEST: ReferenceFeature = {
  name: 'f',
  aggregate: 'latest',
  input: 'Int',
  output: 'Int',
  overMicros: null,
  stepMicros: null,
  ttlMicros: null,
  skipNulls: false,
};

function row(
  rowKey: number,
  [eventTime, knownTime]: readonly [number, number],
  value: Value,
  rest: Partial<ReferenceRow> = {},
): ReferenceRow {
  return {
    keys: ['a'],
    rowKey: [rowKey],
    eventTime,
    knownTime,
    run: 1,
    inputs: { f: value },
    fails: new Set(),
    ...rest,
  };
}

interface Question {
  readonly rows: readonly ReferenceRow[];
  readonly time: number;
  readonly asOf?: number;
  readonly hindsight?: boolean;
  readonly keys?: readonly Value[];
  readonly feature?: Partial<ReferenceFeature>;
}

function ask({ rows, time, asOf = 1_000, hindsight = false, keys = ['a'], feature = {} }: Question): Value {
  return referenceJoin(
    rows,
    { keys, time, asOf, hindsight },
    { features: [{ ...LATEST, ...feature }], rowKeyTypes: ['Int'] },
  )[0] as Value;
}

describe('the reference join', () => {
  test('sees an event at the very instant of the spine row, and one known at it, but not a microsecond before', () => {
    expect(ask({ rows: [row(1, [10, 10], 5)], time: 10 })).toBe(5);
    expect(ask({ rows: [row(1, [10, 10], 5)], time: 9 })).toBeNull();
    expect(ask({ rows: [row(1, [1, 10], 5)], time: 10 })).toBe(5);
    expect(ask({ rows: [row(1, [1, 10], 5)], time: 9 })).toBeNull();
  });

  test('ignores what was known only after asOf, and what only hindsight knows', () => {
    const rows = [row(1, [1, 10], 5)];
    expect(ask({ rows, time: 50, asOf: 9 })).toBeNull();
    expect(ask({ rows, time: 50, asOf: 10 })).toBe(5);
    expect(ask({ rows, time: 5 })).toBeNull();
    expect(ask({ rows, time: 5, hindsight: true })).toBe(5);
    expect(ask({ rows: [row(1, [6, 6], 5)], time: 5, hindsight: true })).toBeNull();
  });

  test('sees of a row its version known last, and of those the one of the latest run', () => {
    const rows = [row(1, [1, 1], 5), row(1, [1, 10], 6, { run: 2 }), row(1, [1, 10], 7, { run: 3 })];
    expect(ask({ rows, time: 9 })).toBe(5);
    expect(ask({ rows, time: 10 })).toBe(7);
    expect(ask({ rows: rows.toReversed(), time: 10 })).toBe(7);
    expect(ask({ rows, time: 5, hindsight: true })).toBe(7);
    expect(ask({ rows, time: 5, asOf: 9, hindsight: true })).toBe(5);
  });

  test('lets a correction move a row to another entity and another time, and lets no older version shine through', () => {
    const rows = [row(1, [1, 1], 5), row(1, [20, 10], 6, { keys: ['b'] })];
    expect(ask({ rows, time: 9 })).toBe(5);
    expect(ask({ rows, time: 10 })).toBeNull();
    expect(ask({ rows, time: 20, keys: ['b'] })).toBe(6);
    const failing = [row(1, [1, 1], 5), row(1, [1, 10], 6, { fails: new Set(['f']) })];
    expect(ask({ rows: failing, time: 9 })).toBe(5);
    expect(ask({ rows: failing, time: 10 })).toBeNull();
  });

  test('matches no null key, and tells 1 from 1n and "1"', () => {
    expect(ask({ rows: [row(1, [1, 1], 5, { keys: [null] })], time: 9, keys: [null] })).toBeNull();
    for (const key of [1, 1n])
      expect(ask({ rows: [row(1, [1, 1], 5, { keys: ['1'] })], time: 9, keys: [key] })).toBeNull();
  });

  test('takes the latest by event time, then known time, then row key', () => {
    expect(ask({ rows: [row(1, [2, 2], 5), row(2, [1, 3], 6)], time: 9 })).toBe(5);
    expect(ask({ rows: [row(2, [1, 2], 5), row(1, [1, 3], 6)], time: 9 })).toBe(6);
    expect(ask({ rows: [row(10, [1, 2], 5), row(9, [1, 2], 6)], time: 9 })).toBe(5);
  });

  test('gives null where the latest row says null, unless nulls are skipped; and within the ttl alone', () => {
    const rows = [row(1, [1, 1], 5), row(2, [2, 2], null)];
    expect(ask({ rows, time: 9 })).toBeNull();
    expect(ask({ rows, time: 9, feature: { skipNulls: true } })).toBe(5);
    expect(ask({ rows, time: 9, feature: { skipNulls: true, ttlMicros: 9 } })).toBe(5);
    expect(ask({ rows, time: 10, feature: { skipNulls: true, ttlMicros: 9 } })).toBeNull();
  });

  test('aggregates over a window that moves exactly, or by steps, whatever the ttl', () => {
    const rows = [row(1, [10, 10], 1), row(2, [20, 20], 2), row(3, [30, 30], 4)];
    const sum = (time: number, feature: Partial<ReferenceFeature>): Value =>
      ask({ rows, time, feature: { aggregate: 'sum', ttlMicros: 1, ...feature } });
    expect([sum(30, {}), sum(30, { overMicros: 20 }), sum(29, { overMicros: 20 }), sum(30, { overMicros: 1 })]).toEqual(
      [7, 6, 3, 4],
    );
    expect([
      sum(35, { overMicros: 20, stepMicros: 10 }),
      sum(39, { overMicros: 20, stepMicros: 10 }),
      sum(40, { overMicros: 20, stepMicros: 10 }),
    ]).toEqual([6, 6, 4]);
    expect(sum(9, {})).toBeNull();
  });

  test('gives 0 for a count of nothing, and null for the others', () => {
    const nothing = (aggregate: ReferenceFeature['aggregate']): Value =>
      ask({ rows: [row(1, [1, 1], null)], time: 9, feature: { aggregate } });
    expect([
      nothing('count'),
      nothing('countDistinct'),
      nothing('sum'),
      nothing('mean'),
      nothing('min'),
      nothing('max'),
      nothing('stddev'),
    ]).toEqual([0, 0, null, null, null, null, null]);
    expect(ask({ rows: [row(1, [1, 1], null)], time: 9, feature: { aggregate: 'count', input: null } })).toBe(1);
  });

  test('adds exactly, in the type that is declared', () => {
    const of = (
      input: ReferenceFeature['input'],
      output: ReferenceFeature['output'],
      values: readonly Value[],
      aggregate: ReferenceFeature['aggregate'] = 'sum',
    ): Value =>
      ask({
        rows: values.map((value, index) => row(index, [1, 1], value)),
        time: 9,
        feature: { aggregate, input, output },
      });
    expect(of('Float', 'Float', Array<number>(10).fill(0.1))).toBe(1);
    expect(of('BigInt', 'BigInt', [2n ** 53n, 1n])).toBe(2n ** 53n + 1n);
    expect(of('BigInt', 'Decimal', [2n ** 63n, 1n])).toBe('9223372036854775809');
    expect(of('Decimal', 'Decimal', ['0.1', '0.20'])).toBe('0.30');
    expect(of('Decimal', 'Float', ['0.1', '0.2'])).toBe(0.3);
    expect(of('Int', 'Float', [1, 2], 'mean')).toBe(1.5);
    expect(of('Decimal', 'Int', ['1', '1.0', '2'], 'countDistinct')).toBe(2);
    expect(of('Int', 'Int', [3, 1, 2], 'min')).toBe(1);
    expect(of('Int', 'Int', [3, 1, 2], 'max')).toBe(3);
    expect(of('Decimal', 'Float', ['1', '2', '3'], 'stddev')).toBe(1);
    expect(of('BigInt', 'Float', [1n, 2n, 3n], 'stddev')).toBe(1);
    expect(of('Float', 'Float', [7, 7], 'stddev')).toBe(0);
  });
});
