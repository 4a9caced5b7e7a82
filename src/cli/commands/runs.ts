import type { Command } from 'commander';
import { addCommand, answer, readCount } from '../command.js';
import { type CommandContext, withInstallation } from '../installation.js';
import { formatRuns, runToJson } from '../run-text.js';

/** `asof runs`: the newest materialization runs. */
export function addRunsCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'runs', 'list the newest materialization runs')
    .option('--limit <count>', 'how many', '20')
    .action((options: { readonly json?: boolean; readonly limit: string }) => {
      const limit = readCount(options.limit, '--limit');
      return withInstallation(context, async ({ services }) => {
        const runs = await services.runs.list({ limit });
        answer(context.terminal, options, {
          data: runs.map(runToJson),
          text: () =>
            runs.length === 0 ? 'Nothing has been materialized yet. "asof materialize" does it.\n' : formatRuns(runs),
        });
      });
    });
}
