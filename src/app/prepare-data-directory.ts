import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AsofError } from '../errors/asof-error.js';

/** Makes the data directory when it is missing. Throws `CONFIGURATION_INVALID` when it is no folder, or another user's. */
export async function prepareDataDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    for (const folder of [directory, join(directory, 'postgres'), join(directory, 'online')])
      await refuseForeign(folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new AsofError(
      'CONFIGURATION_INVALID',
      `The data directory ${JSON.stringify(directory)} cannot be used: ${REASONS.get(code) ?? `the system says ${code}`}. Set ASOF_DATA_DIR to a folder that this user can write to.`,
      {},
      { cause: error },
    );
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'it is a file'],
  ['ENOTDIR', 'it lies in a file'],
  ['EACCES', 'it takes no files of this user'],
  ['EPERM', 'it takes no files of this user'],
  ['EROFS', 'its disk is read-only'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

async function refuseForeign(folder: string): Promise<void> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
