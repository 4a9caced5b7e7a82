import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { FOREVER } from '../../src/time/instant.js';
import { FEATURE_TYPES, type Value } from '../../src/values/feature-type.js';
import { decodeOnlineView, encodeOnlineView } from '../../src/point-in-time/online-codec.js';
import type { OnlineView } from '../../src/point-in-time/online-state.js';
import { drawValue, rollDice } from '../agreement/random-values.js';

describe('a packed view', () => {
  test('is read back as it was, for any types', () => {
    const dice = rollDice(seededRandom(seedFor('online codec')));
    const anything = (): Value =>
      dice.chance(0.2) ? null : drawValue(dice, dice.pick(FEATURE_TYPES), dice.chance(0.5));
    for (let round = 0; round < 500; round += 1) {
      const types = Array.from({ length: dice.below(5) }, () => dice.pick(FEATURE_TYPES));
      const featureCount = dice.below(4);
      let eventTime = 1_774_745_999_999_998;
      const view: OnlineView = {
        builtAt: eventTime + dice.below(1_000_000),
        rows: Array.from({ length: dice.below(6) }, () => {
          eventTime += dice.below(3) * dice.below(4_000_000_000);
          const enters = eventTime + dice.below(2) * dice.below(4_000_000_000);
          return {
            eventTime,
            enters,
            knownTo: dice.chance(0.5) ? FOREVER : enters + 1 + dice.below(4_000_000_000),
            features: Array.from({ length: dice.below(4) }, () => dice.below(300)),
            values: types.map((type) => (dice.chance(0.2) ? null : drawValue(dice, type, dice.chance(0.5)))),
          };
        }),
        settled: Array.from({ length: featureCount }, () =>
          Array.from({ length: dice.below(3) }, () => ({
            leaves: dice.chance(0.5) ? FOREVER : eventTime + dice.below(4_000_000_000),
            newestEventTime: eventTime,
            partial: Array.from({ length: dice.below(5) }, anything),
          })),
        ),
      };
      expect(decodeOnlineView(encodeOnlineView(view, types), types, featureCount)).toEqual(view);
    }
  });
});
