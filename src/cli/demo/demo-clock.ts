import type { Clock } from '../../time/clock.js';
import type { Instant } from '../../time/instant.js';

/** A clock that is moved by hand first, and follows the machine's afterwards. */
export interface DemoClock extends Clock {
  /** Stands at `moment` from now on. Never moves back: an earlier moment changes nothing. */
  moveTo(moment: Instant): void;
  /** From now on goes with the machine's clock. */
  follow(): void;
}

/** A demo clock that stands at `start`. */
export function createDemoClock(machine: Clock, start: Instant): DemoClock {
  let standing: Instant | null = start;
  return {
    now: () => standing ?? machine.now(),
    moveTo: (moment) => {
      if (standing !== null) standing = Math.max(standing, moment);
    },
    follow: () => {
      standing = null;
    },
  };
}
