import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AsofError } from '../../errors/asof-error.js';

const FILE = 'feature-definitions/flights.graphql';

/** The path of the flights' definitions in this package, whether this file runs as source or as built. */
export function flightsDefinitions(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, FILE))) return join(folder, FILE);
    if (dirname(folder) === folder) throw new AsofError('INTERNAL', `The package is without ${FILE}.`);
  }
}
