import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../harness/seed.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import { fromJson } from '../../src/values/json.js';
import { type Answers, askLive, askReference, askSweep, findDifference } from './answers.js';
import { type GoldenCase, historyOfCase, readGoldenCases } from './golden-cases.js';
import { historyOf } from './history-of.js';
import { rollDice } from './random-values.js';
import type { History } from './scenario.js';

const cases = readGoldenCases().map((golden) => ({ golden, history: historyOfCase(golden) }));
const dice = rollDice(seededRandom(1));

function expectedAnswers({ expected }: GoldenCase, { features }: History): Answers {
  return expected.rows.map((row) =>
    row.map((value, index) => fromJson(value, features[index]?.type as FeatureType, 'an expected value')),
  );
}

describe('the golden cases', () => {
  test('there are 240, with 9,334 values, in the order of their columns', () => {
    expect(cases).toHaveLength(240);
    expect(cases.reduce((count, { golden }) => count + golden.expected.rows.flat().length, 0)).toBe(9_334);
    for (const { golden, history } of cases)
      expect(golden.expected.columns).toEqual(history.features.map(({ name }) => `Seen.${name}`));
  });

  test('the reference join gives every value', () => {
    for (const { golden, history } of cases) {
      expect([golden.name, findDifference(history, expectedAnswers(golden, history), askReference(history))]).toEqual([
        golden.name,
        undefined,
      ]);
    }
  });

  test('the sweep gives every value, whatever the batches', () => {
    for (const { golden, history } of cases) {
      expect([
        golden.name,
        findDifference(history, expectedAnswers(golden, history), askSweep(history, historyOf(history, dice))),
      ]).toEqual([golden.name, undefined]);
    }
  });

  test('a live read at the time of each row that knows all of its time gives its values, packed then or before', () => {
    let asked = 0;
    for (const { golden, history } of cases) {
      const answers = expectedAnswers(golden, history);
      const batches = historyOf(history, dice);
      for (const [row, spineRow] of history.spine.entries()) {
        const now = spineRow.time;
        if (now > history.asOf || (history.hindsight && now !== history.asOf)) continue;
        const about: History = { ...history, spine: [spineRow] };
        const found = askLive(about, batches, {
          builtAt: now - dice.pick([0, 0, 1, 3_600_000_000]),
          now,
        });
        expect([golden.name, row, findDifference(about, [answers[row] as readonly Value[]], found)]).toEqual([
          golden.name,
          row,
          undefined,
        ]);
        asked += 1;
      }
    }
    expect(asked).toBeGreaterThan(1_000);
  }, 300_000);
});
