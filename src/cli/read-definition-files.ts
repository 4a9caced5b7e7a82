import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { AsofError } from '../errors/asof-error.js';
import type { NamedSdl } from '../definitions/parse-definitions.js';

/** The folder that is read when no file is named. */
export const DEFINITIONS_FOLDER = 'feature-definitions';

/** The definitions' own SDL, which is for editors. */
const DIRECTIVES_FILE = 'asof-directives.graphql';

/**
 * The texts of definition files, each under its path. A folder stands for the `.graphql` files in it and below, in order of
 * their paths; the directives' own SDL is left out. Throws `INPUT_INVALID` for a path that is not there or holds none.
 */
export async function readDefinitionFiles(paths: readonly string[]): Promise<readonly NamedSdl[]> {
  const asked = paths.length > 0 ? paths : [DEFINITIONS_FOLDER];
  const files = (await Promise.all(asked.map(filesAt))).flat();
  const unique = new Map(files.map((file) => [resolve(file), file])).values();
  return Promise.all([...unique].map(async (file) => ({ name: file, sdl: await readFile(file, 'utf8') })));
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new AsofError(
      'INPUT_INVALID',
      `There is no file or folder ${JSON.stringify(path)}. Name the .graphql files with the definitions, or put them into ${DEFINITIONS_FOLDER}/.`,
    );
  }
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.graphql') && entry.name !== DIRECTIVES_FILE)
    .map((entry) => relative(path, join(entry.parentPath, entry.name)))
    .sort();
  if (files.length > 0) return files.map((file) => relative('', join(path, file)));
  throw new AsofError('INPUT_INVALID', `The folder ${JSON.stringify(path)} holds no .graphql file.`);
}
