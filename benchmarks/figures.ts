import type { App } from '../src/app/app.js';

/** What the measurements share. */
export interface Bench {
  readonly app: App;
  readonly directory: string;
  readonly rows: number;
  /** Says on stderr what is going on. */
  readonly note: (text: string) => void;
}

/** One line of the report: what was measured, and the yardstick beside it. */
export interface Figure {
  readonly group: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
}

/** Runs `work` and gives how long it took, in seconds, with what it returned. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly seconds: number; readonly result: T }> {
  const started = performance.now();
  const result = await work();
  return { seconds: (performance.now() - started) / 1000, result };
}

/** The median and the 99th percentile of `count` runs of `work`, in milliseconds. */
export async function latency(
  count: number,
  work: (index: number) => Promise<unknown>,
): Promise<{ readonly p50: number; readonly p99: number }> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const { seconds } = await timed(() => work(index));
    times.push(seconds * 1000);
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(count * 0.5)] ?? 0, p99: times[Math.floor(count * 0.99)] ?? 0 };
}

export function printFigures(figures: readonly Figure[], asJson: boolean): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
    return;
  }
  let group = '';
  for (const figure of figures) {
    if (figure.group !== group) process.stdout.write(`\n${figure.group}\n`);
    group = figure.group;
    process.stdout.write(`  ${figure.what.padEnd(66)} ${format(figure.value).padStart(12)} ${figure.unit}\n`);
  }
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3);
}
