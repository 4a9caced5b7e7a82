import type { PostgresPool } from '../../src/postgres/pool.js';

/** Bicycle rides between stations: every feature type, and a label that can be learned. */
export const RIDES_SDL = `
"A place to take a bicycle from."
type Station @entity {
  station: String! @joinKey
}

"Rides; how long one took is known when the bicycle is back."
type Rides @source(table: "rides", rowKey: ["id"], eventTime: "started_at", knownTime: "ended_at")

"How a station is used."
type StationUse @featureView(entity: "Station", source: "Rides", owner: "city") {
  rides6h: Int! @count(over: "6h")
  meanMinutes6h: Float @mean(of: "minutes", over: "6h")
  takings: Decimal @sum(of: "fare")
  metres: BigInt @max(of: "metres")
  lastInRain: Boolean @latest(of: "rain")
  lastBicycle: String @latest(of: "bicycle")
  lastRide: DateTime @latest(of: "started_at")
}

type RideOutcome @labels(source: "Rides", entities: [{ entity: "Station", on: ["station"] }]) {
  long: Boolean! @label(of: "minutes > 20")
}

"Everything about a station."
type StationFacts @featureService(features: ["StationUse"])

type RideOutlook
  @featureService(features: ["StationUse.rides6h", "StationUse.meanMinutes6h", "StationUse.lastInRain"], labels: "RideOutcome")

"Will the ride take more than twenty minutes?"
type LongRide @model(service: "RideOutlook", predicts: "long", algorithm: LOGISTIC_REGRESSION, seed: 7)
`;

/** Stations with names that are hard to quote. */
export const STATIONS = ['north', "o'clock", 'a,b', 'say "x"', 'Ünder\nground'] as const;

/**
 * Creates the table with 800 rides up to now, one every five minutes, all of them over. Stations differ in how long rides take,
 * so that there is something to learn.
 */
export async function createRides(pool: PostgresPool): Promise<void> {
  await pool.query(`
    CREATE TABLE rides (
      id bigint PRIMARY KEY, station text, started_at timestamptz NOT NULL, ended_at timestamptz, minutes double precision,
      fare numeric, metres bigint, rain boolean, bicycle text
    )`);
  await pool.query(
    `INSERT INTO rides
     SELECT n, ($1::text[])[1 + n % 5], started_at, started_at + interval '4 minutes', 5 + (n % 5) * 7 + (n * 7919) % 11 + 0.1,
            (n % 97) / 100.0, CASE n % 5 WHEN 0 THEN 9007199254740993 ELSE n END, (n * 31) % 4 = 0,
            CASE WHEN n % 7 = 0 THEN NULL ELSE 'bicycle ' || n END
     FROM generate_series(1, 800) AS n, LATERAL (SELECT now() - (802 - n) * interval '5 minutes' AS started_at) AS at`,
    [[...STATIONS]],
  );
}
