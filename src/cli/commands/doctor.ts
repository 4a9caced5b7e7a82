import type { Command } from 'commander';
import { addCommand, answer } from '../command.js';
import { examine } from '../doctor/examine.js';
import type { Finding } from '../doctor/finding.js';
import type { CommandContext } from '../installation.js';
import type { Terminal } from '../terminal.js';
import { ToldFailure } from '../usage-error.js';

/** `asof doctor`: whether everything is in order, and what to do where it is not. */
export function addDoctorCommand(program: Command, context: CommandContext): void {
  addCommand(program, 'doctor', 'check that everything is in order').action(
    async (options: { readonly json?: boolean }) => {
      const findings = await examine(context);
      answer(context.terminal, options, {
        data: findings,
        text: () => findings.map((finding) => line(finding, context.terminal)).join(''),
      });
      if (findings.some(({ ok }) => !ok)) throw new ToldFailure();
    },
  );
}

function line({ name, ok, found, remedy }: Finding, terminal: Terminal): string {
  const mark = ok ? terminal.green('ok     ') : terminal.red('problem');
  return `${mark}  ${name.padEnd(16)}  ${found}\n${remedy === null ? '' : `${' '.repeat(27)}→ ${remedy}\n`}`;
}
