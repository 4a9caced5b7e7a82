import { performance } from 'node:perf_hooks';
import type { Services } from '../../services.js';
import type { Flight } from './departures.js';
import { keysOf, MODEL } from './replay-day.js';

/** How long a live prediction of one row takes, in milliseconds: features read, model applied, prediction logged. */
export interface Latency {
  readonly calls: number;
  readonly p50: number;
  readonly p99: number;
}

const WARM_UP = 50;

/** Predicts flights one by one and measures each call. */
export async function measureLatency(services: Services, flights: readonly Flight[], calls: number): Promise<Latency> {
  const millis: number[] = [];
  for (let call = 0; call < calls + WARM_UP; call += 1) {
    const flight = flights[call % flights.length];
    if (flight === undefined) return { calls: 0, p50: 0, p99: 0 };
    const started = performance.now();
    await services.predict({ model: MODEL, version: null, rows: [keysOf(flight)] });
    if (call >= WARM_UP) millis.push(performance.now() - started);
  }
  millis.sort((a, b) => a - b);
  const at = (share: number) => millis[Math.min(millis.length - 1, Math.floor(share * millis.length))] ?? 0;
  return { calls, p50: at(0.5), p99: at(0.99) };
}
