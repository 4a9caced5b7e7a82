import { fileURLToPath } from 'node:url';
import type { Instant, Micros } from '../../time/instant.js';
import type { DuckDbSession } from '../../sources/files/duckdb-session.js';
import { copyRow, literal } from '../../sources/files/sql-text.js';

/** The columns of a flight, in the order in which `copyFlights` writes them. */
export const FLIGHT_COLUMNS = [
  'id',
  'origin',
  'destination',
  'distance',
  'delay',
  'scheduled_at',
  'departed_at',
] as const;

export const WEEK: Micros = 7 * 86_400_000_000;
const DAY: Micros = 86_400_000_000;

/** The flights that `vega-datasets` brings: three million departures in the United States, January to June 2001. */
export interface FlightsFile {
  readonly relation: string;
  readonly rows: number;
  /** The last scheduled departure, its local time taken as UTC. */
  readonly lastScheduledAt: Instant;
}

/** Finds the file among the packages and looks how far it goes. */
export async function openFlightsFile(session: DuckDbSession): Promise<FlightsFile> {
  const file = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));
  const relation = `read_parquet(${literal(file)}, file_row_number = true)`;
  const [found] = await session.rows(`SELECT count(*), epoch_us(max(date)) FROM ${relation}`);
  return { relation, rows: Number(found?.[0]), lastScheduledAt: Number(found?.[1]) };
}

/** The whole number of weeks by which flights move forward, so that the last of them lies one to eight days after `now`. */
export function weeksForward(lastScheduledAt: Instant, now: Instant): number {
  return Math.ceil((now + DAY - lastScheduledAt) / WEEK);
}

/** Which flights: those that had left by a moment, or those that had not. */
export interface FlightChoice {
  readonly weeks: number;
  readonly side: 'LEFT' | 'TO_COME';
  readonly at: Instant;
  /** Of those that had left, only so many of the newest; null for all. */
  readonly newest: number | null;
}

/** How many flights a choice holds, and the query that gives them as rows of a COPY. The id is the place in the file, which is in order of date. */
export async function chooseFlights(
  session: DuckDbSession,
  { relation }: FlightsFile,
  choice: FlightChoice,
): Promise<{ readonly count: number; readonly select: string }> {
  const shift = `to_microseconds(${choice.weeks * WEEK})`;
  const departed = `date + to_minutes(delay) + ${shift}`;
  const left = `epoch_us(${departed}) <= ${choice.at}`;
  const side = choice.side === 'LEFT' ? left : `NOT (${left})`;
  const [counted] = await session.rows(`SELECT count(*) FROM ${relation} WHERE ${side}`);
  const all = Number(counted?.[0]);
  const count = choice.newest === null ? all : Math.min(choice.newest, all);
  const where =
    count === all
      ? side
      : `${side} AND file_row_number > (SELECT file_row_number FROM ${relation} WHERE ${side} ORDER BY file_row_number DESC LIMIT 1 OFFSET ${count})`;
  const fields = [
    'file_row_number + 1',
    'origin',
    'destination',
    'distance',
    'delay',
    `(date + ${shift})::VARCHAR || '+00'`,
    `(${departed})::VARCHAR || '+00'`,
  ];
  return { count, select: `SELECT ${copyRow(fields)} FROM ${relation} WHERE ${where}` };
}
