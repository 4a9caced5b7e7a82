import { describe, expect, test } from '@jest/globals';
import { compareCodePoints, compareOf } from '../../src/values/compare.js';
import { FEATURE_TYPES, type FeatureType, type Value } from '../../src/values/feature-type.js';

/** Values of each type in their order. */
const SORTED: Readonly<Record<FeatureType, readonly Value[]>> = {
  Int: [-2_147_483_648, -1, 0, 1, 2_147_483_647],
  BigInt: [-(2n ** 63n), -1n, 0n, 2n ** 53n, 2n ** 53n + 1n],
  Float: [-1e308, -0.1, 0, 5e-324, 0.1, 1e308],
  Decimal: ['-1', '0', '0.10', '1', '1.0', '2'],
  Boolean: [false, true],
  String: [
    '',
    '"',
    'A',
    'Z',
    'a',
    'aa',
    'b',
    'é',
    '\uD7FF',
    '\uE000',
    '\uFFFD',
    '\u{10000}',
    '\u{1F600}',
    '\u{10FFFF}',
  ],
  DateTime: [0, 1, 7_258_118_399_999_999],
};

describe('the order of values', () => {
  test.each(FEATURE_TYPES)('is total for %s', (type) => {
    const compare = compareOf(type);
    for (const [a, left] of SORTED[type].entries()) {
      for (const [b, right] of SORTED[type].entries()) expect(Math.sign(compare(left, right))).toBe(Math.sign(a - b));
    }
  });

  test('of texts is that of their UTF-8 bytes', () => {
    const texts = SORTED.String as readonly string[];
    for (const a of texts) {
      for (const b of texts)
        expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }
  });
});
