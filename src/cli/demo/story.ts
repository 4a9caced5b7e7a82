import type { Terminal } from '../terminal.js';

/** Tells the demo: numbered steps with a few lines each. */
export interface Story {
  step(title: string): void;
  say(...lines: readonly string[]): void;
  readonly terminal: Terminal;
}

/** A story on standard output; with `silent` nothing is told (for `--json`). */
export function createStory(terminal: Terminal, silent: boolean): Story {
  let steps = 0;
  return {
    terminal,
    step(title) {
      steps += 1;
      if (!silent) terminal.out(`\n${terminal.bold(`${steps}. ${title}`)}\n`);
    },
    say(...lines) {
      if (!silent) terminal.out(lines.map((line) => (line === '' ? '\n' : `   ${line}\n`)).join(''));
    },
  };
}
