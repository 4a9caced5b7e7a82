import type { Clock } from '../time/clock.js';
import type { Services } from '../services.js';
import type { Config } from './config.js';

/** An installation that is up: its stores are open and its services can be called. */
export interface App {
  readonly services: Services;
  readonly config: Config;
  readonly clock: Clock;
  /** Where the platform's own database answers; with the embedded Postgres, the address it was started on. */
  readonly databaseUrl: string;
  /** Closes everything that was opened, the last opened first. May be called again. */
  close(): Promise<void>;
}
