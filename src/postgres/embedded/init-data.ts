import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AsofError } from '../../errors/asof-error.js';
import type { PostgresBinaries } from './binaries.js';
import type { Placement } from './placement.js';

/** The user that owns the embedded database. */
export const EMBEDDED_USER = 'asof';

/**
 * Makes the data folder unless it is there, and returns the password of its user. It comes into being under another name
 * and is renamed when whole, so that a crash half-way leaves nothing that counts. The caller must own the directory.
 */
export async function initData(place: Placement, binaries: PostgresBinaries, durable: boolean): Promise<string> {
  const passwordFile = join(place.directory, 'password');
  await removeUnfinished(place.dataParent);
  if (await stat(join(place.data, 'PG_VERSION')).catch(() => undefined))
    return (await readFile(passwordFile, 'utf8')).trim();
  const password = randomBytes(24).toString('base64url');
  const workshop = join(place.dataParent, `unfinished-${randomBytes(6).toString('hex')}`);
  await mkdir(workshop, { mode: 0o700 });
  try {
    const handedOver = join(workshop, 'password');
    await writeFile(handedOver, `${password}\n`, { mode: 0o600 });
    if (place.user) for (const path of [workshop, handedOver]) await chown(path, place.user.uid, place.user.gid);
    await runInitdb(binaries.initdb, {
      data: join(workshop, 'data'),
      passwordFile: handedOver,
      durable,
      user: place.user,
    });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await rename(join(workshop, 'data'), place.data);
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return password;
}

interface InitdbRun {
  readonly data: string;
  readonly passwordFile: string;
  readonly durable: boolean;
  readonly user: Placement['user'];
}

async function runInitdb(initdb: string, { data, passwordFile, durable, user }: InitdbRun): Promise<void> {
  const args = ['-D', data, '-U', EMBEDDED_USER, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions');
  if (!durable) args.push('--no-sync');
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  await promisify(execFile)(initdb, args, { env, cwd: '/', ...user }).catch((error: Error & { stderr?: string }) => {
    const said = (error.stderr ?? '').trim().split('\n').slice(-3).join(' ').replaceAll(data, 'the data folder');
    throw new AsofError(
      'CONFIGURATION_INVALID',
      `The embedded Postgres could not make its data folder: ${said || 'its initdb did not start'}. Set ASOF_DATA_DIR to a folder on a local disk that can be written to, or set DATABASE_URL to a Postgres that runs already.`,
      {},
      { cause: error },
    );
  });
}

async function removeUnfinished(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (name.startsWith('unfinished-')) await rm(join(parent, name), { recursive: true, force: true });
  }
}
