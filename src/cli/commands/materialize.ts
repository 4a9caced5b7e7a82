import type { Command } from 'commander';
import { parseDuration } from '../../time/duration.js';
import type { MaterializationRun } from '../../registry/run-registry.js';
import { addCommand, answer } from '../command.js';
import { formatCount } from '../format-number.js';
import { type CommandContext, type Installation, withInstallation } from '../installation.js';
import { showMaterialization } from '../materialization-bar.js';
import { withProgressBar } from '../progress-bar.js';
import { formatRuns, runToJson } from '../run-text.js';
import { listenForStop, waitOrStop } from '../stop-signal.js';
import { ToldFailure } from '../usage-error.js';

interface Options {
  readonly json?: boolean;
  readonly every?: string;
}

/** `asof materialize [views…]`: what sources hold goes into history and the online store. */
export function addMaterializeCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'materialize', 'bring what sources hold into history and the online store')
    .argument('[views...]', 'feature views and label sets, like AirportDelays or AirportDelays@2; all when left out')
    .option('--every <duration>', 'do it again and again, like 60s, until stopped')
    .action((views: string[], options: Options) =>
      withInstallation(context, async (installation) => {
        const everyMicros = options.every === undefined ? null : parseDuration(options.every);
        const materialize = () => materializeOnce({ context, installation, views, options });
        if (everyMicros === null) {
          if ((await materialize()) > 0) throw new ToldFailure();
        } else await repeat(materialize, everyMicros / 1000);
      }),
    );
}

interface Job {
  readonly context: CommandContext;
  readonly installation: Installation;
  readonly views: readonly string[];
  readonly options: Options;
}

/** Returns how many runs failed. */
async function materializeOnce({ context, installation, views, options }: Job): Promise<number> {
  const runs = await withProgressBar(context.terminal, (bar) =>
    installation.services.materialize({
      views: views.length > 0 ? views : null,
      wait: true,
      onProgress: showMaterialization(bar),
    }),
  );
  answer(context.terminal, options, { data: runs.map(runToJson), text: () => formatRuns(runs) + summary(runs) });
  return runs.filter(({ state }) => state === 'FAILED').length;
}

function summary(runs: readonly MaterializationRun[]): string {
  if (runs.length === 0)
    return 'Nothing is registered that could be materialized. Register definitions with "asof apply".\n';
  const added = runs.reduce((sum, { report }) => sum + (report?.rowsAdded ?? 0), 0);
  return `${formatCount(added)} row versions added.\n`;
}

async function repeat(work: () => Promise<number>, everyMillis: number): Promise<void> {
  const stop = listenForStop();
  try {
    while (!stop.requested()) {
      await work();
      await waitOrStop(everyMillis, stop);
    }
  } finally {
    stop.release();
  }
}
