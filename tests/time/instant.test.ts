import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { AsofError } from '../../src/errors/asof-error.js';
import { END_OF_TIME, FIRST_INSTANT, FOREVER, formatInstant, isInstant, parseInstant } from '../../src/time/instant.js';

function refusal(text: string): string {
  try {
    parseInstant(text);
  } catch (error) {
    if (error instanceof AsofError && error.code === 'TIME_INVALID') return error.message;
    throw error;
  }
  return 'accepted';
}

describe('parseInstant', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1970-01-01t00:00:00z', 0],
    ['1970-01-01 00:00:00+00:00', 0],
    ['1970-01-01T00:00:00-00:00', 0],
    ['1970-01-01T01:30:00+01:30', 0],
    ['1969-12-31T23:00:00-01:30', 1_800_000_000],
    ['1970-01-01T00:00:00.5Z', 500_000],
    ['1970-01-01T00:00:00.123456000Z', 123_456],
    ['2026-03-29T01:00:00Z', 1_774_746_000_000_000],
    ['2026-03-29T03:00:00+02:00', 1_774_746_000_000_000],
    ['2000-02-29T00:00:00Z', 951_782_400_000_000],
    ['2200-12-31T23:59:59.999999Z', END_OF_TIME - 1],
  ])('reads %s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([
    ['2026-03-29', 'is not an RFC 3339 time'],
    ['', 'is not an RFC 3339 time'],
    ['1774746000', 'is not an RFC 3339 time'],
    ['2026-03-29T01:00Z', 'is not an RFC 3339 time'],
    ['2026-03-29T01:00:00.Z', 'is not an RFC 3339 time'],
    ['2026-03-29T01:00:00+0200', 'is not an RFC 3339 time'],
    ['infinity', 'is not an RFC 3339 time'],
    ['2026-03-29T01:00:00', 'has no offset'],
    ['2026-13-01T00:00:00Z', 'is not a time of the calendar'],
    ['2026-00-01T00:00:00Z', 'is not a time of the calendar'],
    ['2026-01-00T00:00:00Z', 'is not a time of the calendar'],
    ['2026-02-29T00:00:00Z', 'is not a time of the calendar'],
    ['2100-02-29T00:00:00Z', 'is not a time of the calendar'],
    ['2026-01-01T24:00:00Z', 'is not a time of the calendar'],
    ['2026-01-01T00:60:00Z', 'is not a time of the calendar'],
    ['2016-12-31T23:59:60Z', 'is not a time of the calendar'],
    ['2026-01-01T00:00:00.0000001Z', 'is finer than a microsecond'],
    ['2026-01-01T00:00:00+24:00', 'has an offset that does not exist'],
    ['2026-01-01T00:00:00+01:60', 'has an offset that does not exist'],
    ['1969-12-31T23:59:59.999999Z', 'lies outside the years 1970 to 2200'],
    ['1970-01-01T00:00:00+00:01', 'lies outside the years 1970 to 2200'],
    ['2201-01-01T00:00:00Z', 'lies outside the years 1970 to 2200'],
    ['2200-12-31T23:59:59-00:01', 'lies outside the years 1970 to 2200'],
    ['0071-01-01T00:00:00Z', 'lies outside the years 1970 to 2200'],
    ['0000-01-01T00:00:00Z', 'lies outside the years 1970 to 2200'],
    ['9999-01-01T00:00:00Z', 'lies outside the years 1970 to 2200'],
  ])('refuses %j: it %s', (text, reason) => {
    expect(refusal(text)).toContain(`The time ${JSON.stringify(text)} ${reason}`);
  });

  test('says what to write, and repeats no more than the beginning of what it was given', () => {
    expect(refusal('2026-03-29T01:00:00')).toBe(
      'The time "2026-03-29T01:00:00" has no offset, and Asof never guesses a time zone. Write it with an offset, like "2026-03-29T01:00:00Z".',
    );
    expect(refusal('x'.repeat(10_000)).length).toBeLessThan(200);
  });
});

describe('formatInstant', () => {
  test('writes UTC with six decimals', () => {
    expect(formatInstant(0)).toBe('1970-01-01T00:00:00.000000Z');
    expect(formatInstant(1_774_746_000_000_001)).toBe('2026-03-29T01:00:00.000001Z');
    expect(formatInstant(END_OF_TIME - 1)).toBe('2200-12-31T23:59:59.999999Z');
  });

  test('is undone by parseInstant, for any instant', () => {
    const random = seededRandom(seedFor('instants'));
    for (let round = 0; round < 5_000; round += 1) {
      const instant = Math.floor(random() * END_OF_TIME);
      expect(parseInstant(formatInstant(instant))).toBe(instant);
    }
  });
});

describe('isInstant', () => {
  test('holds for whole microseconds of the years 1970 to 2200 alone', () => {
    for (const instant of [FIRST_INSTANT, 1, END_OF_TIME - 1]) expect(isInstant(instant)).toBe(true);
    for (const other of [-1, 0.5, END_OF_TIME, FOREVER, Number.NaN]) expect(isInstant(other)).toBe(false);
  });

  test('every instant and its neighbours are exact as numbers', () => {
    expect(Number.isSafeInteger(END_OF_TIME + 1)).toBe(true);
  });
});
