import type { Command } from 'commander';
import { addCommand, readCount } from '../command.js';
import { runDemo } from '../demo/run-demo.js';
import type { CommandContext } from '../installation.js';

interface Options {
  readonly json?: boolean;
  readonly serve: boolean;
  readonly rows?: string;
  readonly hours: string;
}

/** `asof demo`: three million flights, a model with and without hindsight, a day lived through, and a server to play with. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'demo', 'load three million flights, train, live through a day and serve')
    .option('--no-serve', 'end after the story')
    .option('--rows <count>', 'load only so many of the newest flights, for a quick try')
    .option('--hours <count>', 'live through so many of the last hours', '24')
    .action((options: Options) =>
      runDemo(context, {
        json: options.json === true,
        serve: options.serve,
        newest: options.rows === undefined ? null : readCount(options.rows, '--rows'),
        hours: readCount(options.hours, '--hours'),
      }),
    );
}
