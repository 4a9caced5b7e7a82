import { newDirectory } from '../harness/directory.js';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import type { CommandContext } from '../../src/cli/installation.js';
import { runCli } from '../../src/cli/run-cli.js';
import type { App } from '../../src/app/app.js';
import { compose } from '../../src/app/compose.js';
import { readConfig } from '../../src/app/config.js';
import { startServer } from '../../src/app/server.js';
import { createSystemClock } from '../../src/app/system-clock.js';
import { type RecordingTerminal, recordingTerminal } from './recording-terminal.js';

/** What a command line gave. */
export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly note: string;
  /** Standard output as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever they asked for
  json(): any;
}

/** An installation of one's own that command lines run against. */
export interface CliBench {
  readonly database: FreshDatabase;
  readonly directory: string;
  /** What a command is given, and the terminal it writes to. */
  context(): { readonly context: CommandContext; readonly terminal: RecordingTerminal };
  run(...args: readonly string[]): Promise<Outcome>;
  close(): Promise<void>;
}

/** A database and a data directory of one's own; every `run` opens and closes the installation, as a process would. */
export async function openCliBench(environment: Readonly<Record<string, string>> = {}): Promise<CliBench> {
  const database = await freshDatabase('cli');
  const directory = await newDirectory('cli');
  const readSettings = () =>
    readConfig({
      DATABASE_URL: database.connectionString,
      ASOF_DATA_DIR: directory,
      ASOF_LOG_LEVEL: 'silent',
      ASOF_PORT: '0',
      ...environment,
    });
  const newContext = () => {
    const terminal = recordingTerminal();
    const context: CommandContext = {
      terminal,
      clock: createSystemClock(),
      readSettings,
      open: async ({ quiet: _quiet, ...options }) => {
        const app: App = await compose(readSettings(), options);
        return { ...app, close: () => app.close(), serve: (address) => startServer(app, address) };
      },
    };
    return { context, terminal };
  };
  return {
    database,
    directory,
    context: newContext,
    async run(...args) {
      const { context, terminal } = newContext();
      const status = await runCli(args, context);
      return { status, ...terminal.written, json: () => JSON.parse(terminal.written.out) };
    },
    close: () => database.drop(),
  };
}
