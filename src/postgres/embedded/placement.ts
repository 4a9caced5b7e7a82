import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AsofError } from '../../errors/asof-error.js';
import { canReach, chooseRunUser, type RunUser } from './run-user.js';

/** Where things of an embedded server are. */
export interface Placement {
  /** Our own files: who owns the directory, the port, the password, the log. */
  readonly directory: string;
  /** The folder in which Postgres keeps its data folder. */
  readonly dataParent: string;
  /** Postgres's data folder. */
  readonly data: string;
  /** Where a copy of the programs may be kept. */
  readonly copyFolder: string;
  /** Whom to run as; `undefined` for the present user. */
  readonly user: RunUser | undefined;
}

/** Where root keeps what its own folders would hide from the user Postgres runs as. */
const ROOTS_PLACE = '/var/lib/asof';

/**
 * Decides where the data of a directory is. It is in the directory itself, unless we are root and the user Postgres
 * runs as cannot get there (`/root` is closed to others): then it is under `/var/lib/asof`, and the directory says so.
 */
export async function placeData(dataDir: string): Promise<Placement> {
  const created = await mkdir(dataDir, { recursive: true, mode: 0o755 });
  if (created !== undefined && process.getuid?.() === 0) await chmod(dataDir, 0o755);
  const directory = await realpath(dataDir);
  const inside = join(directory, 'data');
  const elsewhere = join(ROOTS_PLACE, createHash('sha256').update(directory).digest('hex').slice(0, 16));
  const pointer = join(directory, 'data-is-in');
  const pointsElsewhere = (await readFile(pointer, 'utf8').catch(() => '')).trim() === elsewhere;
  const user = await chooseRunUser(pointsElsewhere ? join(elsewhere, 'data') : inside);
  if (user === undefined) return { directory, dataParent: directory, data: inside, copyFolder: directory, user };
  const here = !pointsElsewhere && (await canReach(user, directory));
  const dataParent = here ? directory : elsewhere;
  if (!here) await prepareElsewhere({ elsewhere, pointer, fresh: !pointsElsewhere, user });
  return { directory, dataParent, data: join(dataParent, 'data'), copyFolder: ROOTS_PLACE, user };
}

async function prepareElsewhere(place: {
  elsewhere: string;
  pointer: string;
  fresh: boolean;
  user: RunUser;
}): Promise<void> {
  const { elsewhere, pointer, fresh, user } = place;
  try {
    await mkdir(elsewhere, { recursive: true, mode: 0o755 });
    await chmod(ROOTS_PLACE, 0o755);
    await chmod(elsewhere, 0o755);
    if (!(await canReach(user, elsewhere))) throw new Error('closed');
  } catch {
    throw new AsofError(
      'CONFIGURATION_INVALID',
      `Postgres does not run as root, and the user it would run as can reach neither the data directory nor ${ROOTS_PLACE}. Set ASOF_DATA_DIR to a folder that every user may enter, or run Asof as an ordinary user.`,
    );
  }
  // The directory was deleted and made anew: what it pointed to belonged to the one that is gone.
  if (fresh && (await stat(join(elsewhere, 'data')).catch(() => undefined)))
    await rm(join(elsewhere, 'data'), { recursive: true });
  if (fresh) await writeFile(pointer, `${elsewhere}\n`);
}
