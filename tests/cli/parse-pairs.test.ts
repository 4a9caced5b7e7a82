import { describe, expect, test } from '@jest/globals';
import { parsePairs } from '../../src/cli/parse-pairs.js';

describe('key=value pairs', () => {
  test.each([
    ['iata=ORD', { iata: 'ORD' }],
    ['origin=ORD,destination=LAX', { origin: 'ORD', destination: 'LAX' }],
    [' origin = ORD , destination=LAX', { origin: ' ORD ', destination: 'LAX' }],
    ['id=9007199254740993', { id: '9007199254740993' }],
    ['name="a, ""b""",n=1', { name: 'a, "b"', n: '1' }],
    ['empty=', { empty: '' }],
    ['at=2026-03-29T01:00:00Z', { at: '2026-03-29T01:00:00Z' }],
    ['formula=a=b', { formula: 'a=b' }],
    ['{"id": 1, "name": null}', { id: 1, name: null }],
  ])('%s is read', (text, pairs) => {
    expect(parsePairs(text)).toEqual(pairs);
  });

  test.each([
    ['', 'names nothing'],
    ['ORD', 'is not of the form key=value'],
    ['a=1,,b=2', 'is not of the form key=value'],
    ['a=1,b', 'is not of the form key=value'],
    ['a="1', 'is not of the form key=value'],
    ['a=1,a=2', 'gives "a" twice'],
    ['{"a": ', 'starts like JSON and is none'],
  ])('%j is refused', (text, sentence) => {
    expect(() => parsePairs(text)).toThrow(sentence);
  });
});
