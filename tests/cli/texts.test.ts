import { describe, expect, test } from '@jest/globals';
import { AsofError } from '../../src/errors/asof-error.js';
import { changeToJson, formatChanges } from '../../src/cli/change-text.js';
import { answer, collect, readAsOf, readCount } from '../../src/cli/command.js';
import { describeError, errorToJson } from '../../src/cli/describe-error.js';
import { formatCount, formatRate, formatSeconds } from '../../src/cli/format-number.js';
import { formatTable } from '../../src/cli/format-table.js';
import { toJsonText } from '../../src/cli/json-text.js';
import { parsePairs } from '../../src/cli/parse-pairs.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { recordingTerminal } from './recording-terminal.js';

describe('a table', () => {
  test('without rows is its titles and a rule', () => {
    expect(formatTable([{ title: 'a' }, { title: 'bc' }], [])).toBe('a  bc\n─  ──\n');
  });

  test('takes a short row for one with empty cells at its end', () => {
    expect(formatTable([{ title: 'a' }, { title: 'b' }], [['x']])).toBe('a  b\n─  ─\nx\n');
  });

  test('keeps a cell of 60 characters and cuts one of 61', () => {
    const cell = (text: string) => formatTable([{ title: 't' }], [[text]]).split('\n')[2];
    expect(cell('x'.repeat(60))).toBe('x'.repeat(60));
    expect(cell('x'.repeat(61))).toBe(`${'x'.repeat(59)}…`);
  });

  test('does not cut a character in two', () => {
    const [, , row] = formatTable([{ title: 't' }], [[`${'x'.repeat(58)}😀${'y'.repeat(9)}`]]).split('\n');
    expect(row).toBe(`${'x'.repeat(58)}…`);
  });

  test('lets nothing through that would steer the terminal', () => {
    const text = formatTable([{ title: 'key=\u001b[2J\nx' }], [['red \u001b[31m\u0007\u009b1m']]);
    expect(text).not.toMatch(/[^\P{Cc}\n]/u);
    expect(text.split('\n')).toHaveLength(4);
  });
});

describe('numbers for people', () => {
  test.each([
    [0, '0 ms'],
    [0.9994, '999 ms'],
    [0.9996, '1.0 s'],
    [1, '1.0 s'],
    [89.94, '89.9 s'],
    [89.96, '1 min 30 s'],
    [119.4, '1 min 59 s'],
    [119.7, '2 min 0 s'],
    [3_599.6, '60 min 0 s'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  test('never say sixty seconds or a thousand milliseconds, whatever the length', () => {
    for (let millis = 0; millis < 400_000; millis += 37)
      expect(formatSeconds(millis / 1000)).not.toMatch(/(^| )(60 s|1000 ms)$/);
  });

  test.each([
    [0, 1, '0'],
    [1, 3, '0'],
    [999, 1, '1,000'],
    [12_345, 1, '12,300'],
    [5, 0, '5,000'],
  ])('%d in %d seconds are %s a second', (count, seconds, text) => {
    expect(formatRate(count, seconds)).toBe(text);
  });

  test('are written the same whatever the locale of the machine', () => {
    expect(formatCount(1_234_567.5)).toBe('1,234,568');
    expect(formatCount(-1_000)).toBe('-1,000');
  });
});

describe('data as text', () => {
  test('is indented and keeps every digit, however deep', () => {
    expect(toJsonText({ rows: [{ id: -9_223_372_036_854_775_808n }] })).toBe(
      '{\n  "rows": [\n    {\n      "id": "-9223372036854775808"\n    }\n  ]\n}',
    );
  });

  test('takes the place of text when it is asked for, and text is then not even made', () => {
    const terminal = recordingTerminal();
    const text = () => {
      throw new Error('nobody asked');
    };
    answer(terminal, { json: true }, { data: [1n], text });
    expect(JSON.parse(terminal.written.out)).toEqual(['1']);
    expect(terminal.written.out).toMatch(/\n$/);
    expect(terminal.written.note).toBe('');
  });

  test('does not take the place of text otherwise', () => {
    const terminal = recordingTerminal();
    answer(terminal, {}, { data: null, text: () => 'words\n' });
    expect(terminal.written.out).toBe('words\n');
  });
});

describe('an error on the command line', () => {
  const refusal = new AsofError('MODEL_NOT_FOUND', 'No model named "X".', { model: 'X', big: 2n ** 60n });

  test('is its code and its sentence, without a stack', () => {
    expect(describeError(refusal)).toBe('MODEL_NOT_FOUND: No model named "X".');
  });

  test('is only a sentence where the command line was written wrongly', () => {
    expect(describeError(new UsageError('--limit is "many".'))).toBe('--limit is "many".');
    expect(errorToJson(new UsageError('--limit is "many".'))).toMatchObject({
      code: 'INPUT_INVALID',
      message: '--limit is "many".',
    });
  });

  test('shows its stack, and that of its cause, when it should not have happened', () => {
    const cause = new TypeError('x is not a function');
    expect(describeError(cause)).toMatch(/TypeError: x is not a function\n +at /);
    expect(describeError(new AsofError('INTERNAL', 'Broken.', {}, { cause }))).toMatch(
      /^INTERNAL: Broken\.\nTypeError: x is not a function\n +at /,
    );
    expect(describeError(new AsofError('DATABASE_UNAVAILABLE', 'Away.', {}, { cause }))).toBe(
      'DATABASE_UNAVAILABLE: Away.',
    );
  });

  test('is told as data with what to do, details in full', () => {
    expect(JSON.parse(toJsonText(errorToJson(refusal)))).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: 'No model named "X".',
      details: { model: 'X', big: String(2n ** 60n) },
      remedy: 'Correct the name or register the model.',
    });
  });

  test.each([['thrown text'], [42], [undefined], [null]])('may be anything that was thrown: %p', (thrown) => {
    expect(describeError(thrown)).toBe(String(thrown));
    expect(errorToJson(thrown)).toEqual({ code: 'INTERNAL', message: String(thrown), details: {}, remedy: null });
  });
});

describe('arguments', () => {
  test.each(['1', '20', '007', '999999999'])('%s is a count', (text) => {
    expect(readCount(text, '--limit')).toBe(Number(text));
  });

  test.each(['0', '', '-1', '1.5', '1e3', ' 1', '1000000000', '٣', 'many'])('%j is none', (text) => {
    expect(() => readCount(text, '--limit')).toThrow(UsageError);
    expect(() => readCount(text, '--limit')).toThrow(`--limit is ${JSON.stringify(text)}.`);
  });

  test('a moment left out is now, by the clock that is given', () => {
    expect(readAsOf(undefined, { now: () => 77 })).toBe(77);
    expect(readAsOf('1970-01-01T00:00:00.000005Z', { now: () => 77 })).toBe(5);
    expect(() => readAsOf('2026-01-01T00:00:00', { now: () => 77 })).toThrow(
      expect.objectContaining({ code: 'TIME_INVALID' }),
    );
  });

  test('an option given several times is a list in the order given', () => {
    expect(collect('b', collect('a'))).toEqual(['a', 'b']);
  });

  test('names that objects have already are keys like any other', () => {
    const pairs = parsePairs('__proto__=a,constructor=b,toString=c');
    expect(Object.entries(pairs)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
    expect(() => parsePairs('__proto__=a,__proto__=b')).toThrow('gives "__proto__" twice');
  });

  test('a value keeps blanks, signs and characters of other scripts', () => {
    expect(parsePairs('a=x y,b=+1,c=東京,d=" ",e=😀')).toEqual({ a: 'x y', b: '+1', c: '東京', d: ' ', e: '😀' });
  });
});

describe('what a registration does', () => {
  const change = {
    kind: 'FeatureView' as const,
    name: 'Delays',
    action: 'CHANGED' as const,
    version: 2,
    hash: 'h',
    canonical: '',
    differences: ['- a', '+ b'],
    inText: true,
    describedAnew: false,
  };
  const said = (...changes: (Partial<Omit<typeof change, 'action'>> & { readonly action?: string })[]) =>
    formatChanges(changes.map((each) => ({ ...change, ...each })) as never, recordingTerminal());

  test('is a line a definition with its differences below', () => {
    expect(said({})).toBe('~ FeatureView     Delays@2\n      - a\n      + b\n');
    expect(said({ action: 'CREATED' }, { action: 'UNCHANGED' })).toBe(
      '+ FeatureView     Delays@2\n= FeatureView     Delays@2\n',
    );
  });

  test('says when the text is the same and what it refers to is not, and when only the description is new', () => {
    expect(said({ inText: false, differences: [] })).toBe(
      '~ FeatureView     Delays@2 (because of what it refers to)\n',
    );
    expect(said({ action: 'UNCHANGED', describedAnew: true })).toContain('(described anew)');
  });

  test('is said in words when there is nothing', () => {
    expect(said()).toBe('There is no definition in these files.\n');
  });

  test('is the same as data, without what is kept inside', () => {
    expect(Object.keys(changeToJson(change as never))).toEqual([
      ...['kind', 'name', 'action', 'version', 'hash', 'differences', 'inText', 'describedAnew'],
    ]);
  });
});
