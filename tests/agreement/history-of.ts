import { FOREVER } from '../../src/time/instant.js';
import { type Column, createColumn, setValue } from '../../src/values/column.js';
import { compareOf } from '../../src/values/compare.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { HistoryRows } from '../../src/point-in-time/history-rows.js';
import type { Dice } from './random-values.js';
import type { History, SourceRow } from './scenario.js';

/** What lies under a null means nothing: whoever reads it gets answers wrong. */
const UNDER_NULL: Readonly<Record<FeatureType, Value>> = {
  Int: 77,
  BigInt: 77n,
  Float: 77.5,
  Decimal: '77.7',
  Boolean: true,
  String: 'under null',
  DateTime: 77,
};

interface Version extends SourceRow {
  readonly knownTo: number;
}

/**
 * The history a source leaves behind, in batches: a version is superseded when the next of its row key becomes known.
 * Entities come in any order and batches end anywhere; with `dice` both are drawn.
 */
export function historyOf(history: History, dice: Dice): HistoryRows[] {
  const versions = history.rows.map((row) => ({ ...row, knownTo: supersededAt(row, history.rows) }));
  const entities = new Map<string, Version[]>();
  for (const version of versions) {
    const name = textOf(version.keys);
    entities.set(name, [...(entities.get(name) ?? []), version]);
  }
  const order = [...entities.values()]
    .map((rows) => ({ rows, place: dice.random() }))
    .sort((a, b) => a.place - b.place);
  const sorted = order.flatMap(({ rows }) => rows.sort(inOrder(history.rowKeyTypes)));
  const batches: HistoryRows[] = [];
  for (let from = 0; from < sorted.length; ) {
    const to = Math.min(sorted.length, from + (dice.chance(0.3) ? sorted.length : 1 + dice.below(7)));
    batches.push(toColumns(sorted.slice(from, to), history));
    from = to;
  }
  return batches;
}

/** The known time of the first version that stands above this one: known later, or at the same moment in a later run. */
function supersededAt(row: SourceRow, rows: readonly SourceRow[]): number {
  const later = rows.filter(
    (each) =>
      textOf(each.rowKey) === textOf(row.rowKey) &&
      (each.knownTime > row.knownTime || (each.knownTime === row.knownTime && each.run > row.run)),
  );
  return Math.min(FOREVER, ...later.map((each) => each.knownTime));
}

function inOrder(rowKeyTypes: readonly FeatureType[]): (a: Version, b: Version) => number {
  return (a, b) => {
    const times = a.eventTime - b.eventTime || a.knownTime - b.knownTime;
    if (times !== 0) return times;
    const orders = rowKeyTypes.map((type, index) =>
      compareOf(type)(a.rowKey[index] as Value, b.rowKey[index] as Value),
    );
    return orders.find((order) => order !== 0) ?? 0;
  };
}

function toColumns(versions: readonly Version[], { keyTypes, valueTypes, conditionCount }: History): HistoryRows {
  const columns = (types: readonly FeatureType[], valuesOf: (version: Version) => readonly Value[]): Column[] =>
    types.map((type, index) => {
      const column = createColumn(type, versions.length);
      for (const [row, version] of versions.entries()) {
        setValue(column, row, UNDER_NULL[type]);
        setValue(column, row, valuesOf(version)[index] as Value);
      }
      return column;
    });
  return {
    rowCount: versions.length,
    keys: columns(keyTypes, ({ keys }) => keys),
    eventTimes: Float64Array.from(versions, ({ eventTime }) => eventTime),
    knownFrom: Float64Array.from(versions, ({ knownTime }) => knownTime),
    knownTo: Float64Array.from(versions, ({ knownTo }) => knownTo),
    values: columns(valueTypes, ({ values }) => values),
    conditions: columns(new Array<FeatureType>(conditionCount).fill('Boolean'), ({ conditions }) => conditions),
  };
}

/** One text for values that are the same, whatever they are. */
export function textOf(values: readonly Value[]): string {
  return JSON.stringify(values.map((value) => (typeof value === 'bigint' ? { digits: value.toString() } : value)));
}
