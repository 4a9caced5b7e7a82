import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { type Answers, askLive, askReference, askSweep, findDifference, show } from './answers.js';
import { historyOf } from './history-of.js';
import { drawHistory } from './random-history.js';
import { rollDice } from './random-values.js';
import type { History } from './scenario.js';

const HISTORIES = 4_000;
/** About ten seconds on two free cores. */
const PATIENCE = 300_000;
const seed = seedFor('sweep and reference');

/** Every history has a seed of its own, so that one can be drawn again without those before it. */
function drawn(number: number): { readonly history: History; readonly dice: ReturnType<typeof rollDice> } {
  const dice = rollDice(seededRandom(seed + number * 7_919));
  return { history: drawHistory(dice), dice };
}

function report(number: number, history: History, difference: string | undefined): string | undefined {
  return difference && `seed ${seed}, history ${number}: ${difference}\n${show(history)}`;
}

describe('random histories', () => {
  test(
    `the sweep and the reference join agree on ${HISTORIES} of them, bit for bit`,
    () => {
      let answered = 0;
      let present = 0;
      for (let number = 0; number < HISTORIES; number += 1) {
        const { history, dice } = drawn(number);
        const expected = askReference(history);
        const found = askSweep(history, historyOf(history, dice));
        expect(report(number, history, findDifference(history, expected, found))).toBeUndefined();
        if (typeof expected !== 'string') answered += 1;
        present += valuesIn(expected);
      }
      expect(answered).toBeGreaterThan(HISTORIES * 0.8);
      expect(present).toBeGreaterThan(HISTORIES * 3);
    },
    PATIENCE,
  );

  test(
    `a live read now and the reference join as of now agree on ${HISTORIES} of them, whenever the state was packed`,
    () => {
      for (let number = 0; number < HISTORIES; number += 1) {
        const { history: asked, dice } = drawn(number);
        const builtAt = asked.asOf;
        const now = dice.chance(0.3)
          ? builtAt
          : Math.max(builtAt, dice.pick(asked.spine).time + dice.pick([0, 1, 3_600_000_000]));
        const history = {
          ...asked,
          asOf: now,
          hindsight: false,
          spine: asked.spine.map(({ keys }) => ({ keys, time: now })),
        };
        const found = askLive(history, historyOf(history, dice), { builtAt, now });
        expect(report(number, history, findDifference(history, askReference(history), found))).toBeUndefined();
      }
    },
    PATIENCE,
  );
});

function valuesIn(answers: Answers): number {
  return typeof answers === 'string' ? 0 : answers.flat().filter((value) => value !== null && value !== 0).length;
}
