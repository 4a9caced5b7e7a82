import type { Command } from 'commander';
import { changeToJson, formatChanges } from '../change-text.js';
import { addCommand, answer } from '../command.js';
import { type CommandContext, withInstallation } from '../installation.js';
import { readDefinitionFiles } from '../read-definition-files.js';

/** `asof apply [files…]`: registers definitions, all of them or nothing. */
export function addApplyCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'apply', 'register definitions, all of them or nothing')
    .argument('[files...]', 'definition files or folders; feature-definitions/ when left out')
    .action(async (files: string[], options: { readonly json?: boolean }) => {
      const sdl = await readDefinitionFiles(files);
      await withInstallation(context, async ({ services }) => {
        const { registryVersion, changes } = await services.register({ sdl });
        answer(context.terminal, options, {
          data: { registryVersion, changes: changes.map(changeToJson) },
          text: () =>
            `${formatChanges(changes, context.terminal)}The registry is at version ${registryVersion}.${changes.some(({ action }) => action !== 'UNCHANGED') ? ' "asof materialize" fills what is new.' : ''}\n`,
        });
      });
    });
}
