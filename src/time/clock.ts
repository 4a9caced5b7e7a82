import type { Instant } from './instant.js';

/** Where "now" comes from. The system's clock in production; tests and the demo move their own. */
export interface Clock {
  /** The present moment, in whole microseconds. Never goes backwards within a process. */
  now(): Instant;
}
