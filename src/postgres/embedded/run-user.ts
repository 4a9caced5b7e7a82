import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { AsofError } from '../../errors/asof-error.js';

/** The user a server runs as. */
export interface RunUser {
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['postgres', 'nobody'];

/**
 * Whom the embedded Postgres must run as: `undefined` for the present user, someone without privileges when that is
 * root, whom Postgres refuses. Data that is there already keeps its owner.
 */
export async function chooseRunUser(existingData: string): Promise<RunUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(existingData).catch(() => undefined);
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of CANDIDATES) {
    const user = await findUser(name);
    if (user !== undefined) return user;
  }
  throw new AsofError(
    'CONFIGURATION_INVALID',
    `Postgres does not run as root, and this machine has none of the users ${CANDIDATES.join(', ')}. Run Asof as an ordinary user, or set DATABASE_URL to a Postgres that runs already.`,
  );
}

/** Whether `user` can enter every folder above `path` and read and enter, or run, `path` itself. */
export async function canReach(user: RunUser, path: string): Promise<boolean> {
  let each = await realpath(path);
  if (!(await grants(user, each, 5))) return false;
  while (dirname(each) !== each) {
    each = dirname(each);
    if (!(await grants(user, each, 1))) return false;
  }
  return true;
}

async function grants(user: RunUser, path: string, wanted: number): Promise<boolean> {
  const { mode, uid, gid } = await stat(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & wanted) === wanted;
}

async function findUser(name: string): Promise<RunUser | undefined> {
  const ask = (flag: string) => promisify(execFile)('id', [flag, name]).then(({ stdout }) => Number(stdout) >>> 0);
  return Promise.all([ask('-u'), ask('-g')]).then(
    ([uid, gid]) => ({ uid, gid }),
    () => undefined,
  );
}
