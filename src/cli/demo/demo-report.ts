import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Agreement } from './compare-with-training.js';
import type { Score } from './judge-predictions.js';
import type { Latency } from './measure-latency.js';
import type { DailyScore } from './score-held-out.js';

/** A training set and the model learned from it, as the demo tells of them. */
export interface TrainedReport {
  readonly trainingSetId: string;
  readonly fingerprint: string;
  readonly rows: number;
  readonly seconds: number;
  readonly version: number;
  /** On held-out later rows of the training set. */
  readonly auc: number;
  readonly standardError: number;
  readonly logLoss: number;
  /** The AUC on held-out days, each by itself; null when they are too few. */
  readonly daily: DailyScore | null;
}

/** Every number of the demo. Kept in the data directory, so that a second start can tell them again. */
export interface DemoReport {
  readonly format: 1;
  readonly weeksForward: number;
  readonly trainedAsOf: string;
  readonly load: { readonly rows: number; readonly rowsPerSecond: number };
  readonly materialize: { readonly rows: number; readonly rowsPerSecond: number; readonly entities: number };
  readonly honest: TrainedReport;
  readonly hindsight: TrainedReport;
  readonly live: {
    readonly from: string;
    readonly upTo: string;
    readonly flights: number;
    readonly honest: Score | null;
    readonly hindsight: Score | null;
    readonly honestNotYetGone: Score | null;
    readonly hindsightNotYetGone: Score | null;
  };
  readonly agreement: Agreement;
  readonly latency: Latency;
}

const FILE = 'demo_report.json';

/** The report of a demo that came to its end in this data directory; null when none did. */
export async function readDemoReport(dataDirectory: string): Promise<DemoReport | null> {
  try {
    const report = JSON.parse(await readFile(join(dataDirectory, FILE), 'utf8')) as DemoReport;
    return report.format === 1 ? report : null;
  } catch {
    return null;
  }
}

/** Keeps a report, whole or not at all. */
export async function writeDemoReport(dataDirectory: string, report: DemoReport): Promise<void> {
  const unfinished = join(dataDirectory, `${FILE}.unfinished`);
  await writeFile(unfinished, `${JSON.stringify(report, null, 2)}\n`);
  await rename(unfinished, join(dataDirectory, FILE));
}
