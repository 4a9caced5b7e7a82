import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { endProcess, processCommand } from './process-identity.js';

/** What a server writes about itself into its data folder. */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** Whether it takes connections. */
  readonly ready: boolean;
}

/** Reads `postmaster.pid`; `undefined` when no server runs on `data` or it has only begun to start. */
export async function readPostmaster(data: string): Promise<PostmasterFile | undefined> {
  const lines = (await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), ready: (lines[7] ?? '').trim() === 'ready' };
}

/** Whether process `pid` is a Postgres server that runs on `data`, and not one that was given the pid since. */
export async function isPostmasterOf(pid: number, data: string): Promise<boolean> {
  const command = await processCommand(pid);
  return command.includes('postgres') && command.includes(`-D ${data} `);
}

/**
 * Ends a server that was left running on `data` by a process that died, and removes what it left. The caller must own
 * the directory. Touches no other process, whatever pid the file names.
 */
export async function endOrphan(data: string): Promise<void> {
  const found = await readPostmaster(data);
  if (found === undefined) return;
  if (await isPostmasterOf(found.pid, data)) await endProcess(found.pid, ['SIGINT', 'SIGQUIT', 'SIGKILL'], 10_000);
  await rm(join(data, 'postmaster.pid'), { force: true });
}
