import pc from 'picocolors';

/** Where a command writes, and what it may do there. */
export interface Terminal {
  /** What was asked for: data and tables. */
  out(text: string): void;
  /** What is going on: progress, advice, errors. */
  note(text: string): void;
  /** Whether somebody watches the notes: only then are progress bars drawn. */
  readonly watched: boolean;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

/** A reader may go before everything is written, as `head` does: that is no failure, and what is under way is still done. */
function tolerateBrokenPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** The terminal of this process. Colours only where both streams are one and `NO_COLOR` does not forbid them. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) tolerateBrokenPipe(stream);
  const colors = pc.createColors(pc.isColorSupported && process.stdout.isTTY === true && process.stderr.isTTY === true);
  return {
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(text),
    watched: process.stderr.isTTY === true,
    bold: colors.bold,
    dim: colors.dim,
    red: colors.red,
    green: colors.green,
    yellow: colors.yellow,
  };
}
