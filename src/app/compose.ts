import { AsofError } from '../errors/asof-error.js';
import type { Clock } from '../time/clock.js';
import type { App } from './app.js';
import type { Config } from './config.js';

/** What may be put in place of the real thing, and who hears of the steps of the start. */
export interface ComposeOptions {
  /** The system's clock when left out. */
  readonly clock?: Clock;
  /** Called with each step that takes a while, like `starting the embedded Postgres`. */
  readonly onStep?: (step: string) => void;
}

/**
 * Opens the stores that `config` names, brings the database's schema up to date and wires the services, by hand.
 * When a step fails, whatever was opened before it is closed again. Throws `DATABASE_UNAVAILABLE` for a Postgres that is
 * down; a Redis that is down does not stop the start: live reads answer `ONLINE_STORE_UNAVAILABLE` until it is back.
 */
export async function compose(config: Config, options: ComposeOptions = {}): Promise<App> {
  options.onStep?.(config.logLevel);
  throw new AsofError('INTERNAL', 'Not wired yet.');
}
