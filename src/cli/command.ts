import type { Command } from 'commander';
import type { Clock } from '../time/clock.js';
import { type Instant, parseInstant } from '../time/instant.js';
import { toJsonText } from './json-text.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

/** Adds a command that knows `--json`. */
export function addCommand(program: Command, nameAndArguments: string, description: string): Command {
  return program.command(nameAndArguments).description(description).option('--json', 'print data instead of text');
}

/** Adds one more value to those of an option that may be given several times. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

/** Writes the answer of a command: data with `--json`, otherwise what `text` gives. */
export function answer(
  terminal: Terminal,
  options: { readonly json?: boolean },
  { data, text }: { readonly data: unknown; readonly text: () => string },
): void {
  terminal.out(options.json === true ? `${toJsonText(data)}\n` : text());
}

/** The moment of `--as-of`; now when it is left out. */
export function readAsOf(text: string | undefined, clock: Clock): Instant {
  return text === undefined ? clock.now() : parseInstant(text);
}

/** A whole number above zero, as an option gives it. */
export function readCount(text: string, option: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new UsageError(`${option} is ${JSON.stringify(text)}. Write a whole number above zero.`);
}
