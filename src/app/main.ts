import type { CommandContext, OpenOptions } from '../cli/installation.js';
import { runCli } from '../cli/run-cli.js';
import { processTerminal } from '../cli/terminal.js';
import { compose } from './compose.js';
import { loadConfig } from './config.js';
import { startServer } from './server.js';
import { createSystemClock } from './system-clock.js';

/** The command line of this process, over the real clock and the real environment. */
const context: CommandContext = {
  terminal: processTerminal(),
  clock: createSystemClock(),
  readSettings: loadConfig,
  open: async ({ clock = context.clock, onStep = () => undefined, quiet = false }: OpenOptions) => {
    const config = loadConfig();
    const app = await compose(quiet ? { ...config, logLevel: quieter(config.logLevel) } : config, { clock, onStep });
    const { services, databaseUrl } = app;
    return { services, clock, databaseUrl, serve: (address) => startServer(app, address), close: () => app.close() };
  },
};

function quieter(level: ReturnType<typeof loadConfig>['logLevel']): typeof level {
  return level === 'info' ? 'warn' : level;
}

process.exitCode = await runCli(process.argv.slice(2), context);
