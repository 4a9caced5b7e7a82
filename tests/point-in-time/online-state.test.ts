import { describe, expect, test } from '@jest/globals';
import { FOREVER } from '../../src/time/instant.js';
import type { JoinPlan } from '../../src/point-in-time/join-plan.js';
import { decodeOnlineView, encodeOnlineView } from '../../src/point-in-time/online-codec.js';
import { buildOnlineView, type LiveValue, liveHorizon, readOnlineView } from '../../src/point-in-time/online-state.js';
import { planOfFeatures } from './plan-of.js';
import { type SmallRow, smallHistory } from './small-history.js';

const DAY = 86_400_000_000;

interface Reading {
  readonly plan: JoinPlan;
  readonly builtAt: number;
  readonly now: number;
}

/** What a live read gives, through the bytes of the store. */
function live(rows: readonly SmallRow[], { plan, builtAt, now }: Reading): LiveValue[] {
  const bytes = encodeOnlineView(buildOnlineView(smallHistory(rows), plan, builtAt), plan.types.values);
  return readOnlineView(decodeOnlineView(bytes, plan.types.values, plan.features.length), plan, now);
}

function kept(rows: readonly SmallRow[], plan: JoinPlan, builtAt: number): number {
  return buildOnlineView(smallHistory(rows), plan, builtAt).rows.length;
}

describe('a live count over a window', () => {
  const plan = planOfFeatures([{ aggregate: 'count', value: null, overMicros: 100 }]);
  const rows = [1, 50, 120].map((eventTime) => ({ key: 'a', eventTime, value: 1 }));

  test.each([
    [50, 2],
    [100, 2],
    [101, 1],
    [119, 1],
    [120, 2],
    [150, 1],
    [219, 1],
    [220, 0],
  ])('at %d is %d, with nothing run in between', (now, expected) => {
    expect(live(rows, { plan, builtAt: 50, now })[0]?.value).toBe(expected);
  });

  test('never asks about a moment before it was packed', () => {
    expect(live(rows, { plan, builtAt: 120, now: 20 })[0]?.value).toBe(2);
  });
});

describe('a live latest', () => {
  const plan = planOfFeatures([{}, { skipNulls: true }], DAY);
  const rows: SmallRow[] = [
    { key: 'a', eventTime: 10, value: 5 },
    { key: 'a', eventTime: 20, value: null },
  ];

  test('says whether it is present, null, missing or expired, and of when it is', () => {
    expect(live(rows, { plan, builtAt: 30, now: 30 })).toEqual([
      { value: null, status: 'NULL', eventTime: 20 },
      { value: 5, status: 'PRESENT', eventTime: 10 },
    ]);
    expect(live(rows, { plan, builtAt: 30, now: DAY + 15 })).toEqual([
      { value: null, status: 'NULL', eventTime: 20 },
      { value: null, status: 'EXPIRED', eventTime: 10 },
    ]);
    expect(live([], { plan, builtAt: 30, now: 30 })[0]).toEqual({ value: null, status: 'MISSING', eventTime: null });
    expect(readOnlineView(null, plan, 30)[1]).toEqual({ value: null, status: 'MISSING', eventTime: null });
  });

  test('becomes what was known to come, at its moment', () => {
    const coming: SmallRow[] = [
      { key: 'a', eventTime: 10, value: 5, knownTo: 40 },
      { key: 'a', eventTime: 10, value: 6, knownFrom: 40 },
    ];
    const at = (now: number) => live(coming, { plan, builtAt: 30, now })[0]?.value;
    expect([at(30), at(39), at(40)]).toEqual([5, 5, 6]);
  });

  test('keeps only the rows that can ever be the latest', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ key: 'a', eventTime: index, value: index }));
    expect(kept(many, planOfFeatures([{}]), 200)).toBe(1);
    expect(kept(many, planOfFeatures([{}]), 50)).toBe(50);
  });
});

describe('what is packed', () => {
  const settled: SmallRow[] = Array.from({ length: 100 }, (_, index) => ({ key: 'a', eventTime: index, value: index }));

  test('holds no row for what stays for good, and one state for what leaves together', () => {
    const forever = planOfFeatures([{ aggregate: 'sum', type: 'BigInt' }]);
    expect(kept(settled, forever, 200)).toBe(0);
    expect(live(settled, { plan: forever, builtAt: 200, now: DAY })[0]).toEqual({
      value: 4_950n,
      status: 'PRESENT',
      eventTime: 99,
    });
    const stepped = planOfFeatures([{ aggregate: 'sum', type: 'BigInt', overMicros: 1_000, stepMicros: 50 }]);
    const view = buildOnlineView(smallHistory(settled), stepped, 200);
    expect([view.rows.length, view.settled[0]?.map(({ leaves }) => leaves)]).toEqual([0, [1_000, 1_050, 1_100]]);
    const at = (now: number) => live(settled, { plan: stepped, builtAt: 200, now })[0]?.value;
    expect([at(999), at(1_049), at(1_050), at(1_100)]).toEqual([4_950n, 4_950n, 3_675n, null]);
  });

  test('counts nulls as rows behind a null value', () => {
    const plan = planOfFeatures([
      { aggregate: 'sum', type: 'BigInt' },
      { aggregate: 'sum', type: 'BigInt', overMicros: 100 },
    ]);
    expect(live([{ key: 'a', eventTime: 10, value: null }], { plan, builtAt: 20, now: 20 })).toEqual([
      { value: null, status: 'NULL', eventTime: 10 },
      { value: null, status: 'NULL', eventTime: 10 },
    ]);
    expect(live([], { plan, builtAt: 20, now: 20 })[0]?.status).toBe('MISSING');
  });

  test('leaves out what fails its conditions, is superseded, or is never in', () => {
    const plan = planOfFeatures([{ aggregate: 'count', value: null, overMicros: 100, conditions: [0] }]);
    const rows: SmallRow[] = [
      { key: 'a', eventTime: 50, condition: false },
      { key: 'a', eventTime: 51, condition: null },
      { key: 'a', eventTime: 52, knownTo: 52 },
      { key: 'a', eventTime: 53, knownTo: 60 },
      { key: 'a', eventTime: 54, knownFrom: 200 },
    ];
    expect(kept(rows, plan, 70)).toBe(0);
    expect(live(rows, { plan, builtAt: 70, now: 70 })[0]).toEqual({ value: 0, status: 'PRESENT', eventTime: null });
  });

  test('in another form is not read', () => {
    expect(decodeOnlineView(new Uint8Array(0), ['Int'], 1)).toBeNull();
    expect(decodeOnlineView(Uint8Array.from([99, 1, 2]), ['Int'], 1)).toBeNull();
  });
});

describe('the live horizon', () => {
  test('is the far end of the longest window; now where there are only latest features', () => {
    expect(liveHorizon(planOfFeatures([{}]), 500)).toBe(500);
    expect(
      liveHorizon(
        planOfFeatures([
          {},
          { aggregate: 'count', overMicros: 100 },
          { aggregate: 'sum', type: 'BigInt', overMicros: 200, stepMicros: 70 },
        ]),
        500,
      ),
    ).toBe(280);
    expect(liveHorizon(planOfFeatures([{ aggregate: 'count' }]), 500)).toBe(-FOREVER);
  });
});
