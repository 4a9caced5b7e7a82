import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '../src/app/compose.js';
import { readConfig } from '../src/app/config.js';
import { printFigures } from './figures.js';
import { measureLive } from './live.js';
import { measureLoad } from './load.js';
import { measureTrainingSets } from './training-sets.js';

/**
 * Prints what Asof does in a second beside what a user would take instead, in one run on one machine and the same rows.
 * `npm run bench -- --rows 300000` takes fewer flights, `--json` prints data.
 */
async function main(): Promise<void> {
  const rows = Number(argument('--rows') ?? 3_000_000);
  const directory = await mkdtemp(join(tmpdir(), 'asof-bench-'));
  const app = await compose(readConfig({ ASOF_DATA_DIR: directory, ASOF_LOG_LEVEL: 'silent' }));
  try {
    note(`${rows} flights, ${cpus().length} cores, Node ${process.version}`);
    const bench = { app, directory, rows, note };
    const figures = [
      ...(await measureLoad(bench)),
      ...(await measureTrainingSets(bench)),
      ...(await measureLive(bench)),
    ];
    printFigures(figures, process.argv.includes('--json'));
  } finally {
    await app.close();
    await rm(directory, { recursive: true, force: true });
  }
}

function argument(name: string): string | undefined {
  const index = process.argv.indexOf(name);
  return index < 0 ? undefined : process.argv[index + 1];
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

await main();
