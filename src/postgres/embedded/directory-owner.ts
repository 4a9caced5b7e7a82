import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processIdentity } from './process-identity.js';

/** The right to use a data directory. */
export interface DirectoryOwner {
  /** Gives the right back. */
  release(): Promise<void>;
}

/**
 * Takes the directory for this process; `undefined` when a live process, be it this one, has it already. The right of a
 * process that died is void, also when its pid has been given out anew.
 */
export async function ownDirectory(directory: string): Promise<DirectoryOwner | undefined> {
  const lock = join(directory, 'owner');
  const token = randomBytes(8).toString('hex');
  const mine = `${lock}.${token}`;
  await writeFile(mine, `${await processIdentity(process.pid)}\n${process.pid}\n${token}\n`, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await linked(mine, lock)) return { release: () => releaseOwn(lock, token) };
      const found = await readFile(lock, 'utf8').catch(() => '');
      if (await isAlive(found)) return undefined;
      await setAside(lock, found, `${mine}.void`);
    }
    return undefined;
  } finally {
    await rm(mine, { force: true });
  }
}

/** Moves a void lock out of the way. Puts it back if it turns out to be another one, taken a moment ago. */
async function setAside(lock: string, expected: string, aside: string): Promise<void> {
  const moved = await rename(lock, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  const content = await readFile(aside, 'utf8');
  if (content !== expected) await linked(aside, lock);
  await rm(aside, { force: true });
}

async function isAlive(content: string): Promise<boolean> {
  const [identity = '', pid = ''] = content.split('\n');
  return identity !== '' && (await processIdentity(Number(pid))) === identity;
}

async function releaseOwn(lock: string, token: string): Promise<void> {
  const content = await readFile(lock, 'utf8').catch(() => '');
  if (content.includes(token)) await rm(lock, { force: true });
}

function linked(from: string, to: string): Promise<boolean> {
  return link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}
