import type { FeatureType } from '../values/feature-type.js';
import type { HistoryColumn, HistoryLayout } from './model.js';
import type { TableScope } from './table-scope.js';

/** Columns of a history as they are found, each expression once. */
export interface HistoryColumns {
  readonly columns: readonly HistoryColumn[];
  /** The index of the column that holds an expression, new or already there. */
  add(sql: string, type: FeatureType): number;
}

/** Starts the columns of a history whose names begin with `prefix`. */
export function startHistoryColumns(prefix: 'v' | 'w'): HistoryColumns {
  const columns: HistoryColumn[] = [];
  return {
    columns,
    add(sql, type) {
      const known = columns.findIndex((each) => each.sql === sql && each.type === type);
      return known >= 0 ? known : columns.push({ column: `${prefix}${columns.length}`, type, sql }) - 1;
    },
  };
}

/** The part of a layout that the source alone decides. */
export function sourceLayout(
  table: TableScope,
): Omit<HistoryLayout, 'nonFinite' | 'keys' | 'values' | 'conditions' | 'outputs'> {
  const { source } = table;
  const rowKey = source.rowKey.flatMap((sourceColumn, index) => {
    const type = table.columnType(sourceColumn, `${source.name}(rowKey)[${index}]`);
    return type === undefined ? [] : [{ sourceColumn, type }];
  });
  const { database, table: name, eventTime, knownTime, changes } = source;
  return { database, table: name, eventTime, knownTime, changes, rowKey };
}
