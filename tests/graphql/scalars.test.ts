import { describe, expect, test } from '@jest/globals';
import { parseValue } from 'graphql';
import { DateTime } from '../../src/graphql/scalars/date-time.js';
import { JsonObjectScalar, JsonScalar } from '../../src/graphql/scalars/json.js';

const literal = (text: string, variables: Record<string, unknown> = {}) =>
  JsonObjectScalar.parseLiteral(parseValue(text), variables);

describe('DateTime', () => {
  test('carries microseconds and offsets', () => {
    expect(DateTime.parseValue('1970-01-01T02:00:00.000001+02:00')).toBe(1);
    expect(DateTime.parseLiteral(parseValue('"1970-01-01T00:00:00.25Z"'))).toBe(250_000);
    expect(DateTime.serialize(1_234_567)).toBe('1970-01-01T00:00:01.234567Z');
  });

  test.each([
    '"2026-01-01T00:00:00"',
    '"2026-01-01"',
    '"2026-02-30T00:00:00Z"',
    '1767225600',
    'null',
    'true',
    '"1969-12-31T23:59:59Z"',
  ])('refuses the literal %s', (text) => {
    expect(() => DateTime.parseLiteral(parseValue(text))).toThrow(expect.objectContaining({ code: 'TIME_INVALID' }));
  });

  test.each([0, 1.5, true, {}, ['2026-01-01T00:00:00Z'], new Date(0)])('refuses the variable %p', (value) => {
    expect(() => DateTime.parseValue(value)).toThrow(expect.objectContaining({ code: 'TIME_INVALID' }));
  });
});

describe('JSONObject', () => {
  test('reads every kind of literal', () => {
    const read = literal('{s: "t", i: 1, f: 1.5, b: true, n: null, e: WORD, l: [1, {x: "y"}], v: $v, w: $w}', {
      v: { deep: 1 },
    });
    expect(read).toEqual({
      s: 't',
      i: 1,
      f: 1.5,
      b: true,
      n: null,
      e: 'WORD',
      l: [1, { x: 'y' }],
      v: { deep: 1 },
      w: null,
    });
  });

  test('keeps whole numbers beyond 2^53 digit for digit', () => {
    expect(literal('{a: 9007199254740991, b: 9007199254740993, c: -9223372036854775808}')).toEqual({
      a: 9007199254740991,
      b: '9007199254740993',
      c: '-9223372036854775808',
    });
  });

  test('refuses a number that no Float can hold', () => {
    expect(() => literal('{a: 1e400}')).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
  });

  test('takes __proto__ for a name like any other', () => {
    const read = literal('{__proto__: {polluted: true}}') as Record<string, unknown>;
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each(['[1]', '"text"', '1', 'null', 'WORD'])('refuses the literal %s', (text) => {
    expect(() => literal(text)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  test.each([[[1]], ['text'], [1], [null]])('refuses the variable %p', (value) => {
    expect(() => JsonObjectScalar.parseValue(value)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

describe('JSON', () => {
  test('lets any value through', () => {
    expect([null, 1, 'a', [1], { a: 1 }].map((value) => JsonScalar.parseValue(value))).toEqual([
      null,
      1,
      'a',
      [1],
      { a: 1 },
    ]);
    expect(JsonScalar.parseLiteral(parseValue('[1, {a: 9007199254740993}]'))).toEqual([1, { a: '9007199254740993' }]);
  });
});
