import { AsofError } from '../../src/errors/asof-error.js';
import type { Instant } from '../../src/time/instant.js';
import { type Column, createColumn, setValue, valueAt } from '../../src/values/column.js';
import { encodeEntityKey } from '../../src/values/entity-key.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { EntityVisitor } from '../../src/point-in-time/entity-grouper.js';
import { EntityGrouper } from '../../src/point-in-time/entity-grouper.js';
import type { HistoryRows } from '../../src/point-in-time/history-rows.js';
import { decodeOnlineView, encodeOnlineView } from '../../src/point-in-time/online-codec.js';
import { buildOnlineView, readOnlineView } from '../../src/point-in-time/online-state.js';
import { referenceJoin } from '../../src/point-in-time/reference-join.js';
import { SpineIndex } from '../../src/point-in-time/spine-index.js';
import { ViewJoin } from '../../src/point-in-time/view-join.js';
import { type History, planOf, referenceFeatures, referenceRows } from './scenario.js';

/** A value per spine row and feature, or the refusal of the whole because a value did not fit its type. */
export type Answers = readonly (readonly Value[])[] | 'VALUE_OUT_OF_RANGE';

/** What the sweep answers from batches of history. */
export function askSweep(history: History, batches: readonly HistoryRows[]): Answers {
  return unlessOutOfRange(() => {
    const plan = planOf(history);
    const keys = history.keyTypes.map((type, index) =>
      columnOf(
        type,
        history.spine.map((row) => row.keys[index] as Value),
      ),
    );
    const spine = new SpineIndex(
      keys,
      Float64Array.from(history.spine, ({ time }) => time),
    );
    const outputs = plan.features.map(({ type }) => createColumn(type, history.spine.length));
    const join = new ViewJoin(plan, spine, { outlook: { asOf: history.asOf, hindsight: history.hindsight }, outputs });
    for (const batch of batches) join.push(batch);
    join.end();
    return history.spine.map((_, row) => outputs.map((column) => valueAt(column, row)));
  });
}

/** What the judge answers from the source rows. */
export function askReference(history: History): Answers {
  const rows = referenceRows(history);
  const features = referenceFeatures(history);
  const { asOf, hindsight, rowKeyTypes } = history;
  const answers = history.spine.map(({ keys, time }) =>
    referenceJoin(rows, { keys, time, asOf, hindsight }, { features, rowKeyTypes }),
  );
  const fits = answers.every((row) =>
    row.every((value, index) => fitsType(value, history.features[index]?.type as FeatureType)),
  );
  return fits ? answers : 'VALUE_OUT_OF_RANGE';
}

/** What a live read at `now` answers for every spine row's entity, from what was packed at `builtAt`. */
export function askLive(
  history: History,
  batches: readonly HistoryRows[],
  { builtAt, now }: { readonly builtAt: Instant; readonly now: Instant },
): Answers {
  return unlessOutOfRange(() => {
    const plan = planOf(history);
    const store = new Map<string, Uint8Array>();
    const visitor: EntityVisitor = {
      wants: () => true,
      visit: (key, rows) => store.set(key, encodeOnlineView(buildOnlineView(rows, plan, builtAt), plan.types.values)),
    };
    const entities = new EntityGrouper(plan.types, visitor);
    for (const batch of batches) entities.push(batch);
    entities.end();
    return history.spine.map(({ keys }) => {
      const bytes = store.get(encodeEntityKey(keys) ?? 'no entity');
      const view = bytes === undefined ? null : decodeOnlineView(bytes, plan.types.values, plan.features.length);
      return readOnlineView(view, plan, now).map(({ value }) => value);
    });
  });
}

/** Where two sets of answers differ, as a sentence; `undefined` where they agree. Deviations may differ by 1e-9 of themselves. */
export function findDifference(history: History, expected: Answers, found: Answers): string | undefined {
  if (typeof expected === 'string' || typeof found === 'string')
    return expected === found ? undefined : `one refuses and the other does not: ${show(expected)} and ${show(found)}`;
  for (const [row, values] of expected.entries()) {
    for (const [index, value] of values.entries()) {
      const other = found[row]?.[index] as Value;
      const feature = history.features[index];
      const agree =
        feature?.aggregate === 'stddev' && typeof value === 'number' ? isNear(value, other) : Object.is(value, other);
      if (!agree)
        return `row ${row}, feature ${feature?.name} (${feature?.aggregate}): ${show(value)} expected, ${show(other)} found`;
    }
  }
  return undefined;
}

/** Anything as text, for messages. */
export function show(anything: unknown): string {
  return JSON.stringify(anything, (_key, value: unknown) =>
    typeof value === 'bigint'
      ? `${value}n`
      : Object.is(value, -0)
        ? '-0'
        : value === Number.POSITIVE_INFINITY
          ? 'Infinity'
          : value,
  );
}

function isNear(expected: number, found: Value): boolean {
  return (
    typeof found === 'number' && Math.abs(expected - found) <= Math.max(1e-9 * Math.abs(expected), Number.MIN_VALUE)
  );
}

function fitsType(value: Value, type: FeatureType): boolean {
  if (type === 'Int') return value === null || (Number(value) <= 2_147_483_647 && Number(value) >= -2_147_483_648);
  if (type === 'BigInt') return value === null || BigInt.asIntN(64, value as bigint) === value;
  return type !== 'Float' || value === null || Number.isFinite(value);
}

function unlessOutOfRange(ask: () => Answers): Answers {
  try {
    return ask();
  } catch (error) {
    if (error instanceof AsofError && error.code === 'VALUE_OUT_OF_RANGE') return 'VALUE_OUT_OF_RANGE';
    throw error;
  }
}

function columnOf(type: FeatureType, values: readonly Value[]): Column {
  const column = createColumn(type, values.length);
  for (const [row, value] of values.entries()) setValue(column, row, value);
  return column;
}
