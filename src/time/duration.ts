import { AsofError } from '../errors/asof-error.js';
import type { Micros } from './instant.js';

const UNITS: ReadonlyMap<string, Micros> = new Map([
  ['us', 1],
  ['ms', 1_000],
  ['s', 1_000_000],
  ['m', 60_000_000],
  ['h', 3_600_000_000],
  ['d', 86_400_000_000],
]);

const LONGEST: Micros = 230 * 366 * 86_400_000_000;

/**
 * Reads a duration such as `30s`, `15m`, `3h`, `7d`, `500ms` or `1us`: a whole number above zero and one unit.
 * Throws `DURATION_INVALID` for anything else, zero included: nobody agrees on what a window of zero means.
 */
export function parseDuration(text: string): Micros {
  const match = /^(\d{1,18})(us|ms|s|m|h|d)$/.exec(text);
  const micros = match ? Number(match[1]) * (UNITS.get(match[2] as string) as Micros) : 0;
  if (micros <= 0 || micros > LONGEST) {
    throw new AsofError(
      'DURATION_INVALID',
      `The duration ${JSON.stringify(text.slice(0, 40))} is not a whole number above zero with one of the units us, ms, s, m, h, d. Write it like "30s", "15m", "3h" or "7d".`,
      { duration: text.slice(0, 40) },
    );
  }
  return micros;
}

/** The shortest way to write a duration that `parseDuration` reads back, e.g. `3h`. One duration has one form. */
export function formatDuration(micros: Micros): string {
  const units = [...UNITS].reverse();
  const [unit, size] = units.find(([, unitMicros]) => micros % unitMicros === 0) as [string, Micros];
  return `${micros / size}${unit}`;
}
