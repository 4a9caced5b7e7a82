import cliProgress from 'cli-progress';
import { formatCount } from './format-number.js';
import type { Terminal } from './terminal.js';

/** How far something is: of `total`, or of nobody knows how many. */
export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number | null;
}

/** A line that shows how far something is. */
export interface ProgressBar {
  show(progress: Progress): void;
  /** Takes the line away. */
  end(): void;
}

/** A progress bar on a terminal that somebody watches, and nothing anywhere else. A new stage starts at its left again. */
export function createProgressBar(terminal: Terminal): ProgressBar {
  if (!terminal.watched) return { show: () => undefined, end: () => undefined };
  let bar: cliProgress.SingleBar | undefined;
  let stage: string | undefined;
  const end = () => {
    bar?.stop();
    bar = undefined;
    stage = undefined;
  };
  return {
    show(progress) {
      if (progress.stage !== stage) {
        end();
        stage = progress.stage;
        bar = startBar(progress);
      }
      if (progress.total !== null) bar?.setTotal(Math.max(progress.total, 1));
      bar?.update(progress.done, { count: formatCount(progress.done) });
    },
    end,
  };
}

/** Runs `use` with a progress bar that is gone afterwards, whatever happens. */
export async function withProgressBar<T>(terminal: Terminal, use: (bar: ProgressBar) => Promise<T>): Promise<T> {
  const bar = createProgressBar(terminal);
  try {
    return await use(bar);
  } finally {
    bar.end();
  }
}

function startBar({ stage, total }: Progress): cliProgress.SingleBar {
  const name = stage.padEnd(34).slice(0, 34);
  const bar = new cliProgress.SingleBar({
    format: total === null ? `  ${name} {count}` : `  ${name} {bar} {percentage}% · {count}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    fps: 8,
    stream: process.stderr,
  });
  bar.start(Math.max(total ?? 1, 1), 0, { count: '0' });
  return bar;
}
