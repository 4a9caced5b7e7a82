import { performance } from 'node:perf_hooks';
import { type Instant, parseInstant } from '../../time/instant.js';
import type { PostgresPool } from '../../postgres/pool.js';
import { withDuckDb } from '../../sources/files/duckdb-session.js';
import { streamCopyText } from '../../sources/files/import-file.js';
import type { ProgressBar } from '../progress-bar.js';
import {
  chooseFlights,
  FLIGHT_COLUMNS,
  type FlightChoice,
  type FlightsFile,
  openFlightsFile,
  weeksForward,
} from './flights-file.js';

/** What was loaded, and how fast. */
export interface LoadedFlights {
  readonly weeks: number;
  readonly rows: number;
  readonly seconds: number;
  readonly toCome: number;
}

export interface LoadRequest {
  readonly pool: PostgresPool;
  readonly spillFolder: string;
  /** The machine's now: the flights are moved forward up to a little beyond it. */
  readonly now: Instant;
  /** What had left by then is loaded; the rest is kept aside in `flights_to_come`. */
  readonly leftBy: Instant;
  readonly newest: number | null;
  readonly bar: ProgressBar;
}

const TABLE_COLUMNS = `
  id bigint NOT NULL, origin text NOT NULL, destination text NOT NULL, distance integer NOT NULL, delay integer NOT NULL,
  scheduled_at timestamptz NOT NULL, departed_at timestamptz NOT NULL`;

/** The greatest departure in the table `flights`; null when it is not there, or empty. */
export async function findLastDeparture(pool: PostgresPool): Promise<Instant | null> {
  const { rows: tables } = await pool.query<{ there: boolean }>(
    `SELECT to_regclass('flights') IS NOT NULL AND to_regclass('flights_to_come') IS NOT NULL AS there`,
  );
  if (tables[0]?.there !== true) return null;
  const { rows } = await pool.query<{ last: string | null }>(
    `SELECT to_char(max(departed_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last FROM flights`,
  );
  const last = rows[0]?.last ?? null;
  return last === null ? null : parseInstant(last);
}

/** Loads the flights into two tables, in one transaction: after a failure there is neither. */
export async function loadFlights({
  pool,
  spillFolder,
  now,
  leftBy,
  newest,
  bar,
}: LoadRequest): Promise<LoadedFlights> {
  return withDuckDb({ spillFolder }, async (session) => {
    const file = await openFlightsFile(session);
    const weeks = weeksForward(file.lastScheduledAt, now);
    return pool.transaction(async (client) => {
      await client.query(`DROP TABLE IF EXISTS flights; DROP TABLE IF EXISTS flights_to_come;
        CREATE TABLE flights (${TABLE_COLUMNS}); CREATE TABLE flights_to_come (${TABLE_COLUMNS});`);
      const copy = async (table: string, choice: FlightChoice, flights: FlightsFile) => {
        const { count, select } = await chooseFlights(session, flights, choice);
        const target = client.copyIn(`COPY ${table} (${FLIGHT_COLUMNS.join(', ')}) FROM STDIN`);
        const onRows = (done: number) => bar.show({ stage: `flights into the table ${table}`, done, total: count });
        return streamCopyText({ session, select, target, onRows });
      };
      const started = performance.now();
      const rows = await copy('flights', { weeks, side: 'LEFT', at: leftBy, newest }, file);
      const seconds = (performance.now() - started) / 1000;
      const toCome = await copy('flights_to_come', { weeks, side: 'TO_COME', at: leftBy, newest: null }, file);
      await client.query(
        'ALTER TABLE flights ADD PRIMARY KEY (id); ALTER TABLE flights_to_come ADD PRIMARY KEY (id); CREATE INDEX ON flights_to_come (departed_at);',
      );
      await client.query('ANALYZE flights; ANALYZE flights_to_come;');
      return { weeks, rows, seconds, toCome };
    });
  });
}
