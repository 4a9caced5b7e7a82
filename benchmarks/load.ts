import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { createPool } from '../src/postgres/pool.js';
import { type Bench, type Figure, timed } from './figures.js';

const COLUMNS =
  'id bigint PRIMARY KEY, origin text, destination text, distance integer, delay integer, scheduled_at timestamptz, departed_at timestamptz';

/** The definitions the benchmark registers: one view with five windowed features, labels, a service, a model. */
const DEFINITIONS = `
type Airport @entity { iata: String! @joinKey }
type Flights @source(table: "flights", rowKey: ["id"], eventTime: "scheduled_at", knownTime: "departed_at")
type AirportDelays @featureView(entity: "Airport", source: "Flights", on: ["origin"]) {
  departures1h: Int! @count(over: "1h")
  meanDelay3h: Float @mean(of: "delay", over: "3h")
  worstDelay24h: Int @max(of: "delay", over: "24h")
  meanDelay24h: Float @mean(of: "delay", over: "24h")
  lateShare7d: Float @mean(of: "CASE WHEN delay > 15 THEN 1.0 ELSE 0.0 END", over: "7d", step: "1h")
}
type LastDelay @featureView(entity: "Airport", source: "Flights", on: ["origin"]) { lastDelay: Int @latest(of: "delay") }
type Outcome @labels(source: "Flights", entities: [{ entity: "Airport", on: ["origin"] }]) { late: Boolean! @label(of: "delay > 15") }
type FiveWindows @featureService(features: ["AirportDelays"], labels: "Outcome")
type OneLatest @featureService(features: ["LastDelay"], labels: "Outcome")
type Late @model(service: "FiveWindows", predicts: "late", algorithm: LOGISTIC_REGRESSION, seed: 7)
`;

/** Flights into a source table by COPY, and from there into history and the online store. */
export async function measureLoad({ app, directory, rows, note }: Bench): Promise<Figure[]> {
  const group = `Load, ${rows.toLocaleString('en-US')} rows`;
  const csv = join(directory, 'flights.csv');
  await writeFlights(csv, rows);
  const pool = createPool(app.databaseUrl);
  try {
    await pool.query(`CREATE TABLE flights (${COLUMNS})`);
    const copy = await timed(() =>
      pool.withClient((client) =>
        pipeline(createReadStream(csv), client.copyIn('COPY flights FROM STDIN (FORMAT csv)')),
      ),
    );
    await pool.query('VACUUM ANALYZE flights');
    await pool.query('CHECKPOINT');
    note(`copied in ${copy.seconds.toFixed(1)} s`);
    await app.services.register({ sdl: DEFINITIONS });
    const view = await timed(() => app.services.materialize({ views: ['AirportDelays'], wait: true }));
    note(`materialized in ${view.seconds.toFixed(1)} s`);
    await pool.query('DROP TABLE IF EXISTS copy_of_flights');
    const plain = await timed(() =>
      pool.query('CREATE TABLE copy_of_flights AS SELECT * FROM flights ORDER BY origin, scheduled_at'),
    );
    const index = await timed(() =>
      pool.query('CREATE INDEX ON copy_of_flights (origin, scheduled_at); CREATE INDEX ON copy_of_flights (id)'),
    );
    await app.services.materialize({ views: null, wait: true });
    return [
      {
        group,
        what: 'yardstick: Postgres COPY of a CSV file into a table',
        value: rows / copy.seconds,
        unit: 'rows/s',
      },
      {
        group,
        what: 'yardstick: CREATE TABLE AS SELECT … ORDER BY, and two indexes',
        value: rows / (plain.seconds + index.seconds),
        unit: 'rows/s',
      },
      {
        group,
        what: 'source → history → online store, one view of five features',
        value: rows / view.seconds,
        unit: 'rows/s',
      },
    ];
  } finally {
    await pool.close();
  }
}

async function writeFlights(csv: string, rows: number): Promise<void> {
  const parquet = fileURLToPath(new URL('../data/flights-3m.parquet', import.meta.resolve('vega-datasets')));
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(
      `COPY (SELECT file_row_number + 1, origin, destination, distance, delay, (date + INTERVAL 1320 WEEK)::VARCHAR || '+00', (date + INTERVAL 1320 WEEK + to_minutes(delay))::VARCHAR || '+00'
       FROM read_parquet('${parquet.replaceAll("'", "''")}', file_row_number = true) WHERE file_row_number < ${rows}) TO '${csv}' (HEADER false)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
