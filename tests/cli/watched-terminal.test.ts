import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { showMaterialization } from '../../src/cli/materialization-bar.js';
import { createProgressBar, type Progress, withProgressBar } from '../../src/cli/progress-bar.js';
import { recordingTerminal } from './recording-terminal.js';

const NOT_SET = Object.getOwnPropertyDescriptor(process.stderr, 'isTTY');

/** Takes standard error for a terminal and keeps what is drawn there. */
function watchStandardError(): { readonly drawn: () => string; readonly end: () => void } {
  const parts: string[] = [];
  Object.defineProperty(process.stderr, 'isTTY', { value: true, configurable: true });
  const columns = Object.getOwnPropertyDescriptor(process.stderr, 'columns');
  Object.defineProperty(process.stderr, 'columns', { value: 120, configurable: true });
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation((text: string | Uint8Array) => {
    parts.push(String(text));
    return true;
  });
  return {
    drawn: () => parts.join(''),
    end: () => {
      spy.mockRestore();
      if (NOT_SET) Object.defineProperty(process.stderr, 'isTTY', NOT_SET);
      else Reflect.deleteProperty(process.stderr, 'isTTY');
      if (columns) Object.defineProperty(process.stderr, 'columns', columns);
      else Reflect.deleteProperty(process.stderr, 'columns');
    },
  };
}

describe('a progress bar', () => {
  let screen: ReturnType<typeof watchStandardError>;
  beforeEach(() => {
    screen = watchStandardError();
  });
  afterEach(() => screen.end());
  const watched = { ...recordingTerminal(), watched: true };

  test('is nothing where nobody watches', () => {
    const bar = createProgressBar(recordingTerminal());
    bar.show({ stage: 'rows', done: 1, total: 2 });
    bar.end();
    expect(screen.drawn()).toBe('');
  });

  test('shows the stage, how far it is and how many there were', () => {
    const bar = createProgressBar(watched);
    bar.show({ stage: 'rows into history', done: 0, total: 2_000 });
    bar.show({ stage: 'rows into history', done: 1_000, total: 2_000 });
    bar.end();
    expect(screen.drawn()).toContain('rows into history');
    expect(screen.drawn()).toMatch(/50% · 1,000/);
  });

  test('shows only a count where nobody knows of how many', () => {
    const bar = createProgressBar(watched);
    bar.show({ stage: 'rows', done: 7, total: null });
    bar.end();
    expect(screen.drawn()).toContain('7');
    expect(screen.drawn()).not.toMatch(/%|█|░|NaN/);
  });

  test('stands at no more than the end for a total of nothing', () => {
    const bar = createProgressBar(watched);
    bar.show({ stage: 'rows', done: 0, total: 0 });
    bar.end();
    expect(screen.drawn()).not.toMatch(/NaN|Infinity/);
  });

  test('starts anew for another stage and gives the cursor back at the end, however often it is ended', () => {
    const bar = createProgressBar(watched);
    bar.end();
    bar.show({ stage: 'first', done: 5, total: 10 });
    bar.show({ stage: 'second', done: 1, total: null });
    bar.end();
    bar.end();
    expect(screen.drawn()).toMatch(/first[\s\S]*second/);
    expect(screen.drawn().lastIndexOf('\u001b[?25h')).toBeGreaterThan(screen.drawn().lastIndexOf('\u001b[?25l'));
  });

  test('is gone also when the work fails', async () => {
    const work = withProgressBar(watched, async (bar) => {
      bar.show({ stage: 'rows', done: 1, total: 2 });
      throw new Error('the work failed');
    });
    await expect(work).rejects.toThrow('the work failed');
    expect(screen.drawn()).toContain('\u001b[?25h');
  });
});

describe('the bar of materializations side by side', () => {
  const shown = (...steps: readonly [string, 'HISTORY' | 'ONLINE', number, number | null][]): Progress[] => {
    const all: Progress[] = [];
    const show = showMaterialization({ show: (progress) => void all.push(progress), end: () => undefined });
    for (const [name, stage, done, total] of steps) show({ name, stage, done, total });
    return all;
  };

  test('adds up the rows of all views', () => {
    expect(shown(['A@1', 'HISTORY', 1, 10], ['B@1', 'HISTORY', 5, 20], ['A@1', 'HISTORY', 3, 10])).toEqual([
      { stage: 'rows into history', done: 1, total: 10 },
      { stage: 'rows into history', done: 6, total: 30 },
      { stage: 'rows into history', done: 8, total: 30 },
    ]);
  });

  test('knows no total while one of them knows none', () => {
    expect(shown(['A@1', 'HISTORY', 1, 10], ['B@1', 'HISTORY', 5, null]).at(-1)).toEqual({
      stage: 'rows into history',
      done: 6,
      total: null,
    });
  });

  test('goes over to the online store only when every history is done', () => {
    const steps = shown(
      ['A@1', 'HISTORY', 10, 10],
      ['B@1', 'HISTORY', 1, 2],
      ['A@1', 'ONLINE', 4, 8],
      ['B@1', 'HISTORY', 2, 2],
      ['B@1', 'ONLINE', 1, 2],
    );
    expect(steps.map(({ stage }) => stage)).toEqual([
      ...['rows into history', 'rows into history', 'entities to the online store', 'entities to the online store'],
    ]);
    expect(steps.at(-1)).toEqual({ stage: 'entities to the online store', done: 5, total: 10 });
  });
});

describe('the terminal of a process', () => {
  const before = { ...process.env };
  const stdout = Object.getOwnPropertyDescriptor(process.stdout, 'isTTY');
  afterEach(() => {
    process.env = { ...before };
    for (const [stream, kept] of [
      [process.stdout, stdout],
      [process.stderr, NOT_SET],
    ] as const) {
      if (kept) Object.defineProperty(stream, 'isTTY', kept);
      else Reflect.deleteProperty(stream, 'isTTY');
    }
  });

  /** Colours are decided when the module is loaded, so it is loaded anew. */
  async function terminalOf(
    environment: Readonly<Record<string, string>>,
    { out, note }: { readonly out: boolean; readonly note: boolean },
  ) {
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'CI', 'TERM']) delete process.env[name];
    Object.assign(process.env, environment);
    Object.defineProperty(process.stdout, 'isTTY', { value: out, configurable: true });
    Object.defineProperty(process.stderr, 'isTTY', { value: note, configurable: true });
    jest.resetModules();
    const { processTerminal } = await import('../../src/cli/terminal.js');
    return processTerminal();
  }

  test('has colours where both of its streams are watched', async () => {
    const terminal = await terminalOf({ TERM: 'xterm' }, { out: true, note: true });
    expect(terminal.red('no')).toBe('\u001b[31mno\u001b[39m');
    expect(terminal.watched).toBe(true);
  });

  test.each([
    ['NO_COLOR', { TERM: 'xterm', NO_COLOR: '1' }, true, true],
    ['a dumb terminal', { TERM: 'dumb' }, true, true],
    ['a pipe behind its output', { TERM: 'xterm' }, false, true],
    ['a file behind its notes', { TERM: 'xterm' }, true, false],
    ['a pipe in a build, whatever is forced', { CI: '1', FORCE_COLOR: '1' }, false, false],
  ])('has none with %s', async (_why, environment, out, note) => {
    const terminal = await terminalOf(environment, { out, note });
    for (const paint of [terminal.bold, terminal.dim, terminal.red, terminal.green, terminal.yellow])
      expect(paint('plain')).toBe('plain');
    expect(terminal.watched).toBe(note);
  });
});
