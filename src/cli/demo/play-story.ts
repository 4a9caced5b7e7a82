import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { formatInstant, type Instant } from '../../time/instant.js';
import { formatCount, formatRate, formatSeconds } from '../format-number.js';
import { showMaterialization } from '../materialization-bar.js';
import { readDefinitionFiles } from '../read-definition-files.js';
import { ToldFailure } from '../usage-error.js';
import { compareWithTraining } from './compare-with-training.js';
import type { DemoReport, TrainedReport } from './demo-report.js';
import type { DemoStage } from './demo-stage.js';
import { readFlightsToCome } from './departures.js';
import { flightsDefinitions } from './flights-definitions.js';
import { judgePredictions } from './judge-predictions.js';
import { loadFlights } from './load-flights.js';
import { measureLatency } from './measure-latency.js';
import { MODEL, type Replay, replayDay } from './replay-day.js';
import { tellNumbers } from './tell-numbers.js';
import { trainVersion } from './train-version.js';

const LATENCY_CALLS = 1_000;
const HOUR = 3_600_000_000;

export interface StoryRequest {
  readonly newest: number | null;
  /** The last departure in the table when an earlier demo did not come to its end; null for a fresh start. */
  readonly alreadyUpTo: Instant | null;
}

/** Plays the whole story, from an empty database to a day of live predictions, and gives every number of it. */
export async function playStory(stage: DemoStage, { newest, alreadyUpTo }: StoryRequest): Promise<DemoReport> {
  const trainedAsOf = Math.max(stage.trainedAsOf, alreadyUpTo ?? 0);
  const load = await loadTable(stage, { newest, alreadyUpTo });
  await applyDefinitions(stage);
  const materialize = await materializeAll(stage);
  const { honest, hindsight } = await trainTwice(stage, trainedAsOf);
  const replay = await liveThrough(stage, { from: trainedAsOf, versions: [honest.version, hindsight.version] });
  const upTo = stage.startedAt;
  const judge = (place: number, notYetGone: boolean) =>
    judgePredictions(replay.predictions, { place, knownAt: upTo, notYetGone });
  stage.story.step('What was promised, and what was reached');
  const agreement = await compareWithTraining(stage.installation.services, {
    predictions: replay.predictions,
    asOf: upTo,
  });
  const flights = replay.predictions.map(({ flight }) => flight);
  const latency = await measureLatency(stage.installation.services, flights, LATENCY_CALLS);
  stage.bar.end();
  const report: DemoReport = {
    format: 1,
    weeksForward: load.weeks,
    trainedAsOf: formatInstant(trainedAsOf),
    load: { rows: load.rows, rowsPerSecond: load.rowsPerSecond },
    materialize,
    honest,
    hindsight,
    live: {
      from: formatInstant(trainedAsOf),
      upTo: formatInstant(upTo),
      flights: replay.predictions.length,
      honest: judge(0, false),
      hindsight: judge(1, false),
      honestNotYetGone: judge(0, true),
      hindsightNotYetGone: judge(1, true),
    },
    agreement,
    latency,
  };
  tellNumbers(stage.story, report);
  return report;
}

interface LoadNumbers {
  readonly weeks: number;
  readonly rows: number;
  readonly rowsPerSecond: number;
}

async function loadTable(stage: DemoStage, { newest, alreadyUpTo }: StoryRequest): Promise<LoadNumbers> {
  const { story, bar, pool, settings, startedAt, trainedAsOf, clock } = stage;
  story.step('Load the flights');
  if (alreadyUpTo !== null) {
    clock.moveTo(alreadyUpTo);
    const { rows } = await pool.query<{ count: string }>('SELECT count(*) AS count FROM flights');
    story.say(`An earlier demo was interrupted: its ${formatCount(Number(rows[0]?.count))} flights are there already.`);
    return { weeks: 0, rows: Number(rows[0]?.count), rowsPerSecond: 0 };
  }
  const spillFolder = join(settings.dataDirectory, 'tmp');
  const loaded = await loadFlights({ pool, spillFolder, now: startedAt, leftBy: trainedAsOf, newest, bar });
  bar.end();
  story.say(
    'Real departures in the United States, January to June 2001, moved forward by a whole number of weeks',
    `(${loaded.weeks}) so that they run up to now and a little beyond. Local times are taken as if they were UTC.`,
    `${formatCount(loaded.rows)} flights that had left by ${formatInstant(trainedAsOf)} are in the table "flights":`,
    `${formatSeconds(loaded.seconds)}, ${formatRate(loaded.rows, loaded.seconds)} rows/s. ${formatCount(loaded.toCome)} wait for their departure.`,
    'The delay of a flight is known only once it has left: departed_at, not scheduled_at, says when.',
  );
  return { weeks: loaded.weeks, rows: loaded.rows, rowsPerSecond: Math.round(loaded.rows / loaded.seconds) };
}

async function applyDefinitions({ story, installation }: DemoStage): Promise<void> {
  story.step('Apply the definitions');
  const file = flightsDefinitions();
  const [definitions] = await readDefinitionFiles([file]);
  const { changes } = await installation.services.register({
    sdl: [{ name: 'flights.graphql', sdl: definitions?.sdl ?? '' }],
  });
  const views = changes.filter(({ kind }) => kind === 'FeatureView').map(({ name }) => name);
  story.say(
    `feature-definitions/flights.graphql: ${changes.length} definitions, among them the feature views ${views.join(' and ')}.`,
  );
}

async function materializeAll({ story, bar, installation }: DemoStage): Promise<DemoReport['materialize']> {
  story.step('Materialize');
  const started = performance.now();
  const runs = await installation.services.materialize({
    views: null,
    wait: true,
    onProgress: showMaterialization(bar),
  });
  bar.end();
  const failed = runs.find(({ failure }) => failure !== null);
  if (failed) {
    story.terminal.note(`error ${failed.failure?.code}: ${failed.name}: ${failed.failure?.message}\n`);
    throw new ToldFailure();
  }
  const seconds = (performance.now() - started) / 1000;
  const rows = runs.reduce((sum, { report }) => sum + (report?.rowsAdded ?? 0), 0);
  const entities = runs.reduce((sum, { report }) => sum + (report?.entitiesWritten ?? 0), 0);
  story.say(
    `${runs.length} histories, ${formatCount(rows)} row versions in ${formatSeconds(seconds)} (${formatRate(rows, seconds)} rows/s),`,
    `and the live state of ${formatCount(entities)} entities in the online store.`,
  );
  return { rows, rowsPerSecond: Math.round(rows / seconds), entities };
}

async function trainTwice(
  stage: DemoStage,
  asOf: Instant,
): Promise<{ readonly honest: TrainedReport; readonly hindsight: TrainedReport }> {
  const { story, bar, installation, clock } = stage;
  const { services } = installation;
  const hours = Math.max(1, Math.round((stage.startedAt - asOf) / HOUR));
  story.step(`Train, as of ${formatInstant(asOf)}`);
  const honest = await trainVersion(services, { asOf, hindsight: false, hours, bar });
  bar.end();
  tellTraining(stage, 'Without hindsight: each flight sees only what was known at its scheduled minute.', honest);
  const hindsight = await trainVersion(services, { asOf, hindsight: true, hours, bar });
  bar.end();
  tellTraining(
    stage,
    'With hindsight, as a join on the schedule alone would do it: delays are seen before they happen.',
    hindsight,
  );
  await services.models.promote(MODEL, honest.version, clock.now());
  story.say(`${MODEL} version ${honest.version}, the honest one, is promoted.`);
  return { honest, hindsight };
}

function tellTraining(
  { story }: DemoStage,
  title: string,
  { rows, seconds, fingerprint, auc, logLoss }: TrainedReport,
): void {
  story.say(
    title,
    `  ${formatCount(rows)} rows in ${formatSeconds(seconds)} (${formatRate(rows, seconds)} rows/s), fingerprint ${fingerprint.slice(0, 16)}…`,
    `  AUC ${auc.toFixed(4)}, log loss ${logLoss.toFixed(4)} on later rows that were held out`,
  );
}

async function liveThrough(
  stage: DemoStage,
  { from, versions }: { readonly from: Instant; readonly versions: readonly number[] },
): Promise<Replay> {
  const { story, bar, pool, installation, clock, startedAt } = stage;
  story.step('Live through the time since');
  const departing = await readFlightsToCome(pool, { by: 'departed_at', after: from, upTo: startedAt });
  const scheduled = await readFlightsToCome(pool, { by: 'scheduled_at', after: from, upTo: startedAt });
  const replay = await replayDay({
    services: installation.services,
    clock,
    from,
    upTo: startedAt,
    departing,
    scheduled,
    versions,
    bar,
  });
  bar.end();
  clock.follow();
  story.say(
    `From ${formatInstant(from)} to now, minute by minute: each departure was pushed as it happened, and each flight`,
    `predicted at its scheduled minute by both models, from live features. ${formatCount(replay.pushed)} pushes, ${formatCount(replay.predictions.length * versions.length)} predictions`,
    `in ${formatSeconds(replay.seconds)}.`,
  );
  return replay;
}
