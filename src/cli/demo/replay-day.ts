import { performance } from 'node:perf_hooks';
import type { Instant, Micros } from '../../time/instant.js';
import type { Prediction } from '../../serving/predict.js';
import type { FeatureVector } from '../../serving/read-feature-vectors.js';
import type { Services } from '../../services.js';
import type { ProgressBar } from '../progress-bar.js';
import type { DemoClock } from './demo-clock.js';
import { type Flight, pushDepartures } from './departures.js';

export interface ReplayRequest {
  readonly services: Services;
  readonly clock: DemoClock;
  readonly from: Instant;
  readonly upTo: Instant;
  /** Flights that leave in this time, in order of departure. */
  readonly departing: readonly Flight[];
  /** Flights scheduled in this time, in order of schedule. */
  readonly scheduled: readonly Flight[];
  /** Model versions that predict every flight. */
  readonly versions: readonly number[];
  readonly bar: ProgressBar;
}

/** What was predicted live for a flight, at its scheduled minute. */
export interface LivePrediction {
  readonly flight: Flight;
  readonly at: Instant;
  readonly columns: readonly string[];
  readonly features: FeatureVector;
  /** By model version, in the order asked. */
  readonly probabilities: readonly number[];
}

export interface Replay {
  readonly predictions: readonly LivePrediction[];
  readonly pushed: number;
  readonly seconds: number;
}

const MINUTE: Micros = 60_000_000;
export const MODEL = 'LateDeparture';

/**
 * Lives through a stretch of time at high speed, minute by minute: what has left by the minute is pushed, and then every
 * flight scheduled for it is predicted with what is known at that very moment. Flights are scheduled and leave on whole minutes.
 */
export async function replayDay(request: ReplayRequest): Promise<Replay> {
  const { services, clock, from, upTo, bar } = request;
  const departing = byMinute(request.departing, ({ departedAt }) => departedAt);
  const scheduled = byMinute(request.scheduled, ({ scheduledAt }) => scheduledAt);
  const predictions: LivePrediction[] = [];
  const started = performance.now();
  for (let minute = Math.ceil(from / MINUTE) * MINUTE; minute <= upTo; minute += MINUTE) {
    clock.moveTo(minute);
    await pushDepartures(services, departing.get(minute) ?? []);
    predictions.push(...(await predictFlights(request, scheduled.get(minute) ?? [])));
    bar.show({
      stage: 'minutes of the day lived through',
      done: (minute - from) / MINUTE,
      total: Math.floor((upTo - from) / MINUTE),
    });
  }
  return { predictions, pushed: request.departing.length, seconds: (performance.now() - started) / 1000 };
}

/** The join keys that the model's features ask for. */
export function keysOf({
  origin,
  destination,
}: Pick<Flight, 'origin' | 'destination'>): Readonly<Record<string, unknown>> {
  return { iata: origin, origin, destination };
}

async function predictFlights(
  { services, clock, versions }: ReplayRequest,
  flights: readonly Flight[],
): Promise<readonly LivePrediction[]> {
  if (flights.length === 0) return [];
  const rows = flights.map(keysOf);
  const answers: (readonly Prediction[])[] = [];
  for (const version of versions) answers.push(await services.predict({ model: MODEL, version, rows }));
  return flights.map((flight, index) => {
    const first = answers[0]?.[index];
    if (first === undefined) throw new Error('A prediction is missing.');
    return {
      flight,
      at: clock.now(),
      columns: first.columns,
      features: first.features,
      probabilities: answers.map((answer) => answer[index]?.probability ?? Number.NaN),
    };
  });
}

function byMinute(
  flights: readonly Flight[],
  timeOf: (flight: Flight) => Instant,
): ReadonlyMap<Instant, readonly Flight[]> {
  const groups = new Map<Instant, Flight[]>();
  for (const flight of flights) {
    const minute = Math.ceil(timeOf(flight) / MINUTE) * MINUTE;
    const group = groups.get(minute);
    if (group === undefined) groups.set(minute, [flight]);
    else group.push(flight);
  }
  return groups;
}
