import { describe, expect, test } from '@jest/globals';
import { AsofError } from '../../src/errors/asof-error.js';
import { FEATURE_TYPES, type FeatureType, type Value } from '../../src/values/feature-type.js';
import { fromJson, toJson } from '../../src/values/json.js';

function refusal(json: unknown, type: FeatureType): string {
  try {
    fromJson(json, type, 'row 3, "n"');
  } catch (error) {
    if (error instanceof AsofError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
}

const READ: readonly (readonly [FeatureType, unknown, Value])[] = [
  ['Int', 5, 5],
  ['Int', '-2147483648', -2_147_483_648],
  ['Int', 2_147_483_647, 2_147_483_647],
  ['Int', 7n, 7],
  ['BigInt', '9007199254740993', 9_007_199_254_740_993n],
  ['BigInt', '-9223372036854775808', -(2n ** 63n)],
  ['BigInt', 9_007_199_254_740_991, 9_007_199_254_740_991n],
  ['Float', 0.1, 0.1],
  ['Float', -0, 0],
  ['Float', 5e-324, 5e-324],
  ['Decimal', '1.00', '1.00'],
  ['Decimal', 12, '12'],
  ['Boolean', false, false],
  ['String', '', ''],
  ['String', '\u{1F600}"\'', '\u{1F600}"\''],
  ['DateTime', '2026-03-29T03:00:00+02:00', 1_774_746_000_000_000],
];

const REFUSED: readonly (readonly [FeatureType, unknown])[] = [
  ['Int', 2_147_483_648],
  ['Int', -2_147_483_649],
  ['Int', 1.5],
  ['Int', '1.0'],
  ['Int', ' 1'],
  ['Int', true],
  ['Int', Number.NaN],
  ['BigInt', '9223372036854775808'],
  ['BigInt', '-9223372036854775809'],
  ['BigInt', 2 ** 53],
  ['BigInt', '1e3'],
  ['BigInt', ''],
  ['Float', '0.1'],
  ['Float', Number.NaN],
  ['Float', Number.POSITIVE_INFINITY],
  ['Float', 1n],
  ['Decimal', 0.1],
  ['Decimal', 'NaN'],
  ['Decimal', '1.'],
  ['Decimal', '.5'],
  ['Decimal', '1e5'],
  ['Boolean', 'true'],
  ['Boolean', 0],
  ['String', 5],
  ['String', 'a\u0000b'],
  ['String', '\uD83D'],
  ['String', 'a\uDE00'],
  ['DateTime', 1_774_746_000_000_000],
  ['DateTime', ['2026-03-29T03:00:00Z']],
  ['Int', {}],
];

describe('fromJson', () => {
  test.each(READ)('reads %s from %p', (type, json, value) => {
    expect(Object.is(fromJson(json, type, 'here'), value)).toBe(true);
  });

  test.each(REFUSED)('refuses %s from %p', (type, json) => {
    expect(refusal(json, type)).toMatch(new RegExp(`^VALUE_INVALID: row 3, "n" must be an? ${type} `));
  });

  test.each(FEATURE_TYPES)('reads null and undefined as null: %s', (type) => {
    expect(fromJson(null, type, 'here')).toBeNull();
    expect(fromJson(undefined, type, 'here')).toBeNull();
  });

  test('says what was found, and no more than the beginning of it', () => {
    expect(refusal('abc', 'Int')).toBe(
      'VALUE_INVALID: row 3, "n" must be an Int (a whole number within 32 bits), but is "abc".',
    );
    expect(refusal({ a: [1n, undefined, { b: [1] }] }, 'Int')).toContain('but is {"a":[1,undefined,{…}]}.');
    expect(refusal([[['deep']]], 'Int')).toContain('but is [[[…]]].');
    expect(refusal(() => 1, 'Int')).toContain('but is function.');
    expect(refusal('x'.repeat(5_000), 'Int').length).toBeLessThan(300);
  });

  test('takes what is nested deeper than the stack', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
    expect(refusal(nested, 'Float')).toContain('VALUE_INVALID');
  });

  test('refuses a time without an offset as a time', () => {
    expect(refusal('2026-03-29T03:00:00', 'DateTime')).toContain('TIME_INVALID');
  });
});

describe('toJson', () => {
  test.each(FEATURE_TYPES)('null is null: %s', (type) => {
    expect(toJson(null, type)).toBeNull();
  });

  test('BigInt and Decimal are text, a DateTime is UTC with six decimals, the rest is as it is', () => {
    expect(toJson(2n ** 53n + 1n, 'BigInt')).toBe('9007199254740993');
    expect(toJson('1.00', 'Decimal')).toBe('1.00');
    expect(toJson(1_774_746_000_000_001, 'DateTime')).toBe('2026-03-29T01:00:00.000001Z');
    expect([toJson(5, 'Int'), toJson(0.1, 'Float'), toJson(true, 'Boolean'), toJson('a', 'String')]).toEqual([
      5,
      0.1,
      true,
      'a',
    ]);
  });

  test('is undone by fromJson', () => {
    for (const [type, , value] of READ)
      expect(Object.is(fromJson(toJson(value, type), type, 'here'), value)).toBe(true);
  });
});
