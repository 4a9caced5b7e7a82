import { describe, expect, test } from '@jest/globals';
import { formatDuration, parseDuration } from '../../src/time/duration.js';

describe('parseDuration', () => {
  test.each([
    ['1us', 1],
    ['500ms', 500_000],
    ['30s', 30_000_000],
    ['15m', 900_000_000],
    ['3h', 10_800_000_000],
    ['7d', 604_800_000_000],
    ['007d', 604_800_000_000],
    ['84180d', 84_180 * 86_400_000_000],
  ])('reads %s', (text, micros) => {
    expect(parseDuration(text)).toBe(micros);
  });

  test.each([
    '0s',
    '0us',
    '-1s',
    '+1s',
    '1.5h',
    '1e3s',
    '3',
    'h',
    '3 h',
    '3H',
    '1w',
    '1y',
    ' 1s',
    '1s ',
    '',
    '84181d',
    '999999999999999999us',
    '9999999999999999999us',
    'P1D',
  ])('refuses %j', (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({
        code: 'DURATION_INVALID',
        message: expect.stringContaining(JSON.stringify(text)) as unknown as string,
      }) as unknown as Error,
    );
  });
});

describe('formatDuration', () => {
  test.each([
    [1, '1us'],
    [1_000, '1ms'],
    [1_001, '1001us'],
    [90_000_000, '90s'],
    [60_000_000, '1m'],
    [86_400_000_000, '1d'],
    [90_000_000_000, '25h'],
  ])('writes %d as %s, with the largest unit that divides it', (micros, text) => {
    expect(formatDuration(micros)).toBe(text);
    expect(parseDuration(text)).toBe(micros);
  });

  test('one duration has one form', () => {
    expect(formatDuration(parseDuration('24h'))).toBe(formatDuration(parseDuration('1d')));
  });
});
