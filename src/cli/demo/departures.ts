import { formatInstant, type Instant, parseInstant } from '../../time/instant.js';
import type { PostgresPool } from '../../postgres/pool.js';
import type { Services } from '../../services.js';

/** A flight of `flights_to_come`. */
export interface Flight {
  readonly id: string;
  readonly origin: string;
  readonly destination: string;
  readonly distance: number;
  readonly delay: number;
  readonly scheduledAt: Instant;
  readonly departedAt: Instant;
}

const MOST_ROWS_A_PUSH = 5_000;

/** Flights to come that leave after one moment and up to another, or are scheduled then; in order of the time asked by. */
export async function readFlightsToCome(
  pool: PostgresPool,
  { by, after, upTo }: { readonly by: 'departed_at' | 'scheduled_at'; readonly after: Instant; readonly upTo: Instant },
): Promise<readonly Flight[]> {
  const { rows } = await pool.query<Record<string, string> & { distance: number; delay: number }>(
    `SELECT id, origin, destination, distance, delay, to_char(scheduled_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS scheduled_at,
            to_char(departed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS departed_at
       FROM flights_to_come WHERE ${by} > $1 AND ${by} <= $2 ORDER BY ${by}, id`,
    [formatInstant(after), formatInstant(upTo)],
  );
  return rows.map((row) => ({
    id: row.id as string,
    origin: row.origin as string,
    destination: row.destination as string,
    distance: row.distance,
    delay: row.delay,
    scheduledAt: parseInstant(row.scheduled_at as string),
    departedAt: parseInstant(row.departed_at as string),
  }));
}

/** The last departure there is in the file: after it nothing more arrives. */
export async function readEndOfFlights(pool: PostgresPool): Promise<Instant> {
  const { rows } = await pool.query<{ last: string }>(
    `SELECT to_char(max(departed_at), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last FROM flights_to_come`,
  );
  return rows[0]?.last ? parseInstant(rows[0].last) : 0;
}

/** Pushes departures through the real door. Those that are there already are refused one by one, and change nothing. */
export async function pushDepartures(
  services: Services,
  flights: readonly Flight[],
  onPushed: (count: number) => void = () => undefined,
): Promise<void> {
  for (let from = 0; from < flights.length; from += MOST_ROWS_A_PUSH) {
    const rows = flights.slice(from, from + MOST_ROWS_A_PUSH).map(toRow);
    await services.pushRows({ source: 'Flights', rows, idempotencyKey: null });
    onPushed(from + rows.length);
  }
}

function toRow({
  id,
  origin,
  destination,
  distance,
  delay,
  scheduledAt,
  departedAt,
}: Flight): Readonly<Record<string, unknown>> {
  return {
    id,
    origin,
    destination,
    distance,
    delay,
    scheduled_at: formatInstant(scheduledAt),
    departed_at: formatInstant(departedAt),
  };
}
