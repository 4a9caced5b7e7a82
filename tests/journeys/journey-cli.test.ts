import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { builtPackage } from './built-package.js';
import { type CliResult, runCli } from './cli-process.js';
import { parseCsv } from './read-download.js';
import { RIDES_SDL } from './rides.js';
import { expectNothingFromInside } from './scan-answer.js';

let asof: string;
let database: FreshDatabase;
let directory: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  [asof, database, directory] = await Promise.all([builtPackage(), freshDatabase('cli'), newDirectory('cli')]);
  environment = {
    DATABASE_URL: database.connectionString,
    ASOF_DATA_DIR: join(directory, '.asof'),
    ASOF_PORT: '0',
    FORCE_COLOR: '1',
  };
  await writeFile(join(directory, 'rides.csv'), rides(600));
  // What a CSV file holds with a decimal point is taken for a Float.
  await writeFile(join(directory, 'rides.graphql'), RIDES_SDL.replace('takings: Decimal', 'takings: Float'));
});

afterAll(() => database.drop());

const STATIONS = ['north', "o'clock", '"a,b"', 'south'];

/** Rides of four stations, one every five minutes; those of some stations take longer. */
function rides(count: number): string {
  const lines = Array.from({ length: count }, (_, id) => {
    const startedAt = Date.UTC(2026, 0, 1) + id * 300_000;
    const [started, ended] = [startedAt, startedAt + 240_000].map((millis) => new Date(millis).toISOString());
    const minutes = 5.5 + (id % 4) * 7 + ((id * 7919) % 11);
    return `${id},${STATIONS[id % 4]},${started},${ended},${minutes},${id}.25,9007199254740993,${id % 3 === 0},`;
  });
  return `id,station,started_at,ended_at,minutes,fare,metres,rain,bicycle\n${lines.join('\n')}\n`;
}

/** Runs a command, and sees to what holds of all: no colours where nobody watches, and nothing from inside in a refusal. */
async function run(...args: readonly string[]): Promise<CliResult> {
  const result = await runCli(asof, args, environment);
  expect(result.stdout + result.stderr).not.toContain('\u001b');
  if (result.status !== 0) expectNothingFromInside(result.stderr.replaceAll(directory, ''), args.join(' '));
  return result;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever the command prints
async function data(...args: readonly string[]): Promise<any> {
  const { status, stdout, stderr } = await run(...args, '--json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('from a file to a prediction, each step a process of its own', () => {
  test('imports, plans, applies and materializes', async () => {
    expect(await data('import', join(directory, 'rides.csv'), '--table', 'rides')).toMatchObject({
      created: true,
      rows: 600,
    });
    const plan = await data('plan', join(directory, 'rides.graphql'));
    expect(plan).toMatchObject({ registryVersion: 0 });
    expect(plan.changes.map(({ name, action }: Record<string, string>) => `${action} ${name}`)).toContain(
      'CREATED LongRide',
    );
    expect(await data('apply', join(directory, 'rides.graphql'))).toMatchObject({ registryVersion: 1 });
    const runs = await data('materialize');
    expect(runs.map(({ name, state }: Record<string, string>) => `${name} ${state}`)).toEqual([
      'StationUse@1 SUCCEEDED',
      'RideOutcome@1 SUCCEEDED',
    ]);
    expect(await data('runs', '--limit', '1')).toMatchObject([{ state: 'SUCCEEDED', report: { rowsAdded: 600 } }]);
  });

  test('writes a training set whole, and leaves nothing beside it', async () => {
    const file = join(directory, 'set.csv');
    const record = await data('training-set', 'RideOutlook', '--as-of', '2026-01-02T00:00:00Z', '--out', file);
    const [titles = [], ...rows] = parseCsv(await readFile(file, 'utf8'));
    expect(rows).toHaveLength(record.rowCount);
    expect(record.rowCount).toBe(288);
    expect(titles).toEqual(record.columns.map(({ name }: Record<string, string>) => name));
    expect(new Set(rows.map(([station]) => station))).toEqual(new Set(['north', "o'clock", 'a,b', 'south']));
    expect(await readdir(directory)).toEqual(expect.not.arrayContaining([expect.stringMatching(/unfinished/)]));
  });

  test('trains, promotes, predicts and shows features', async () => {
    expect(await data('train', 'LongRide', '--promote')).toMatchObject({ version: 1, state: 'LIVE' });
    const rows = ['--row', "station=o'clock", '--row', 'station="a,b"', '--row', 'station=nowhere'];
    const predictions = await data('predict', 'LongRide', ...rows);
    expect(predictions.map(({ features }: { features: { entity: unknown } }) => features.entity)).toEqual([
      { station: "o'clock" },
      { station: 'a,b' },
      { station: 'nowhere' },
    ]);
    const { columns, vectors } = await data(
      'features',
      'StationUse',
      '--entity',
      '{"station": "north"}',
      '--entity',
      'station=nowhere',
    );
    const metres = columns.indexOf('StationUse.metres');
    expect(vectors.map(({ values }: { values: unknown[] }) => values[metres])).toEqual(['9007199254740993', null]);
  });

  test('finds everything in order', async () => {
    const findings = await data('doctor');
    expect(findings.filter(({ ok }: { ok: boolean }) => !ok)).toEqual([]);
  });

  test('writes tables for people, without colours where nobody watches', async () => {
    const { stdout } = await run('runs');
    expect(stdout).toMatch(/^name +run +state/);
    expect(stdout).toContain('StationUse@1');
  });
});

describe('a refusal', () => {
  test.each([
    ['materialize', 'StationUs'],
    ['training-set', 'RideOutlok'],
    ['train', 'LongRid'],
    ['features', 'StationUs', '--entity', 'station=north'],
    ['predict', 'LongRid', '--row', 'station=north'],
  ])('of %s %s goes to standard error, with near misses and status 1', async (...args) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^error [A-Z_]+_NOT_FOUND: .*Did you mean "/);
  });

  test('is data where data was asked for, still on standard error', async () => {
    const { status, stdout, stderr } = await run('train', 'LongRid', '--json');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(JSON.parse(stderr).error).toMatchObject({ code: 'MODEL_NOT_FOUND', details: { name: 'LongRid' } });
  });

  test('of definitions says in which file and where', async () => {
    await writeFile(
      join(directory, 'wrong.graphql'),
      '\ntype V @featureView(entity: "Staton", source: "Rides") { n: Int! @count }\n',
    );
    const { status, stderr } = await run('apply', join(directory, 'wrong.graphql'));
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /DEFINITIONS_INVALID: .+\n +2:29 .*wrong\.graphql: "V" refers to the entity "Staton".*"Station"/,
    );
  });

  test('of a file that cannot be written comes before the work', async () => {
    const count = async () => (await database.pool.query('SELECT FROM asof.training_set')).rowCount;
    const before = await count();
    const { status, stderr } = await run('training-set', 'RideOutlook', '--out', join(directory, 'nowhere/set.csv'));
    expect(status).toBe(1);
    expect(stderr).toContain('its folder is not there');
    expect(await count()).toBe(before);
  });

  test('of a data directory that is a file says so', async () => {
    const file = join(directory, 'rides.csv');
    for (const [place, reason] of [
      [file, 'it is a file'],
      [join(file, 'deeper'), 'it lies in a file'],
    ] as const) {
      const { status, stderr } = await runCli(asof, ['runs'], { ASOF_DATA_DIR: place });
      expect(status).toBe(1);
      expect(stderr).toContain(
        `CONFIGURATION_INVALID: The data directory ${JSON.stringify(place)} cannot be used: ${reason}`,
      );
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });

  test('of a configuration lists everything wrong with it, and no addresses', async () => {
    const wrong = {
      ...environment,
      DATABASE_URL: 'mysql://me:secret@there/x',
      REDIS_URL: 'nonsense',
      ASOF_PORT: 'abc',
    };
    const { status, stderr } = await runCli(asof, ['runs'], wrong);
    expect(status).toBe(1);
    for (const words of ['CONFIGURATION_INVALID', 'DATABASE_URL', 'REDIS_URL', 'ASOF_PORT is "abc"'])
      expect(stderr).toContain(words);
    expect(stderr).not.toContain('secret');
  });

  test.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['runs', '--nonsense'], "unknown option '--nonsense'"],
    [['import'], "missing required argument 'file'"],
    [['features', 'StationUse'], "required option '--entity"],
    [['predict', 'LongRide', '--row', 'nonsense'], 'key=value'],
    [['training-set', 'RideOutlook', '--out', 'set.xls'], '.parquet, .csv or .jsonl'],
  ])('of wrong usage has status 2: %j', async (args, says) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(says);
  });
});

test('a reader that goes early is no failure', async () => {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  const pipe = spawn(
    '/bin/sh',
    ['-c', '"$0" "$1" features StationUse --entity station=north | head -c 1', process.execPath, asof],
    { env },
  );
  let complaints = '';
  pipe.stderr.on('data', (chunk) => (complaints += String(chunk)));
  await once(pipe, 'close');
  expect(complaints).toBe('');
});
