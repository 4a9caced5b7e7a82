import { AsofError } from '../errors/asof-error.js';

/**
 * A moment: whole microseconds since 1970-01-01T00:00:00Z, from year 1970 up to the end of year 2200.
 * That range fits a double exactly, so instants are plain numbers and live in `Float64Array`s.
 */
export type Instant = number;

/** A length of time in whole microseconds. A day is 86,400 s. */
export type Micros = number;

/** The first moment Asof accepts: 1970-01-01T00:00:00Z. */
export const FIRST_INSTANT: Instant = 0;

/** The first moment after the ones Asof accepts: 2201-01-01T00:00:00Z. */
export const END_OF_TIME: Instant = Date.UTC(2201, 0, 1) * 1000;

/** The end of an interval that does not end. Not an instant itself: it is only compared with. */
export const FOREVER = Number.POSITIVE_INFINITY;

const RFC_3339 = /^(\d{4})-(\d{2})-(\d{2})[Tt ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})?$/;

/** Whether `value` is a whole number of microseconds within the years 1970 to 2200. */
export function isInstant(value: number): boolean {
  return Number.isInteger(value) && value >= FIRST_INSTANT && value < END_OF_TIME;
}

/**
 * Reads an RFC 3339 time with an offset. Digits past the microsecond must be zero.
 * Throws `TIME_INVALID` for anything else: a naive time, a day that is not in the calendar, a year outside 1970 to 2200.
 */
export function parseInstant(text: string): Instant {
  const match = RFC_3339.exec(text);
  if (!match) throw invalid(text, 'is not an RFC 3339 time');
  const [, year, month, day, hour, minute, second, fraction = '', offset] = match;
  if (offset === undefined) throw invalid(text, 'has no offset, and Asof never guesses a time zone');
  if (Number(year) < 1969) throw invalid(text, 'lies outside the years 1970 to 2200');
  const fields = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!isCalendarTime(fields)) throw invalid(text, 'is not a time of the calendar');
  if (/[1-9]/.test(fraction.slice(6))) throw invalid(text, 'is finer than a microsecond');
  const offsetMinutes = parseOffset(offset);
  if (offsetMinutes === undefined) throw invalid(text, 'has an offset that does not exist');
  const millis =
    Date.UTC(fields[0], fields[1] - 1, fields[2], fields[3], fields[4], fields[5]) - offsetMinutes * 60_000;
  const instant = millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  if (!isInstant(instant)) throw invalid(text, 'lies outside the years 1970 to 2200');
  return instant;
}

/** RFC 3339 in UTC with six decimals, e.g. `2026-03-29T01:00:00.000000Z`. */
export function formatInstant(instant: Instant): string {
  const micros = instant % 1_000_000;
  const seconds = new Date((instant - micros) / 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(micros).padStart(6, '0')}Z`;
}

function isCalendarTime([year, month, day, hour, minute, second]: [
  number,
  number,
  number,
  number,
  number,
  number,
]): boolean {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function parseOffset(offset: string): number | undefined {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

function invalid(text: string, reason: string): AsofError {
  return new AsofError(
    'TIME_INVALID',
    `The time ${JSON.stringify(text.slice(0, 60))} ${reason}. Write it with an offset, like "2026-03-29T01:00:00Z".`,
    { time: text.slice(0, 60) },
  );
}
