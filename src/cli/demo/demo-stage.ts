import type { Instant } from '../../time/instant.js';
import type { PostgresPool } from '../../postgres/pool.js';
import type { Installation, Settings } from '../installation.js';
import type { ProgressBar } from '../progress-bar.js';
import type { DemoClock } from './demo-clock.js';
import type { Story } from './story.js';

/** What every act of the demo plays on. */
export interface DemoStage {
  readonly settings: Settings;
  readonly story: Story;
  readonly bar: ProgressBar;
  readonly installation: Installation;
  /** Of the platform's own database, which is where the flights are. */
  readonly pool: PostgresPool;
  readonly clock: DemoClock;
  /** The machine's minute at which the demo began. */
  readonly startedAt: Instant;
  /** The moment the models are trained as of: nothing later is loaded before. */
  readonly trainedAsOf: Instant;
}
