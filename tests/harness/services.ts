import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownDirectory } from '../../src/postgres/embedded/directory-owner.js';
import { endOrphan } from '../../src/postgres/embedded/postmaster.js';
import { startEmbeddedPostgres } from '../../src/postgres/embedded-server.js';
import { ensureRedisInstalled } from './redis-installation.js';

const PREFIX = 'asof-test-';

/**
 * Starts the one Postgres of a test run and makes sure that there is a Redis to start; returns what stops it again.
 * Test files find the Postgres through `ASOF_TEST_POSTGRES`, and a folder that goes when the run ends through
 * `ASOF_TEST_DIRECTORY`.
 */
export async function startServices(): Promise<() => Promise<void>> {
  await ensureRedisInstalled();
  await removeDeadRuns();
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  await chmod(directory, 0o755);
  const owner = await ownDirectory(directory);
  const postgres = await startEmbeddedPostgres({
    dataDir: join(directory, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '100' },
  });
  process.env.ASOF_TEST_DIRECTORY = directory;
  process.env.ASOF_TEST_POSTGRES = postgres.connectionString;
  return async () => {
    await postgres.stop();
    await owner?.release();
    await rm(directory, { recursive: true, force: true });
  };
}

/** Clears away what runs that were killed have left. */
async function removeDeadRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const directory = join(tmpdir(), name);
    const files: readonly string[] = name.startsWith(PREFIX) ? await readdir(directory).catch(() => []) : [];
    if (!files.includes('owner')) continue;
    if ((await ownDirectory(directory).catch(() => undefined)) === undefined) continue;
    await endOrphan(join(directory, 'postgres', 'data'));
    await rm(directory, { recursive: true, force: true });
  }
}
