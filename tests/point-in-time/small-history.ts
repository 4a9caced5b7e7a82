import { FOREVER } from '../../src/time/instant.js';
import { type Column, createColumn, setValue } from '../../src/values/column.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { HistoryRows } from '../../src/point-in-time/history-rows.js';

/** A row version written short: known from its event, for good, unless it says otherwise. */
export interface SmallRow {
  readonly key: Value;
  readonly eventTime: number;
  readonly knownFrom?: number;
  readonly knownTo?: number;
  readonly value?: Value;
  readonly condition?: Value;
}

/** History rows of one key column, one value column and one condition. */
export function smallHistory(
  rows: readonly SmallRow[],
  [keyType, valueType]: readonly [FeatureType, FeatureType] = ['String', 'Int'],
): HistoryRows {
  return {
    rowCount: rows.length,
    keys: [
      columnOf(
        keyType,
        rows.map(({ key }) => key),
      ),
    ],
    eventTimes: Float64Array.from(rows, ({ eventTime }) => eventTime),
    knownFrom: Float64Array.from(rows, ({ eventTime, knownFrom = eventTime }) => knownFrom),
    knownTo: Float64Array.from(rows, ({ knownTo = FOREVER }) => knownTo),
    values: [
      columnOf(
        valueType,
        rows.map(({ value = null }) => value),
      ),
    ],
    conditions: [
      columnOf(
        'Boolean',
        rows.map(({ condition = true }) => condition),
      ),
    ],
  };
}

/** A column of the values. */
export function columnOf(type: FeatureType, values: readonly Value[]): Column {
  const column = createColumn(type, values.length);
  for (const [index, value] of values.entries()) setValue(column, index, value);
  return column;
}
