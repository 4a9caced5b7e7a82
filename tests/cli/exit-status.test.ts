import { beforeEach, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { AsofError } from '../../src/errors/asof-error.js';
import type { CommandContext } from '../../src/cli/installation.js';
import { runCli } from '../../src/cli/run-cli.js';
import { readConfig } from '../../src/app/config.js';
import { recordingTerminal } from './recording-terminal.js';

let directory: string;
let opened: number;
beforeEach(async () => {
  directory = await newDirectory('exit-status');
  opened = 0;
});

/** Runs a command line whose installation cannot be opened, and counts how often that was tried. */
async function run(...args: string[]) {
  const terminal = recordingTerminal();
  const context: CommandContext = {
    terminal,
    clock: { now: () => 0 },
    readSettings: () => readConfig({ ASOF_DATA_DIR: directory }),
    open: async () => {
      opened += 1;
      throw new AsofError('DATABASE_UNAVAILABLE', 'Postgres cannot be reached: nothing answers there.');
    },
  };
  return { status: await runCli(args, context), ...terminal.written };
}

const COMMANDS = [
  ['dev'],
  ['serve'],
  ['materialize'],
  ['runs'],
  ['training-set', 'Service'],
  ['train', 'Model'],
  ['features', 'View', '--entity', 'a=1'],
  ['predict', 'Model', '--row', 'a=1'],
  ['import', 'rows.csv', '--table', 't'],
  ['import', 'rows.csv', '--source', 'S'],
];

describe('wrong usage', () => {
  test.each([
    [['runs', '--limit', '0'], '--limit is "0"'],
    [['runs', '--limit', '-3'], '--limit is "-3"'],
    [['predict', 'Model', '--row', 'a=1', '--version', 'newest'], '--version is "newest"'],
    [['predict', 'Model', '--row', 'a'], 'is not of the form key=value'],
    [['predict', 'Model'], "required option '--row <pairs>' not specified"],
    [['predict', '--row', 'a=1'], "missing required argument 'model'"],
    [['features', '--entity', 'a=1'], "missing required argument 'names'"],
    [['features', 'View', '--entity', '{"a": 1'], 'starts like JSON and is none'],
    [['features', 'View', '--entity', 'a=1', '--entity', 'a=1,a=2'], 'gives "a" twice'],
    [['import', 'rows.csv'], 'Say where the rows go'],
    [['import', '--table', 't'], "missing required argument 'file'"],
    [['training-set', 'Service', '--out', 'rows'], 'does not end in .parquet, .csv or .jsonl'],
    [['training-set'], "missing required argument 'service'"],
    [['train'], "missing required argument 'model'"],
    [['train', 'Model', '--as-of'], "option '--as-of <time>' argument missing"],
    [['train', 'Model', 'Other'], 'too many arguments'],
    [['doctor', 'now'], 'too many arguments'],
    [['serve', '--port', '1'], "unknown option '--port'"],
    [['aply'], '(Did you mean apply?)'],
    [['--jsn'], "unknown option '--jsn'"],
  ])('%j has status 2, a sentence, and starts nothing', async (args, sentence) => {
    const { status, out, note } = await run(...args);
    expect({ status, out, opened }).toEqual({ status: 2, out: '', opened: 0 });
    expect(note).toContain(sentence);
    expect(note).not.toMatch(/\n +at |UsageError|\.ts:/);
  });

  test('is told as data where data was asked for', async () => {
    const { status, note } = await run('runs', '--limit', 'x', '--json');
    expect(status).toBe(2);
    expect(JSON.parse(note).error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(/^--limit/) });
  });

  test('is no command at all: the help comes as advice', async () => {
    const { status, out, note } = await run();
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(note).toContain('Usage: asof');
  });
});

describe('an installation that does not open', () => {
  test.each(COMMANDS.map((args) => [args]))('%j has status 1 and tells the code once', async (args) => {
    const { status, out, note } = await run(...args);
    expect({ status, out, opened }).toEqual({ status: 1, out: '', opened: 1 });
    expect(note).toBe('error DATABASE_UNAVAILABLE: Postgres cannot be reached: nothing answers there.\n');
  });

  test.each(COMMANDS.map((args) => [args]))('%j --json tells it as data', async (args) => {
    const { status, out, note } = await run(...args, '--json');
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(JSON.parse(note)).toEqual({
      error: {
        code: 'DATABASE_UNAVAILABLE',
        message: 'Postgres cannot be reached: nothing answers there.',
        details: {},
        remedy: expect.stringContaining('DATABASE_URL'),
      },
    });
  });

  test('is a line of the doctor, below what could be looked at', async () => {
    const { status, out, note } = await run('doctor');
    expect({ status, note, opened }).toEqual({ status: 1, note: '', opened: 1 });
    const [node, configuration, data, start] = out.split('\n');
    expect(node).toMatch(/^ok {7}node {14}\d+\.\d+\.\d+$/);
    expect(configuration).toBe('ok       configuration     embedded Postgres, embedded LMDB, 127.0.0.1:4000');
    expect(data).toMatch(/^(ok {5}|problem) {2}data directory {4}.*, \d+\.\d GB free$/);
    expect(out).toMatch(
      /\nproblem {2}start {13}Postgres cannot be reached: nothing answers there\.\n {27}→ Start Postgres/,
    );
    expect(start).toBeDefined();
  });

  test('does not keep definitions from being read: a missing file is told first', async () => {
    const { status, note } = await run('plan', `${directory}/nope.graphql`);
    expect({ status, opened }).toEqual({ status: 1, opened: 0 });
    expect(note).toMatch(/^error INPUT_INVALID: There is no file or folder/);
  });
});

describe('help', () => {
  test.each(['plan', 'apply', 'doctor', 'train', 'materialize', 'import'])('of %s has status 0', async (command) => {
    const { status, out, note } = await run(command, '--help');
    expect({ status, note, opened }).toEqual({ status: 0, note: '', opened: 0 });
    expect(out).toContain(`Usage: asof ${command}`);
  });
});
