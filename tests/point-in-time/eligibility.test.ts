import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { FOREVER } from '../../src/time/instant.js';
import {
  entersAt,
  farEnd,
  isEligible,
  isVisible,
  isWithin,
  knowledgeAt,
  leavesAt,
  passesOutAt,
  type RowVersion,
  type Span,
} from '../../src/point-in-time/eligibility.js';

const ALL: Span = { lengthMicros: null, stepMicros: null };

describe('what a spine row may know', () => {
  test('is its own time or asOf, whichever is earlier; with hindsight asOf', () => {
    expect(knowledgeAt(5, { asOf: 9, hindsight: false })).toBe(5);
    expect(knowledgeAt(9, { asOf: 5, hindsight: false })).toBe(5);
    expect(knowledgeAt(5, { asOf: 9, hindsight: true })).toBe(9);
    expect(knowledgeAt(9, { asOf: 5, hindsight: true })).toBe(5);
  });
});

describe('a version is visible', () => {
  const row: RowVersion = { eventTime: 0, knownFrom: 10, knownTo: 20 };
  test.each([
    [9, false],
    [10, true],
    [19, true],
    [20, false],
  ])('with knowledge %d: %p', (knowledge, visible) => {
    expect(isVisible(row, knowledge)).toBe(visible);
  });

  test('never, when it was superseded at the moment it was known', () => {
    for (const knowledge of [9, 10, 11]) expect(isVisible({ ...row, knownTo: 10 }, knowledge)).toBe(false);
  });

  test('for good, when nothing has superseded it', () => {
    expect(isVisible({ ...row, knownTo: FOREVER }, 7_258_118_399_999_999)).toBe(true);
  });
});

describe('an event is near enough', () => {
  test.each<readonly [number, number, Span, boolean]>([
    [100, 99, ALL, false],
    [100, 100, ALL, true],
    [0, 100, ALL, true],
    [100, 100, { lengthMicros: 1, stepMicros: null }, true],
    [99, 100, { lengthMicros: 1, stepMicros: null }, false],
    [90, 100, { lengthMicros: 10, stepMicros: null }, false],
    [91, 100, { lengthMicros: 10, stepMicros: null }, true],
    [101, 100, { lengthMicros: 10, stepMicros: null }, false],
    [80, 105, { lengthMicros: 20, stepMicros: 10 }, false],
    [81, 105, { lengthMicros: 20, stepMicros: 10 }, true],
    [81, 109, { lengthMicros: 20, stepMicros: 10 }, true],
    [81, 110, { lengthMicros: 20, stepMicros: 10 }, false],
    [90, 110, { lengthMicros: 20, stepMicros: 10 }, false],
    [91, 110, { lengthMicros: 20, stepMicros: 10 }, true],
  ])('at %d, seen from %d over %p: %p', (eventTime, time, span, within) => {
    expect(isWithin(eventTime, time, span)).toBe(within);
  });

  test('the far end moves in whole steps since 1970, also before it', () => {
    expect(farEnd(100, ALL)).toBe(Number.NEGATIVE_INFINITY);
    expect(farEnd(105, { lengthMicros: 7, stepMicros: null })).toBe(98);
    expect(farEnd(105, { lengthMicros: 7, stepMicros: 10 })).toBe(90);
    expect(farEnd(5, { lengthMicros: 7, stepMicros: 10 })).toBe(-10);
  });
});

describe('an event passes out of a span', () => {
  test.each<readonly [number, Span, number]>([
    [100, ALL, FOREVER],
    [100, { lengthMicros: 7, stepMicros: null }, 107],
    [100, { lengthMicros: 7, stepMicros: 10 }, 107],
    [101, { lengthMicros: 7, stepMicros: 10 }, 117],
    [109, { lengthMicros: 7, stepMicros: 10 }, 117],
  ])('at %d over %p: at %d', (eventTime, span, expected) => {
    expect(passesOutAt(eventTime, span)).toBe(expected);
  });
});

describe('a version enters', () => {
  const row: RowVersion = { eventTime: 10, knownFrom: 20, knownTo: 30 };
  test('when it has happened and is known', () => {
    expect(entersAt(row, { asOf: 50, hindsight: false })).toBe(20);
    expect(entersAt({ ...row, eventTime: 25 }, { asOf: 50, hindsight: false })).toBe(25);
  });

  test('never, when it was not known at asOf', () => {
    expect(entersAt(row, { asOf: 19, hindsight: false })).toBe(FOREVER);
    expect(entersAt(row, { asOf: 19, hindsight: true })).toBe(FOREVER);
    expect(entersAt(row, { asOf: 20, hindsight: false })).toBe(20);
  });

  test('with hindsight when it happens, if it is what was known at asOf', () => {
    expect(entersAt(row, { asOf: 29, hindsight: true })).toBe(10);
    expect(entersAt(row, { asOf: 30, hindsight: true })).toBe(FOREVER);
  });
});

describe('a version leaves', () => {
  const row: RowVersion = { eventTime: 10, knownFrom: 10, knownTo: 30 };
  const hour: Span = { lengthMicros: 60, stepMicros: null };
  test('when it is superseded, or passes out, whichever comes first', () => {
    expect(leavesAt(row, { asOf: 50, hindsight: false }, ALL)).toBe(30);
    expect(leavesAt(row, { asOf: 50, hindsight: false }, { lengthMicros: 5, stepMicros: null })).toBe(15);
    expect(leavesAt(row, { asOf: 50, hindsight: false }, hour)).toBe(30);
  });

  test('not for what was learned after asOf, nor with hindsight', () => {
    expect(leavesAt(row, { asOf: 29, hindsight: false }, ALL)).toBe(FOREVER);
    expect(leavesAt(row, { asOf: 30, hindsight: false }, ALL)).toBe(30);
    expect(leavesAt(row, { asOf: 29, hindsight: true }, hour)).toBe(70);
  });
});

test('the intervals and the rule say the same, at every moment, for 20,000 random versions', () => {
  const seed = seedFor('intervals');
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let round = 0; round < 20_000; round += 1) {
    const knownFrom = below(12);
    const row: RowVersion = {
      eventTime: below(12),
      knownFrom,
      knownTo: random() < 0.4 ? FOREVER : knownFrom + below(8),
    };
    const outlook = { asOf: below(16), hindsight: random() < 0.4 };
    const lengthMicros = random() < 0.3 ? null : 1 + below(8);
    const span: Span = { lengthMicros, stepMicros: lengthMicros === null || random() < 0.5 ? null : 1 + below(5) };
    const enters = entersAt(row, outlook);
    const leaves = leavesAt(row, outlook, span);
    const moments = Array.from({ length: 30 }, (_, time) => time);
    const wrong = moments.filter(
      (time) => (enters <= time && time < leaves) !== isEligible(row, time, { outlook, span }),
    );
    expect([seed, row, outlook, span, wrong]).toEqual([seed, row, outlook, span, []]);
  }
});
