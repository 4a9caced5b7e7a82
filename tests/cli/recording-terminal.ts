import type { Terminal } from '../../src/cli/terminal.js';

/** A terminal that keeps what is written to it. */
export interface RecordingTerminal extends Terminal {
  readonly written: { out: string; note: string };
}

/** A terminal without colours that nobody watches. */
export function recordingTerminal(): RecordingTerminal {
  const written = { out: '', note: '' };
  const plain = (text: string) => text;
  return {
    written,
    out: (text) => {
      written.out += text;
    },
    note: (text) => {
      written.note += text;
    },
    watched: false,
    bold: plain,
    dim: plain,
    red: plain,
    green: plain,
    yellow: plain,
  };
}
