import type { Command } from 'commander';
import { AsofError } from '../../errors/asof-error.js';
import { addCommand, answer } from '../command.js';
import { type CommandContext, type Installation, type ServedInstallation, withInstallation } from '../installation.js';
import { listenForStop } from '../stop-signal.js';

interface Options {
  readonly json?: boolean;
}

const PORTS_TO_TRY = 20;

/** `asof dev` and `asof serve`: the API on one port until stopped. `dev` takes the next free port when the asked one is taken. */
export function addServeCommands(program: Command, context: CommandContext): void {
  addCommand(program, 'dev', 'start everything on one port, with a page to try queries on').action((options: Options) =>
    serveUntilStopped(context, options, { serve: serveOnFreePort, quiet: true }),
  );
  addCommand(program, 'serve', 'serve the API').action((options: Options) =>
    serveUntilStopped(context, options, { serve: serveOnItsPort, quiet: false }),
  );
}

async function serveOnItsPort(installation: Installation, context: CommandContext): Promise<ServedInstallation> {
  const { port, host } = context.readSettings();
  return installation.serve({ port, host });
}

type Serve = (installation: Installation, context: CommandContext) => Promise<ServedInstallation>;

async function serveUntilStopped(
  context: CommandContext,
  options: Options,
  how: { readonly serve: Serve; readonly quiet: boolean },
): Promise<void> {
  const stop = listenForStop();
  try {
    await withInstallation(
      context,
      async (installation) => {
        const server = await how.serve(installation, context);
        answer(context.terminal, options, {
          data: { url: server.url, graphql: `${server.url}/graphql` },
          text: () =>
            `Asof answers at ${server.url} (try queries there; the API is at ${server.url}/graphql). Ctrl-C stops it.\n`,
        });
        await stop.stopped;
        context.terminal.note('Stopping.\n');
        await server.close();
      },
      { quiet: how.quiet, onStep: (step) => context.terminal.note(`${context.terminal.dim(step)}\n`) },
    );
  } finally {
    stop.release();
  }
}

/** Serves on the configured port, or on the next one that is free, and says so. */
export async function serveOnFreePort(
  installation: Installation,
  context: CommandContext,
): Promise<ServedInstallation> {
  const { port, host } = context.readSettings();
  for (let next = port; ; next += 1) {
    try {
      const server = await installation.serve({ port: next, host });
      if (next !== port)
        context.terminal.note(`Port ${port} is taken, so port ${next} is used. ASOF_PORT names another one.\n`);
      return server;
    } catch (error) {
      const taken = error instanceof AsofError && error.code === 'INPUT_INVALID' && port !== 0;
      if (!taken || next - port >= PORTS_TO_TRY || next >= 65_535) throw error;
    }
  }
}
