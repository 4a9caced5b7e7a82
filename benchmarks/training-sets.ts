import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseInstant } from '../src/time/instant.js';
import { type Bench, type Figure, timed } from './figures.js';

const AS_OF = parseInstant('2026-11-01T00:00:00Z');

/** Training sets over every flight, beside DuckDB's ASOF JOIN of the last known delay on the same rows. */
export async function measureTrainingSets({ app, directory, rows, note }: Bench): Promise<Figure[]> {
  const group = `Training sets, a spine row for each of ${rows.toLocaleString('en-US')} flights`;
  const build = (service: string) =>
    timed(() => app.services.buildTrainingSet({ service, asOf: AS_OF, hindsight: false, spine: null, where: null }));
  const latest = await build('OneLatest');
  note(`one latest in ${latest.seconds.toFixed(1)} s`);
  const windows = await build('FiveWindows');
  note(
    `five windows in ${windows.seconds.toFixed(1)} s; rows ${windows.result.rowCount}, fingerprint ${windows.result.fingerprint.slice(0, 12)}`,
  );
  const download = await timed(async () => {
    let bytes = 0;
    for await (const chunk of await app.services.exportTrainingSet(windows.result.id, 'PARQUET')) bytes += chunk.length;
    return bytes;
  });
  const duck = await measureDuckDb(join(directory, 'flights.csv'));
  return [
    {
      group,
      what: 'yardstick: DuckDB, ASOF JOIN of the last known delay (2 threads)',
      value: duck.spine / duck.asofSeconds,
      unit: 'rows/s',
    },
    {
      group,
      what: 'yardstick: DuckDB, one window of 24 h by a range join (100,000 rows)',
      value: duck.windowRows / duck.windowSeconds,
      unit: 'rows/s',
    },
    {
      group,
      what: 'last known delay: joined, recorded, fingerprinted',
      value: latest.result.rowCount / latest.seconds,
      unit: 'rows/s',
    },
    {
      group,
      what: 'five windowed features: joined, recorded, fingerprinted',
      value: windows.result.rowCount / windows.seconds,
      unit: 'rows/s',
    },
    { group, what: 'download of that as Parquet', value: windows.result.rowCount / download.seconds, unit: 'rows/s' },
    { group, what: 'peak memory of this process so far', value: process.resourceUsage().maxRSS / 1024, unit: 'MiB' },
  ];
}

async function measureDuckDb(csv: string): Promise<{
  readonly spine: number;
  readonly asofSeconds: number;
  readonly windowRows: number;
  readonly windowSeconds: number;
}> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(
      `CREATE TABLE flights AS SELECT * FROM read_csv('${csv}', header = false, columns = {'id': 'BIGINT', 'origin': 'VARCHAR', 'destination': 'VARCHAR', 'distance': 'INTEGER', 'delay': 'INTEGER', 'scheduled_at': 'TIMESTAMPTZ', 'departed_at': 'TIMESTAMPTZ'})`,
    );
    const spine = Number((await connection.runAndReadAll('SELECT count(*) FROM flights')).getRows()[0]?.[0]);
    const asof = await timed(() =>
      connection.run(
        'CREATE TABLE joined AS SELECT s.id, h.delay AS last_delay FROM flights s ASOF LEFT JOIN flights h ON s.origin = h.origin AND s.scheduled_at >= h.departed_at',
      ),
    );
    const windowRows = 100_000;
    const window = await timed(() =>
      connection.run(
        `CREATE TABLE windowed AS SELECT s.id, avg(h.delay) AS mean_delay FROM (SELECT * FROM flights ORDER BY id LIMIT ${windowRows}) s
         LEFT JOIN flights h ON s.origin = h.origin AND h.scheduled_at <= s.scheduled_at AND h.scheduled_at > s.scheduled_at - INTERVAL 24 HOUR AND h.departed_at <= s.scheduled_at
         GROUP BY s.id`,
      ),
    );
    return { spine, asofSeconds: asof.seconds, windowRows, windowSeconds: window.seconds };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
