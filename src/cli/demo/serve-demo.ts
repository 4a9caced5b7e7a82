import type { Instant } from '../../time/instant.js';
import { serveOnFreePort } from '../commands/serve.js';
import { describeError } from '../describe-error.js';
import type { CommandContext } from '../installation.js';
import { listenForStop, type StopSignal, waitOrStop } from '../stop-signal.js';
import type { DemoStage } from './demo-stage.js';
import { pushDepartures, readEndOfFlights, readFlightsToCome } from './departures.js';
import { findLastDeparture } from './load-flights.js';
import { queriesToPaste } from './queries.js';

const PUSH_EVERY_MILLIS = 5_000;

/** Serves the demo and goes on pushing departures as they happen, until stopped. */
export async function serveDemo(stage: DemoStage, context: CommandContext): Promise<void> {
  const { story, installation, clock } = stage;
  const stop = listenForStop();
  try {
    const server = await serveOnFreePort(installation, context);
    story.step('Play');
    story.say(
      `Asof answers at ${story.terminal.bold(server.url)}: a page to try queries on; the API itself is at ${server.url}/graphql.`,
      'Departures go on being pushed as they happen. Three queries to paste:',
    );
    for (const { title, query } of queriesToPaste(clock.now())) story.terminal.out(`\n# ${title}\n${query}\n`);
    story.terminal.out('\nCtrl-C stops it; "npm run demo" starts it again where it was.\n');
    await pushUntilStopped(stage, stop);
    context.terminal.note('Stopping.\n');
    await server.close();
  } finally {
    stop.release();
  }
}

async function pushUntilStopped(stage: DemoStage, stop: StopSignal): Promise<void> {
  let after = (await findLastDeparture(stage.pool)) ?? 0;
  const end = await readEndOfFlights(stage.pool);
  let told = false;
  while (!stop.requested()) {
    after = await pushSince(stage, after);
    if (after >= end && !told) {
      told = true;
      stage.story.terminal.note(
        `The last flight of the file has left. Delete ${stage.settings.dataDirectory} to begin again with fresh dates.\n`,
      );
    }
    await waitOrStop(PUSH_EVERY_MILLIS, stop);
  }
}

/** Pushes what has left since `after`; what fails is told and tried again the next time. */
async function pushSince({ pool, clock, installation, story }: DemoStage, after: Instant): Promise<Instant> {
  try {
    const left = await readFlightsToCome(pool, { by: 'departed_at', after, upTo: clock.now() });
    await pushDepartures(installation.services, left);
    return left.at(-1)?.departedAt ?? after;
  } catch (error) {
    story.terminal.note(`${describeError(error)}\n`);
    return after;
  }
}
