import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { AsofError } from '../../src/errors/asof-error.js';
import { FEATURE_TYPES, type FeatureType, type Value } from '../../src/values/feature-type.js';
import type { Aggregate, AggregateName } from '../../src/aggregates/aggregate.js';
import { allAggregates } from '../../src/aggregates/all-aggregates.js';
import { resultTypes } from '../../src/definitions/result-type.js';
import { type Dice, drawValue, rollDice } from '../agreement/random-values.js';
import { aggregateOf } from './samples.js';

const seed = seedFor('rows that come and go');
const NAMES = Object.keys(allAggregates) as AggregateName[];

interface Drawn {
  readonly name: AggregateName;
  readonly shape: { readonly input: FeatureType; readonly output: FeatureType };
  readonly dice: Dice;
  readonly huge: boolean;
}

function draw(round: number): Drawn {
  const dice = rollDice(seededRandom(seed + round * 7_919));
  for (;;) {
    const name = dice.pick(NAMES);
    const input = dice.pick(FEATURE_TYPES);
    const keeps = name === 'latest' || name === 'min' || name === 'max';
    const types = resultTypes(name, input);
    if (types.length > 0)
      return { name, shape: { input, output: keeps ? input : dice.pick(types) }, dice, huge: dice.chance(0.3) };
  }
}

function outcome(aggregate: Aggregate): Value | 'out of range' {
  try {
    return aggregate.result();
  } catch (error) {
    if (error instanceof AsofError && error.code === 'VALUE_OUT_OF_RANGE') return 'out of range';
    throw error;
  }
}

describe('3,000 random comings and goings', () => {
  test('leave what is left, to the last bit, whatever was in between', () => {
    for (let round = 0; round < 3_000; round += 1) {
      const { name, shape, dice, huge } = draw(round);
      const aggregate = aggregateOf(name, shape, []);
      const inside = new Map<number, Value>();
      let next = 0;
      for (let step = dice.below(60); step > 0; step -= 1) {
        const leaving = inside.size > 0 && dice.chance(0.4) ? dice.pick([...inside.keys()]) : undefined;
        if (leaving === undefined) {
          inside.set(next, drawValue(dice, shape.input, huge));
          aggregate.add(inside.get(next) as Value, next);
          next += 1;
        } else {
          aggregate.remove(inside.get(leaving) as Value, leaving);
          inside.delete(leaving);
        }
        if (dice.chance(0.3)) outcome(aggregate);
      }
      const fresh = aggregateOf(name, shape, []);
      for (const [row, value] of inside) fresh.add(value, row);
      expect([seed, round, name, shape, Object.is(outcome(aggregate), outcome(fresh))]).toEqual([
        seed,
        round,
        name,
        shape,
        true,
      ]);
    }
  });

  test('give in parts what they give whole', () => {
    for (let round = 0; round < 3_000; round += 1) {
      const { name, shape, dice, huge } = draw(round);
      if (name === 'latest') continue;
      const values = Array.from({ length: dice.below(20) }, () => drawValue(dice, shape.input, huge));
      const cuts = [0, dice.below(values.length + 1), dice.below(values.length + 1), values.length].sort(
        (a, b) => a - b,
      );
      const joined = aggregateOf(name, shape, []);
      for (let part = 0; part < 2; part += 1)
        joined.absorb(aggregateOf(name, shape, values.slice(cuts[part], cuts[part + 1])).partial());
      for (const [row, value] of values.slice(cuts[2]).entries()) joined.add(value, row);
      expect([seed, round, name, shape, outcome(joined)]).toEqual([
        seed,
        round,
        name,
        shape,
        outcome(aggregateOf(name, shape, values)),
      ]);
    }
  });
});
