import type { Clock } from '../../time/clock.js';
import type { PostgresPool } from '../../postgres/pool.js';
import { type Finding, well, wrong, wrongBecause } from './finding.js';

const OLDEST_POSTGRES = 150_000;
const MOST_SKEW_MICROS = 1_000_000;

interface DatabaseFacts {
  readonly version: string;
  readonly number: string;
  readonly zone: string;
  readonly encoding: string;
  readonly micros: string;
  readonly migrations: string;
}

/** The platform's own Postgres: its version, its settings, its clock and the schema in it. */
export async function examineDatabase(
  pool: PostgresPool,
  { clock, embedded }: { readonly clock: Clock; readonly embedded: boolean },
): Promise<readonly Finding[]> {
  try {
    const facts = await readFacts(pool);
    return [version(facts, embedded), settings(facts), skew(Number(facts.micros) - clock.now()), migrations(facts)];
  } catch (error) {
    return [wrongBecause('postgres', error)];
  }
}

async function readFacts(pool: PostgresPool): Promise<DatabaseFacts> {
  const { rows } = await pool.query<DatabaseFacts>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num') AS number,
            current_setting('TimeZone') AS zone, current_setting('server_encoding') AS encoding,
            floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros,
            (SELECT count(*) FROM information_schema.tables WHERE table_schema = 'asof') AS migrations`,
  );
  return rows[0] as DatabaseFacts;
}

function version({ version: found, number }: DatabaseFacts, embedded: boolean): Finding {
  if (Number(number) < OLDEST_POSTGRES)
    return wrong('postgres', `version ${found} is too old`, 'Use PostgreSQL 15 or newer.');
  return well('postgres', `version ${found}${embedded ? ', embedded' : ''}`);
}

function settings({ zone, encoding }: DatabaseFacts): Finding {
  if (encoding !== 'UTF8')
    return wrong('settings', `the encoding of the database is ${encoding}`, 'Create the database with ENCODING UTF8.');
  return well('settings', `encoding ${encoding}, sessions in ${zone}`);
}

function skew(micros: number): Finding {
  const millis = Math.round(Math.abs(micros) / 1000);
  const found = `Postgres is ${millis} ms ${micros < 0 ? 'behind' : 'ahead of'} this machine`;
  if (Math.abs(micros) <= MOST_SKEW_MICROS) return well('clocks', found);
  return wrong('clocks', found, 'Set both clocks by NTP: what is known when depends on them.');
}

function migrations({ migrations: tables }: DatabaseFacts): Finding {
  return Number(tables) > 0
    ? well('migrations', `done, ${tables} tables`)
    : wrong('migrations', 'the schema asof is not there', 'Start the server once; it migrates.');
}
