import { afterEach, expect, jest, test } from '@jest/globals';
import { isInstant } from '../../src/time/instant.js';
import { createSystemClock } from '../../src/app/system-clock.js';

afterEach(() => {
  jest.restoreAllMocks();
});

test('tells whole microseconds near the time of the machine', () => {
  const now = createSystemClock().now();
  expect(isInstant(now)).toBe(true);
  expect(Math.abs(now / 1_000 - Date.now())).toBeLessThan(1_000);
});

test('never goes backwards when asked in quick succession', () => {
  const clock = createSystemClock();
  const moments = Array.from({ length: 20_000 }, () => clock.now());
  expect(moments.every((moment, index) => index === 0 || moment >= (moments[index - 1] ?? 0))).toBe(true);
});

test('tells moments within a millisecond apart', () => {
  const clock = createSystemClock();
  const moments = new Set(Array.from({ length: 20_000 }, () => clock.now()));
  expect([...moments].some((moment) => moment % 1_000 !== 0)).toBe(true);
});

test('stands still while the clock of the machine has been set back', () => {
  const clock = createSystemClock();
  const before = clock.now();
  jest.spyOn(Date, 'now').mockReturnValue(before / 1_000 - 3_600_000);
  expect(clock.now()).toBe(before);
});
