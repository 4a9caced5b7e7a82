import type { Clock } from '../time/clock.js';
import type { Instant } from '../time/instant.js';

/**
 * The clock of the machine, to the microsecond. Within a process it never goes backwards: when the machine's clock is
 * set back, it stands still until that has caught up.
 */
export function createSystemClock(): Clock {
  let last: Instant = 0;
  return {
    now() {
      last = Math.max(last, machineNow());
      return last;
    },
  };
}

const MICROS_PER_MILLI = 1_000;

/** The fraction of a millisecond comes from the process's own timer, which the machine's clock lacks. */
function machineNow(): Instant {
  const fraction = Math.floor((performance.now() % 1) * MICROS_PER_MILLI);
  return Date.now() * MICROS_PER_MILLI + Math.min(fraction, MICROS_PER_MILLI - 1);
}
