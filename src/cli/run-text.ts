import { formatInstant } from '../time/instant.js';
import type { MaterializationRun } from '../registry/run-registry.js';
import { formatCount, formatSeconds } from './format-number.js';
import { formatTable } from './format-table.js';

/** Runs as a table, with the reasons of those that failed below it. */
export function formatRuns(runs: readonly MaterializationRun[]): string {
  if (runs.length === 0) return '';
  const table = formatTable(
    [
      { title: 'name' },
      { title: 'run', right: true },
      { title: 'state' },
      { title: 'started' },
      { title: 'took', right: true },
      ...COUNTS,
    ],
    runs.map((run) => [run.name, String(run.run), run.state, formatInstant(run.startedAt), took(run), ...counts(run)]),
  );
  const notes = runs.flatMap(notesOf);
  return notes.length === 0 ? table : `${table}\n${notes.join('\n')}\n`;
}

/** A run as data: times as RFC 3339. */
export function runToJson(run: MaterializationRun): Readonly<Record<string, unknown>> {
  return {
    ...run,
    startedAt: formatInstant(run.startedAt),
    finishedAt: run.finishedAt === null ? null : formatInstant(run.finishedAt),
  };
}

const COUNTS = ['added', 'closed', 'not yet known', 'refused', 'entities'].map((title) => ({ title, right: true }));

function counts({ report }: MaterializationRun): string[] {
  if (report === null) return ['', '', '', '', ''];
  return [
    report.rowsAdded,
    report.rowsClosed,
    report.rowsNotYetKnown,
    refused(report.rowsRefused),
    report.entitiesWritten,
  ].map(formatCount);
}

function refused(reasons: Readonly<Record<string, number>>): number {
  return Object.values(reasons).reduce((sum, count) => sum + count, 0);
}

function notesOf(run: MaterializationRun): string[] {
  const failure =
    run.failure === null ? [] : [`${run.name} run ${run.run} failed with ${run.failure.code}: ${run.failure.message}`];
  const reasons = Object.entries(run.report?.rowsRefused ?? {}).filter(([, count]) => count > 0);
  return [...failure, ...reasons.map(([reason, count]) => `${run.name} refused ${formatCount(count)} rows: ${reason}`)];
}

function took({ startedAt, finishedAt }: MaterializationRun): string {
  return finishedAt === null ? '' : formatSeconds((finishedAt - startedAt) / 1_000_000);
}
