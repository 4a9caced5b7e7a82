import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

/** Makes sure that `redis-server` can be started: installs it where that is possible, otherwise says how to. */
export async function ensureRedisInstalled(): Promise<void> {
  if (await runs('redis-server', '--version')) return;
  if (process.getuid?.() === 0 && (await runs('apt-get', '--version'))) {
    process.stdout.write('redis-server is missing: installing it with apt-get.\n');
    await apt('update');
    await apt('install', '-y', '--no-install-recommends', 'redis-server');
    if (await runs('redis-server', '--version')) return;
  }
  throw new Error(
    'The tests need a real Redis: install it with "sudo apt-get install redis-server" on Debian and Ubuntu, or "brew install redis" on macOS.',
  );
}

function runs(command: string, argument: string): Promise<boolean> {
  return promisify(execFile)(command, [argument]).then(
    () => true,
    () => false,
  );
}

async function apt(...args: string[]): Promise<void> {
  const child = spawn('apt-get', ['-o', 'DPkg::Lock::Timeout=120', '-q', ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  await once(child, 'exit');
}
