import { describe, expect, test } from '@jest/globals';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { AggregateName } from '../../src/aggregates/aggregate.js';
import { allAggregates } from '../../src/aggregates/all-aggregates.js';
import { aggregateOf, resultOf } from './samples.js';

const NAMES = Object.keys(allAggregates) as AggregateName[];

const OUT_OF_RANGE = expect.objectContaining({ code: 'VALUE_OUT_OF_RANGE' }) as unknown as Error;

describe('every aggregate', () => {
  test.each(NAMES)('%s goes by its name', (name) => {
    expect(allAggregates[name].name).toBe(name);
  });

  test.each(NAMES)('%s of nothing is null, or 0 where it counts', (name) => {
    const isCount = name === 'count' || name === 'countDistinct';
    const shape = { input: 'Int', output: isCount ? 'Int' : 'Float' } as const;
    const nothing = isCount ? 0 : null;
    const aggregate = aggregateOf(name, shape, []);
    expect(aggregate.result()).toBe(nothing);
    aggregate.absorb(aggregateOf(name, shape, []).partial());
    expect(aggregate.result()).toBe(nothing);
    aggregate.add(5, 0);
    aggregate.add(6, 1);
    aggregate.remove(5, 0);
    aggregate.remove(6, 1);
    expect(aggregate.result()).toBe(nothing);
    aggregate.add(7, 2);
    aggregate.reset();
    expect(aggregate.result()).toBe(nothing);
  });
});

const RESULTS: readonly (readonly [
  AggregateName,
  readonly [FeatureType | null, FeatureType],
  readonly Value[],
  Value,
])[] = [
  ['count', [null, 'Int'], [null, null], 2],
  ['count', ['Float', 'BigInt'], [1, 2, 3], 3n],
  ['countDistinct', ['String', 'Int'], ['a', 'A', 'a'], 2],
  ['countDistinct', ['Decimal', 'Int'], ['1', '1.0', '1.00', '10'], 2],
  ['countDistinct', ['BigInt', 'BigInt'], [2n ** 53n, 2n ** 53n + 1n], 2n],
  ['sum', ['Int', 'Int'], [1, 2, -7], -4],
  ['sum', ['Int', 'BigInt'], [2_147_483_647, 2_147_483_647], 4_294_967_294n],
  ['sum', ['Int', 'Decimal'], [1, 2], '3'],
  ['sum', ['Int', 'Float'], [1, 2], 3],
  ['sum', ['BigInt', 'BigInt'], [2n ** 63n - 1n, 1n, -1n], 2n ** 63n - 1n],
  ['sum', ['BigInt', 'Decimal'], [2n ** 63n - 1n, 1n], '9223372036854775808'],
  ['sum', ['BigInt', 'Float'], [2n ** 53n, 1n], 2 ** 53],
  ['sum', ['Decimal', 'Decimal'], ['0.1', '0.20', '-0.3'], '0.00'],
  ['sum', ['Decimal', 'Decimal'], ['99999999999999999999999.9', '0.1'], '100000000000000000000000.0'],
  ['sum', ['Decimal', 'Float'], ['0.1', '0.2'], 0.3],
  ['sum', ['Float', 'Float'], [0.1, 0.2, 0.3], 0.6],
  ['sum', ['Float', 'Float'], [1e308, 1e308, -1e308], 1e308],
  ['sum', ['Float', 'Float'], [-1, 1], 0],
  ['mean', ['Int', 'Float'], [1, 2], 1.5],
  ['mean', ['BigInt', 'Float'], [2n ** 62n, 2n ** 62n], 2 ** 62],
  ['mean', ['Decimal', 'Float'], ['0.1', '0.2', '0.3'], 0.6 / 3],
  ['mean', ['Decimal', 'Float'], ['123456789012345678901234567890.5'], 1.2345678901234568e29],
  ['mean', ['Decimal', 'Float'], [`0.${'0'.repeat(30)}1`], 1e-31],
  ['mean', ['Float', 'Float'], Array<number>(10).fill(0.1), 0.1],
  ['mean', ['Float', 'Float'], [-5e-324, 0], 0],
  ['min', ['Float', 'Float'], [0.2, -0.1, 5e-324], -0.1],
  ['max', ['BigInt', 'BigInt'], [2n ** 53n, 2n ** 53n + 1n], 2n ** 53n + 1n],
  ['max', ['String', 'String'], ['\uFFFD', '\u{1F600}', 'z'], '\u{1F600}'],
  ['min', ['Decimal', 'Decimal'], ['1.00', '1.0', '2'], '1.0'],
  ['max', ['Decimal', 'Decimal'], ['1.00', '1.0', '-2'], '1.00'],
  ['max', ['DateTime', 'DateTime'], [5, 7, 6], 7],
  ['latest', ['Boolean', 'Boolean'], [true, false], false],
  ['latest', ['Int', 'Int'], [1, null], null],
  ['stddev', ['Int', 'Float'], [5], null],
  ['stddev', ['Int', 'Float'], [1, 2, 3, 4], Math.sqrt(5 / 3)],
];

describe('results', () => {
  test.each(RESULTS)('%s over %p of %p is %p', (name, types, values, expected) => {
    expect(Object.is(resultOf(name, types, values), expected)).toBe(true);
  });
});

describe('a result that does not fit its type is refused', () => {
  test.each<readonly [AggregateName, readonly [FeatureType, FeatureType], readonly Value[]]>([
    ['sum', ['Int', 'Int'], [2_147_483_647, 1]],
    ['sum', ['Int', 'Int'], [-2_147_483_648, -1]],
    ['sum', ['BigInt', 'BigInt'], [2n ** 63n - 1n, 1n]],
    ['sum', ['BigInt', 'BigInt'], [-(2n ** 63n), -1n]],
    ['sum', ['Float', 'Float'], [1e308, 1e308]],
    ['sum', ['Decimal', 'Float'], ['9'.repeat(400)]],
    ['mean', ['Float', 'Float'], [1e308, 1e308]],
    ['mean', ['Decimal', 'Float'], ['9'.repeat(400)]],
    ['stddev', ['Decimal', 'Float'], ['9'.repeat(400), '0']],
  ])('%s of %p', (name, types, values) => {
    expect(() => resultOf(name, types, values)).toThrow(OUT_OF_RANGE);
  });

  test('with a sentence that says what to do', () => {
    expect(() => resultOf('sum', ['Int', 'Int'], [2_147_483_647, 1])).toThrow(
      'A computed value (2147483648) does not fit the declared type Int. Declare the feature with a wider type.',
    );
  });

  test('and fits again when a row leaves', () => {
    const sum = aggregateOf('sum', { input: 'Float', output: 'Float' }, [1e308, 1e308, 0.5]);
    expect(() => sum.result()).toThrow(OUT_OF_RANGE);
    sum.remove(1e308, 1);
    expect(sum.result()).toBe(1e308);
    sum.remove(1e308, 0);
    expect(sum.result()).toBe(0.5);
  });

  test('a count past what an Int holds is refused', () => {
    const count = aggregateOf('count', { input: null, output: 'Int' }, []);
    count.absorb([2_147_483_647]);
    expect(count.result()).toBe(2_147_483_647);
    count.add(null, 0);
    expect(() => count.result()).toThrow(OUT_OF_RANGE);
  });
});

describe('latest', () => {
  test('is the value of the greatest row that is in, in whatever order they come and go', () => {
    const latest = aggregateOf('latest', { input: 'String', output: 'String' }, []);
    latest.add('c', 2);
    latest.add('a', 0);
    latest.add('b', 1);
    expect(latest.result()).toBe('c');
    latest.remove('c', 2);
    expect(latest.result()).toBe('b');
    latest.remove('a', 0);
    expect(latest.result()).toBe('b');
    latest.remove('b', 1);
    expect(latest.result()).toBeNull();
  });

  test('what is absorbed counts as older than any row', () => {
    const latest = aggregateOf('latest', { input: 'Int', output: 'Int' }, []);
    latest.absorb([5]);
    expect(latest.result()).toBe(5);
    latest.add(3, 0);
    expect(latest.result()).toBe(3);
    latest.absorb([]);
    expect(latest.partial()).toEqual([3]);
  });
});
