import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { endWithParent } from '../../src/postgres/embedded/end-with-parent.js';

/** What a command came to. */
export interface CliResult {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface CliProcess {
  readonly pid: number;
  /** What it has written to standard output so far. */
  readonly written: () => string;
  readonly complaints: () => string;
  /** Resolves when it has ended. */
  readonly ended: Promise<CliResult>;
  signal(signal: NodeJS.Signals): void;
}

type Environment = Readonly<Record<string, string>>;

/** Starts `asof` with arguments, in an environment that holds nothing but `environment` and what Node needs. It ends with this process. */
export function startCli(asof: string, args: readonly string[], environment: Environment = {}): CliProcess {
  const child = spawn(process.execPath, [asof, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ASOF_LOG_LEVEL: 'error', ...environment },
  });
  if (child.pid === undefined) throw new Error('The command did not start.');
  const watchdog = endWithParent(child.pid, 'TERM', 'KILL');
  const [stdout, stderr] = [gather(child.stdout), gather(child.stderr)];
  const ended = (once(child, 'close') as Promise<[number | null]>).then(([status]) => {
    watchdog.dismiss();
    return { status, stdout: stdout(), stderr: stderr() };
  });
  return { pid: child.pid, written: stdout, complaints: stderr, ended, signal: (signal) => void child.kill(signal) };
}

/** Runs `asof` to its end; kills it and fails when that takes longer than a minute. */
export async function runCli(asof: string, args: readonly string[], environment: Environment = {}): Promise<CliResult> {
  const cli = startCli(asof, args, environment);
  const late = setTimeout(() => cli.signal('SIGKILL'), 60_000);
  const result = await cli.ended;
  clearTimeout(late);
  if (result.status === null) throw new Error(`asof ${args.join(' ')} did not end:\n${result.stdout}${result.stderr}`);
  return result;
}

/** Waits until a server that was started with `--json` says where it answers; fails with what it said when it ends instead. */
export async function answersAt(server: CliProcess): Promise<string> {
  const ended = server.ended.then(({ status, stderr }) => {
    throw new Error(`The server ended with ${status}:\n${stderr}`);
  });
  ended.catch(() => undefined);
  for (let waited = 0; waited < 60_000; waited += 50) {
    const url = /"url": "(http[^"]+)"/.exec(server.written())?.[1];
    if (url !== undefined) return url;
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
  }
  throw new Error(`The server does not say where it answers:\n${server.written()}${server.complaints()}`);
}

function gather(stream: ChildProcess['stdout']): () => string {
  const chunks: Buffer[] = [];
  stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}
