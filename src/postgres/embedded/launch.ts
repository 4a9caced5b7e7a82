import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AsofError } from '../../errors/asof-error.js';
import type { PostgresBinaries } from './binaries.js';
import { endWithParent } from './end-with-parent.js';
import { findFreePort } from './free-port.js';
import type { Placement } from './placement.js';
import { readPostmaster } from './postmaster.js';
import { endProcess } from './process-identity.js';

/** A server that takes connections. */
export interface RunningServer {
  readonly port: number;
  /** Ends sessions and then the server; after 20 s it is cut off, which costs nothing but a recovery at the next start. */
  stop(): Promise<void>;
}

/** How to launch: `port` 0 takes the one used last, or any. */
export interface LaunchOptions {
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
}

const PASSING = /could not bind|in use|already exists|could not create any TCP\/IP sockets/;
const LARGEST_LOG_BYTES = 16 << 20;

/** Starts a server on data that no other server uses, and waits until it takes connections. */
export async function launchServer(
  place: Placement,
  binaries: PostgresBinaries,
  options: LaunchOptions,
): Promise<RunningServer> {
  const portFile = join(place.directory, 'port');
  const last = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port || (await findFreePort(attempt <= 3 ? last : 0));
    const from = await logSize(place);
    const child = spawnServer(place, binaries, { port, settings: options.settings });
    if (await becomesReady(child, place.data)) {
      await writeFile(portFile, `${port}\n`);
      return supervise(child, port);
    }
    const said = (await readFile(logFile(place), 'utf8')).slice(from);
    if (attempt >= 10 || !PASSING.test(said)) throw startFailed(said, place);
    await sleep(100 * attempt);
  }
}

function spawnServer(
  place: Placement,
  { postgres }: PostgresBinaries,
  { port, settings }: LaunchOptions,
): ChildProcess {
  const all = { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '', ...settings };
  const args = ['-D', place.data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const log = openSync(logFile(place), 'a', 0o600);
  try {
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
    const child = spawn(postgres, args, { cwd: '/', detached: true, env, stdio: ['ignore', log, log], ...place.user });
    child.on('error', () => undefined);
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

async function becomesReady(child: ChildProcess, data: string): Promise<boolean> {
  for (;;) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return false;
    const postmaster = await readPostmaster(data);
    if (postmaster?.pid === child.pid && postmaster.ready) return true;
    await sleep(10);
  }
}

function supervise(child: ChildProcess, port: number): RunningServer {
  const pid = child.pid as number;
  const watchdog = endWithParent(pid, 'INT', 'QUIT');
  child.once('exit', () => watchdog.dismiss());
  return {
    port,
    async stop() {
      if (child.exitCode === null && child.signalCode === null)
        await endProcess(pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 20_000);
      watchdog.dismiss();
    },
  };
}

async function logSize(place: Placement): Promise<number> {
  const size = (await stat(logFile(place)).catch(() => undefined))?.size ?? 0;
  if (size < LARGEST_LOG_BYTES) return size;
  await rename(logFile(place), `${logFile(place)}.1`);
  return 0;
}

function logFile(place: Placement): string {
  return join(place.directory, 'server.log');
}

function startFailed(said: string, place: Placement): AsofError {
  const lines = said.split('\n').filter((line) => /FATAL|PANIC|ERROR|cannot|No such file/.test(line));
  const reason = lines.slice(-2).join(' ').replaceAll(place.data, 'the data folder') || 'it ended without a word';
  return new AsofError(
    'DATABASE_UNAVAILABLE',
    `The embedded Postgres did not start: ${reason} Look into server.log in the data directory, or set DATABASE_URL to a Postgres that runs already.`,
  );
}
