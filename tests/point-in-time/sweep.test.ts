import { describe, expect, test } from '@jest/globals';
import { createColumn, valueAt } from '../../src/values/column.js';
import type { Value } from '../../src/values/feature-type.js';
import type { Outlook } from '../../src/point-in-time/eligibility.js';
import type { JoinPlan } from '../../src/point-in-time/join-plan.js';
import { SpineIndex } from '../../src/point-in-time/spine-index.js';
import { ViewJoin } from '../../src/point-in-time/view-join.js';
import { planOfFeatures } from './plan-of.js';
import { columnOf, type SmallRow, smallHistory } from './small-history.js';

interface Asked {
  readonly plan: JoinPlan;
  readonly spine: readonly (readonly [Value, number])[];
  readonly outlook?: Outlook;
}

/** The answers to the first feature, from one batch of rows. */
function join(rows: readonly SmallRow[], { plan, spine, outlook = { asOf: 1_000, hindsight: false } }: Asked): Value[] {
  const keys = [
    columnOf(
      'String',
      spine.map(([key]) => key),
    ),
  ];
  const index = new SpineIndex(
    keys,
    Float64Array.from(spine, ([, time]) => time),
  );
  const outputs = plan.features.map(({ type }) => createColumn(type, spine.length));
  const view = new ViewJoin(plan, index, { outlook, outputs });
  view.push(smallHistory(rows));
  view.end();
  return spine.map((_, position) => valueAt(outputs[0] as never, position));
}

const latest = planOfFeatures([{}]);
const count = planOfFeatures([{ aggregate: 'count', value: null }]);

describe('the sweep', () => {
  test('ignores a row known only after the spine row, however old its event', () => {
    const rows = [{ key: 'a', eventTime: 1, knownFrom: 100, value: 5 }];
    expect(
      join(rows, {
        plan: latest,
        spine: [
          ['a', 99],
          ['a', 100],
        ],
      }),
    ).toEqual([null, 5]);
  });

  test('answers one row per spine row, in its order, duplicates and null keys kept', () => {
    const rows = [
      { key: 'a', eventTime: 10, value: 1 },
      { key: 'b', eventTime: 10, value: 2 },
    ];
    const spine = [
      ['b', 10],
      [null, 10],
      ['a', 10],
      ['c', 10],
      ['b', 10],
      ['a', 9],
      ['b', 10],
    ] as const;
    expect(join(rows, { plan: latest, spine })).toEqual([2, null, 1, null, 2, null, 2]);
    expect(join(rows, { plan: count, spine })).toEqual([1, 0, 1, 0, 1, 0, 1]);
  });

  test('gives an entity of the spine without history what nothing gives', () => {
    expect(join([], { plan: count, spine: [['a', 1]] })).toEqual([0]);
  });

  test('lets a window of one microsecond hold the very instant alone', () => {
    const plan = planOfFeatures([{ aggregate: 'count', value: null, overMicros: 1 }]);
    expect(
      join([{ key: 'a', eventTime: 10 }], {
        plan,
        spine: [
          ['a', 9],
          ['a', 10],
          ['a', 11],
        ],
      }),
    ).toEqual([0, 1, 0]);
  });

  test('forgets one entity before the next', () => {
    const rows = [
      { key: 'a', eventTime: 500, value: 1 },
      { key: 'b', eventTime: 10, value: 2 },
    ];
    expect(
      join(rows, {
        plan: count,
        spine: [
          ['b', 600],
          ['a', 600],
        ],
      }),
    ).toEqual([1, 1]);
  });

  test('answers 65,536 spine rows and more, each by its position', () => {
    const rows = Array.from({ length: 1_000 }, (_, index) => ({ key: 'a', eventTime: index, value: index }));
    const spine = Array.from({ length: 70_001 }, (_, index) => ['a', (index * 7_919) % 1_000] as const);
    expect(join(rows, { plan: latest, spine })).toEqual(spine.map(([, time]) => time));
  });

  test('takes many rows that come backwards', () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => ({
      key: 'a',
      eventTime: index,
      knownFrom: 10_000 - index,
      value: index,
    }));
    const answers = join(rows, {
      plan: count,
      spine: [
        ['a', 5_000],
        ['a', 7_500],
        ['a', 10_000],
      ],
      outlook: { asOf: 20_000, hindsight: false },
    });
    expect(answers).toEqual([0, 2_500, 5_000]);
  });
});
