import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { transform } from '@swc/core';
import { newDirectory } from '../harness/directory.js';

const ROOT = join(import.meta.dirname, '../..');

const OPTIONS = {
  swcrc: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: false, useDefineForClassFields: false },
    keepClassNames: true,
  },
  module: { type: 'es6' },
} as const;

/** The package as it is installed, compiled from the sources as they are now: returns its `asof`, to be run with Node. */
export async function builtPackage(): Promise<string> {
  const directory = await newDirectory('package');
  await Promise.all([
    compile(directory, 'src'),
    compile(directory, 'migrations'),
    cp(join(ROOT, 'bin'), join(directory, 'bin'), { recursive: true }),
    cp(join(ROOT, 'package.json'), join(directory, 'package.json')),
    symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules')),
  ]);
  return join(directory, 'bin/asof.js');
}

async function compile(directory: string, folder: string): Promise<void> {
  const files = await readdir(join(ROOT, folder), { recursive: true });
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  await Promise.all(
    sources.map(async (file) => {
      const filename = join(ROOT, folder, file);
      const { code } = await transform(await readFile(filename, 'utf8'), { ...OPTIONS, filename });
      const target = join(directory, 'dist', folder, file.replace(/\.ts$/, '.js'));
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, code);
    }),
  );
}
