import { describe, expect, test } from '@jest/globals';
import { didYouMean } from '../../src/errors/did-you-mean.js';

describe('didYouMean', () => {
  test('names the nearest, whatever their case, nearest first', () => {
    expect(didYouMean('AirportDelay', ['RouteDelays', 'AirportDelays'])).toBe(' Did you mean "AirportDelays"?');
    expect(didYouMean('airportdelays', ['AirportDelays'])).toBe(' Did you mean "AirportDelays"?');
    expect(didYouMean('abcde', ['abcxy', 'abcdx'])).toBe(' Did you mean "abcdx" or "abcxy"?');
  });

  test('names three at the most', () => {
    expect(didYouMean('a1', ['a2', 'a3', 'a4', 'a5'])).toBe(' Did you mean "a2" or "a3" or "a4"?');
  });

  test('lists what there is when nothing is near and there is little', () => {
    expect(didYouMean('zzzzz', ['one', 'two', 'one'])).toBe(' Known: "one", "two".');
  });

  test('says nothing when nothing is near and there is nothing, or much', () => {
    expect(didYouMean('zzzzz', [])).toBe('');
    expect(didYouMean('zzzzz', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'])).toBe('');
  });

  test('takes names with quotes and the empty name', () => {
    expect(didYouMean('', ['a'])).toBe(' Did you mean "a"?');
    expect(didYouMean('say"', ['say"s'])).toBe(' Did you mean "say\\"s"?');
  });

  test('looks at the first 80 characters, so that a long name costs no more', () => {
    const long = 'x'.repeat(100_000);
    expect(didYouMean(long, [`${long}y`])).toContain('Did you mean');
  });
});
