import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A text that no other process has had or will have: the pid alone is given out again. `undefined` when there is no
 * such process, or only the remains of one that nobody has waited for.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (!mayExist(pid)) return undefined;
  const stat = await readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return identityFromPs(pid);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = (await readProc('/proc/sys/kernel/random/boot_id'))?.trim() ?? '';
  return `${pid}@${boot}+${fields[19]}`;
}

/** The command line of a process, its parts joined by spaces; empty when it is gone or hidden. */
export async function processCommand(pid: number): Promise<string> {
  const command = await readProc(`/proc/${pid}/cmdline`);
  if (command !== undefined) return command.replaceAll('\0', ' ').trim();
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
}

/** Sends `signals` to a process, each `waitMillis` after the one before, until it is gone. Says whether it went. */
export async function endProcess(
  pid: number,
  signals: readonly NodeJS.Signals[],
  waitMillis: number,
): Promise<boolean> {
  const identity = await processIdentity(pid);
  if (identity === undefined) return true;
  for (const signal of signals) {
    send(pid, signal);
    for (let waited = 0; waited < waitMillis; waited += 20) {
      if ((await processIdentity(pid)) !== identity) return true;
      await sleep(20);
    }
  }
  return false;
}

async function identityFromPs(pid: number): Promise<string | undefined> {
  const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  const [state = 'Z', ...started] = stdout.trim().split(/\s+/);
  return state.startsWith('Z') || started.length === 0 ? undefined : `${pid}@${started.join(' ')}`;
}

function mayExist(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It went in the meantime.
  }
}

function readProc(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
