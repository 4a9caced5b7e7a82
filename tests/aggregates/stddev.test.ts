import { describe, expect, test } from '@jest/globals';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import { aggregateOf, resultOf } from './samples.js';

function near(found: Value, expected: number): boolean {
  return typeof found === 'number' && Math.abs(found - expected) <= 1e-12 * Math.abs(expected);
}

describe('the sample standard deviation', () => {
  test.each<readonly [FeatureType, readonly Value[], number]>([
    ['Int', [2, 4, 4, 4, 5, 5, 7, 9], Math.sqrt(32 / 7)],
    ['Int', [2_147_483_647, -2_147_483_648], 4_294_967_295 / Math.SQRT2],
    ['BigInt', [2n ** 62n, 2n ** 62n + 2n], Math.SQRT2],
    ['Decimal', ['0.1', '0.30', '0.2'], 0.1],
    ['Decimal', [`1${'0'.repeat(200)}`, `3${'0'.repeat(200)}`], Math.SQRT2 * 1e200],
    ['Decimal', [`0.${'0'.repeat(199)}1`, `0.${'0'.repeat(199)}3`], Math.SQRT2 * 1e-200],
    ['Float', [1e15, 1e15 + 1, 1e15 + 2], 1],
    ['Float', [0.1, 0.2, 0.3], 0.1],
    ['Float', [1e308, -1e308], 1e308 * Math.SQRT2],
    ['Float', [1e200, 3e200], 1e200 * Math.SQRT2],
    ['Float', [1e-200, 3e-200], 1e-200 * Math.SQRT2],
    ['Float', [5e-324, 2 ** 53], 2 ** 53 / Math.SQRT2],
    ['Float', [1e308, 0.1, 5e-324], 1e308 / Math.sqrt(3)],
    ['Float', [7, 7, 7], 0],
    ['Decimal', ['7', '7.0'], 0],
    ['BigInt', [-5n, -5n], 0],
  ])('of %s %p is %p', (type, values, expected) => {
    expect(near(resultOf('stddev', [type, 'Float'], values), expected)).toBe(true);
  });

  test('of the smallest doubles is one of them', () => {
    expect(resultOf('stddev', ['Float', 'Float'], [0, 5e-324])).toBe(5e-324);
    expect(resultOf('stddev', ['Float', 'Float'], [0, 5e-322])).toBeGreaterThan(3e-322);
  });

  test('forgets values at the ends of the doubles when they leave', () => {
    const deviation = aggregateOf('stddev', { input: 'Float', output: 'Float' }, [1e300, 1e300, 5e-324, 1, 3]);
    deviation.remove(1e300, 0);
    deviation.remove(5e-324, 2);
    deviation.remove(1e300, 1);
    expect(near(deviation.result(), Math.SQRT2)).toBe(true);
    deviation.reset();
    deviation.add(4, 0);
    expect(deviation.result()).toBeNull();
  });

  test('is absorbed with such values and without', () => {
    const shape = { input: 'Float', output: 'Float' } as const;
    const joined = aggregateOf('stddev', shape, [1]);
    joined.absorb(aggregateOf('stddev', shape, [1e300, 5e-324]).partial());
    joined.absorb(aggregateOf('stddev', shape, [2, 3]).partial());
    expect(joined.result()).toBe(resultOf('stddev', ['Float', 'Float'], [1, 1e300, 5e-324, 2, 3]));
  });
});
