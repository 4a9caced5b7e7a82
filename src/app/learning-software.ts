import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageDirectory } from './package-directory.js';

/** The packages whose version may change what a training learns. */
const LEARNING_PACKAGES = ['ml-logistic-regression', 'ml-matrix'] as const;

/** Versions of Node, of Asof and of the packages that learn, for the record of a trained model. */
export function learningSoftware(): Readonly<Record<string, string>> {
  const manifest = JSON.parse(readFileSync(join(packageDirectory(), 'package.json'), 'utf8')) as Manifest;
  const learning = LEARNING_PACKAGES.map((name) => [name, manifest.dependencies[name] ?? 'unknown'] as const);
  return { node: process.version, asof: manifest.version, ...Object.fromEntries(learning) };
}

interface Manifest {
  readonly version: string;
  /** Pinned to exact versions. */
  readonly dependencies: Readonly<Record<string, string>>;
}
