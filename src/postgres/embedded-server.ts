import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AsofError } from '../errors/asof-error.js';
import { prepareBinaries } from './embedded/binaries.js';
import { ownDirectory } from './embedded/directory-owner.js';
import { EMBEDDED_USER, initData } from './embedded/init-data.js';
import { launchServer, type RunningServer } from './embedded/launch.js';
import { type Placement, placeData } from './embedded/placement.js';
import { endOrphan, isPostmasterOf, readPostmaster } from './embedded/postmaster.js';
import { quoteIdentifier } from './identifier.js';
import { createPool } from './pool.js';

/** What to start. */
export interface EmbeddedPostgresOptions {
  /** The folder of the server alone. Made when missing; a second start finds its data. */
  readonly dataDir: string;
  /** A fixed port; by default the one used last, or a free one. */
  readonly port?: number;
  /** Server settings that replace the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Use the server of a live process on the same folder instead of refusing. It ends when that process does. */
  readonly adopt?: boolean;
}

/** A server that runs. */
export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** Whether it belongs to another process; then `stop` leaves it alone. */
  readonly adopted: boolean;
  /** Ends the server, within 20 s however busy, and frees the folder. */
  stop(): Promise<void>;
}

const DATABASE = 'asof';

const SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  work_mem: '64MB',
  maintenance_work_mem: '256MB',
  jit: 'off',
  max_connections: '60',
  max_parallel_workers_per_gather: '2',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A server whose client is gone ends its query instead of finishing it for nobody.
  ...(process.platform === 'linux' ? { client_connection_check_interval: '2s' } : {}),
};

/**
 * Starts the PostgreSQL that came with the packages, on 127.0.0.1 alone and behind a random password.
 * It ends with this process, even with `kill -9`. A folder that a live process uses is `DATA_DIR_IN_USE`; whatever dead
 * ones left there (a running server, lock files, half-made data) is cleared away.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = await placeData(options.dataDir);
  const owner = await ownDirectory(place.directory);
  if (owner === undefined) return adopt(place, options.adopt === true);
  let server: RunningServer | undefined;
  try {
    await endOrphan(place.data);
    const binaries = await prepareBinaries(place.user, place.copyFolder);
    const settings = { ...SETTINGS, ...options.settings };
    const password = await initData(place, binaries, settings.fsync !== 'off');
    const running = await launchServer(place, binaries, { port: options.port ?? 0, settings });
    server = running;
    await ensureDatabase(connectionString(running.port, password, 'postgres'));
    const stop = once(() => running.stop().finally(() => owner.release()));
    return { connectionString: connectionString(running.port, password, DATABASE), adopted: false, stop };
  } catch (error) {
    await server?.stop();
    await owner.release();
    throw error;
  }
}

async function adopt(place: Placement, allowed: boolean): Promise<EmbeddedPostgres> {
  for (let waited = 0; allowed && waited < 30_000; waited += 50) {
    const found = await readPostmaster(place.data);
    if (found?.ready && (await isPostmasterOf(found.pid, place.data))) {
      const password = (await readFile(join(place.directory, 'password'), 'utf8')).trim();
      await ensureDatabase(connectionString(found.port, password, 'postgres'));
      return {
        connectionString: connectionString(found.port, password, DATABASE),
        adopted: true,
        stop: async () => undefined,
      };
    }
    await sleep(50);
  }
  throw new AsofError(
    'DATA_DIR_IN_USE',
    'Another process uses the data directory. Stop that process or set ASOF_DATA_DIR to another folder.',
  );
}

async function ensureDatabase(maintenance: string): Promise<void> {
  const pool = createPool(maintenance, { max: 1 });
  try {
    const { rowCount } = await pool.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await pool.query(`CREATE DATABASE ${quoteIdentifier(DATABASE)}`);
  } catch (error) {
    // 42P04, 23505: another process made it at the same moment.
    if (!['42P04', '23505'].includes((error as { code?: string }).code ?? '')) throw error;
  } finally {
    await pool.close();
  }
}

function connectionString(port: number, password: string, database: string): string {
  return `postgres://${EMBEDDED_USER}:${password}@127.0.0.1:${port}/${database}`;
}

function once(fn: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => {
    result ??= fn();
    return result;
  };
}
