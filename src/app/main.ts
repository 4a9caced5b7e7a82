import { runCli } from '../cli/run-cli.js';
import { processTerminal } from '../cli/terminal.js';
import { compose } from './compose.js';
import { type Config, loadConfig } from './config.js';
import { startServer } from './server.js';
import { createSystemClock } from './system-clock.js';

/** The command line, joined to what it drives. */
process.exitCode = await runCli(process.argv.slice(2), {
  terminal: processTerminal(),
  clock: createSystemClock(),
  readSettings: loadConfig,
  open: async ({ quiet, ...options }) => {
    const app = await compose(quiet === true ? quieted(loadConfig()) : loadConfig(), options);
    return { ...app, close: () => app.close(), serve: (address) => startServer(app, address) };
  },
});

/** The same without the log of a server that works as it should. */
function quieted(config: Config): Config {
  return config.logLevel === 'info' ? { ...config, logLevel: 'warn' } : config;
}
