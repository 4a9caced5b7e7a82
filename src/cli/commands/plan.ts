import type { Command } from 'commander';
import { changeToJson, formatChanges } from '../change-text.js';
import { addCommand, answer } from '../command.js';
import { type CommandContext, withInstallation } from '../installation.js';
import { readDefinitionFiles } from '../read-definition-files.js';

/** `asof plan [files…]`: what registering definitions would do. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'plan', 'show what applying definitions would do')
    .argument('[files...]', 'definition files or folders; feature-definitions/ when left out')
    .action(async (files: string[], options: { readonly json?: boolean }) => {
      const sdl = await readDefinitionFiles(files);
      await withInstallation(context, async ({ services }) => {
        const { registryVersion, changes } = await services.plan(sdl);
        const toDo = changes.filter(({ action, describedAnew }) => action !== 'UNCHANGED' || describedAnew).length;
        answer(context.terminal, options, {
          data: { registryVersion, changes: changes.map(changeToJson) },
          text: () =>
            `${formatChanges(changes, context.terminal)}${toDo === 0 ? 'Nothing would change.' : '"asof apply" does it.'} The registry is at version ${registryVersion}.\n`,
        });
      });
    });
}
