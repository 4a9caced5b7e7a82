import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithParent } from '../../src/postgres/embedded/end-with-parent.js';
import { findFreePort } from '../../src/postgres/embedded/free-port.js';
import { newDirectory } from './directory.js';

/** A Redis of one's own, which keeps nothing on disk. */
export interface TestRedis {
  readonly url: string;
  readonly port: number;
  /** Ends it for good. */
  stop(): Promise<void>;
  /** Cuts it off, as a crash would; `revive` starts it again, empty, at the same address. */
  kill(): Promise<void>;
  revive(): Promise<void>;
  /** Empties it. */
  flush(): Promise<void>;
}

/** Starts the real `redis-server` on a free port of 127.0.0.1, with `settings` such as `{ maxmemory: '1mb' }`. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<TestRedis> {
  const directory = await newDirectory('redis');
  const port = await findFreePort();
  let child = await launch({ port, directory, settings });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      await rm(directory, { recursive: true, force: true });
    },
    async revive() {
      await end('SIGKILL');
      child = await launch({ port, directory, settings });
    },
    async flush() {
      const answer = await say(port, 'FLUSHALL');
      if (answer !== '+OK') throw new Error(`Redis did not flush: ${answer}`);
    },
  };
}

interface Launch {
  readonly port: number;
  readonly directory: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function launch({ port, directory, settings }: Launch): Promise<ChildProcess> {
  const all = {
    port: String(port),
    bind: '127.0.0.1',
    dir: directory,
    save: '',
    appendonly: 'no',
    daemonize: 'no',
    ...settings,
  };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn('redis-server', args, { stdio: 'ignore', detached: true, cwd: directory });
  child.on('error', () => undefined);
  child.unref();
  if (child.pid !== undefined) {
    const watchdog = endWithParent(child.pid, 'TERM', 'KILL');
    child.once('exit', () => watchdog.dismiss());
  }
  for (let waited = 0; waited < 10_000; waited += 20) {
    if (child.pid === undefined || child.exitCode !== null) throw new Error('redis-server did not start.');
    if ((await say(port, 'PING').catch(() => '')) === '+PONG') return child;
    await sleep(20);
  }
  child.kill('SIGKILL');
  throw new Error('redis-server did not answer within ten seconds.');
}

async function say(port: number, command: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString().trim();
  } finally {
    socket.destroy();
  }
}
