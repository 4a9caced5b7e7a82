import type { FeatureType, Value } from '../../src/values/feature-type.js';

/** Draws for one history. `pick` takes one of a list; `chance` is true with that probability. */
export interface Dice {
  readonly random: () => number;
  below(limit: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function rollDice(random: () => number): Dice {
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    random,
    below,
    chance: (probability) => random() < probability,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
  };
}

const TAME: Readonly<Record<FeatureType, readonly Value[]>> = {
  Int: [0, 1, -1, 7, 467, -2_147_483, 30_000],
  BigInt: [0n, 7n, -7n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 2n ** 60n],
  Float: [0, 0.1, 0.2, 0.3, -0.1, 1, 99.95, 1e15, -1e15, 1 / 3, 2 ** 53, 5e-324],
  Decimal: ['0', '0.00', '1', '1.0', '1.00', '-1.5', '0.1', '12.345', '99999999999999999999.5', '-0.001'],
  Boolean: [true, false],
  String: ['', 'a', 'A', 'aa', "o'clock", '"', 'é', '\uFFFD', '\u{1F600}', 'z\uE000', '1', '1:1'],
  DateTime: [0, 1, 1_774_746_000_000_000, 1_774_746_000_000_001, 7_258_118_399_999_999],
};

/** Where numbers meet the ends of their types. */
const HUGE: Partial<Record<FeatureType, readonly Value[]>> = {
  Int: [2_147_483_647, -2_147_483_648, 0],
  BigInt: [2n ** 63n - 1n, -(2n ** 63n), 0n],
  Float: [1e308, -1e308, Number.MAX_VALUE, 1, 5e-324, -5e-324, 2 ** -1022, 0.1],
};

/** A value of `type`, never null. With `huge`, numbers are drawn from the ends of their types, so that sums may not fit. */
export function drawValue(dice: Dice, type: FeatureType, huge: boolean): Value {
  return dice.pick((huge ? HUGE[type] : undefined) ?? TAME[type]);
}

const KEYS: Partial<Record<FeatureType, readonly Value[]>> = {
  String: ['1', '12', '123', '23', '3', '', ':', '1:1', '"', "'"],
  Int: [1, 12, 123, 23, 3],
  BigInt: [1n, 12n, 2n ** 53n, 2n ** 53n + 1n, -1n],
};

/** A join key: composite ones collide when they are glued. */
export function drawKey(dice: Dice, type: FeatureType): Value {
  return dice.pick(KEYS[type] as readonly Value[]);
}
