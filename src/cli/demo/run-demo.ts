import { performance } from 'node:perf_hooks';
import { createPool } from '../../postgres/pool.js';
import { formatSeconds } from '../format-number.js';
import { type CommandContext, withInstallation } from '../installation.js';
import { toJsonText } from '../json-text.js';
import { createProgressBar } from '../progress-bar.js';
import { createDemoClock } from './demo-clock.js';
import { type DemoReport, readDemoReport, writeDemoReport } from './demo-report.js';
import type { DemoStage } from './demo-stage.js';
import { pushDepartures, readFlightsToCome } from './departures.js';
import { findLastDeparture } from './load-flights.js';
import { playStory } from './play-story.js';
import { serveDemo } from './serve-demo.js';
import { createStory } from './story.js';
import { tellNumbers } from './tell-numbers.js';

export interface DemoOptions {
  readonly json: boolean;
  readonly serve: boolean;
  /** Load only so many of the newest flights; null for all. */
  readonly newest: number | null;
  /** How much of the past is lived through. */
  readonly hours: number;
}

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;

/**
 * Plays the demo. The first time the whole story; when it has been played to its end in this data directory before, what has
 * left since is caught up with and the numbers are told again. Then it serves, unless told not to.
 */
export async function runDemo(context: CommandContext, options: DemoOptions): Promise<void> {
  const settings = context.readSettings();
  const story = createStory(context.terminal, options.json);
  const startedAt = Math.floor(context.clock.now() / MINUTE) * MINUTE;
  const trainedAsOf = startedAt - options.hours * HOUR;
  const clock = createDemoClock(context.clock, trainedAsOf);
  const bar = createProgressBar(context.terminal);
  story.step('Start');
  const opening = performance.now();
  const onStep = (step: string) => bar.show({ stage: step, done: 0, total: null });
  await withInstallation(
    context,
    async (installation) => {
      bar.end();
      const stores = `${settings.databaseUrl === null ? 'The embedded PostgreSQL' : 'PostgreSQL'} and the ${settings.redisUrl === null ? 'embedded LMDB' : 'Redis'} online store are up`;
      story.say(
        `${stores} (${formatSeconds((performance.now() - opening) / 1000)}). Data lies in ${settings.dataDirectory}.`,
      );
      const pool = createPool(installation.databaseUrl, { max: 3 });
      try {
        const stage: DemoStage = { settings, story, bar, installation, pool, clock, startedAt, trainedAsOf };
        const report = await play(stage, options);
        if (options.json) context.terminal.out(`${toJsonText(report)}\n`);
        if (options.serve) await serveDemo(stage, context);
      } finally {
        bar.end();
        await pool.close();
      }
    },
    { clock, onStep, quiet: true },
  );
}

async function play(stage: DemoStage, options: DemoOptions): Promise<DemoReport> {
  const told = await readDemoReport(stage.settings.dataDirectory);
  const last = await findLastDeparture(stage.pool);
  if (told !== null && last !== null) {
    await catchUp(stage);
    stage.story.step('The numbers of the first time');
    tellNumbers(stage.story, told);
    return told;
  }
  const report = await playStory(stage, { newest: options.newest, alreadyUpTo: last });
  await writeDemoReport(stage.settings.dataDirectory, report);
  return report;
}

/** Pushes what has left since the demo last ran. */
async function catchUp({ story, bar, clock, pool, installation }: DemoStage): Promise<void> {
  clock.follow();
  story.step('Catch up');
  const after = (await findLastDeparture(pool)) ?? 0;
  const left = await readFlightsToCome(pool, { by: 'departed_at', after, upTo: clock.now() });
  await pushDepartures(installation.services, left, (done) =>
    bar.show({ stage: 'departures pushed', done, total: left.length }),
  );
  bar.end();
  story.say(
    left.length === 0
      ? 'No flight has left since.'
      : `${left.length.toLocaleString('en-US')} flights have left since, and are in.`,
  );
}
