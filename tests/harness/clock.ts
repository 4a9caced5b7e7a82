import type { Clock } from '../../src/time/clock.js';
import { type Instant, type Micros, parseInstant } from '../../src/time/instant.js';

/** A clock that stands still until it is moved. */
export interface MovableClock extends Clock {
  /** Moves to an instant, or to a time written as RFC 3339. May move back, which no real clock does. */
  moveTo(moment: Instant | string): void;
  /** Moves on by so many microseconds. */
  advance(micros: Micros): void;
}

/** A movable clock that starts at `start`. */
export function movableClock(start: Instant | string = '2026-01-01T00:00:00Z'): MovableClock {
  let present = instantOf(start);
  return {
    now: () => present,
    moveTo: (moment) => {
      present = instantOf(moment);
    },
    advance: (micros) => {
      present += micros;
    },
  };
}

function instantOf(moment: Instant | string): Instant {
  return typeof moment === 'string' ? parseInstant(moment) : moment;
}
