import type { FeatureType } from '../../values/feature-type.js';
import type { HistoryLayout } from '../../definitions/model.js';
import { quoteIdentifier } from '../../postgres/identifier.js';
import type { History } from '../offline-store.js';

/** A column of a history table, or of the rows on their way into one. */
export interface TableColumn {
  readonly name: string;
  readonly type: FeatureType;
}

const DATABASE_TYPES: Readonly<Record<FeatureType, string>> = {
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Decimal: 'numeric',
  Boolean: 'boolean',
  String: 'text COLLATE "C"',
  DateTime: 'timestamp with time zone',
};

/** The Postgres type of a feature type, collation included: text is ordered by code point everywhere. */
export function databaseType(type: FeatureType): string {
  return DATABASE_TYPES[type];
}

/** `asof_history.h_12`: the table of a history. */
export function historyTable(history: History): string {
  return `asof_history.${quoteIdentifier(`h_${history.id}`)}`;
}

/** k0, k1, …: the join keys. */
export function keyColumns(layout: HistoryLayout): readonly TableColumn[] {
  return layout.keys.map(({ type }, index) => ({ name: `k${index}`, type }));
}

/**
 * r0, r1, …: what names a source row. Where the source has no row key, a row is named by its content and a number that tells
 * equal rows apart.
 */
export function rowKeyColumns(layout: HistoryLayout): readonly TableColumn[] {
  if (layout.rowKey.length === 0) {
    return [
      { name: 'r0', type: 'String' },
      { name: 'r1', type: 'BigInt' },
    ];
  }
  return layout.rowKey.map(({ type }, index) => ({ name: `r${index}`, type }));
}

/** v0, v1, … and w0, w1, …: the results of expressions. */
export function resultColumns(layout: HistoryLayout): readonly TableColumn[] {
  return [...layout.values, ...layout.conditions].map(({ column, type }) => ({ name: column, type }));
}

/** What a row version says of its row: everything but its names and clocks. */
export function contentColumns(layout: HistoryLayout): readonly TableColumn[] {
  return [{ name: 'event_time', type: 'DateTime' }, ...keyColumns(layout), ...resultColumns(layout)];
}

/** `prefix.name, prefix.name, …`. */
export function list(columns: readonly TableColumn[], prefix?: string): string {
  return columns.map(({ name }) => (prefix === undefined ? name : `${prefix}.${name}`)).join(', ');
}

/** `a.name = b.name AND …`, for columns that are never null. */
export function equal(columns: readonly TableColumn[], a: string, b: string): string {
  return columns.map(({ name }) => `${a}.${name} = ${b}.${name}`).join(' AND ');
}

/** Whether columns hold the same, nulls included. */
export function same(columns: readonly TableColumn[], a: string, b: string): string {
  return `(${list(columns, a)}) IS NOT DISTINCT FROM (${list(columns, b)})`;
}

/** Whether a row version was in the history when a run had ended. */
export function inRun(alias: string, run: number): string {
  return `${alias}.added_run <= ${run} AND (${alias}.removed_run IS NULL OR ${alias}.removed_run > ${run})`;
}

/** The order in which a history mostly is read: its table is laid out in it, and its first index follows it. */
export function readingOrder(layout: HistoryLayout, readBy: 'ENTITY' | 'TIME'): readonly string[] {
  const names = (columns: readonly TableColumn[]): string[] => columns.map(({ name }) => name);
  return readBy === 'ENTITY'
    ? [...names(keyColumns(layout)), 'event_time']
    : ['event_time', ...names(rowKeyColumns(layout))];
}

/** Indexes of a history table: in reading order, by row key for corrections, by run for what has changed. */
export function createIndexes(history: History, readBy: 'ENTITY' | 'TIME'): string {
  const table = historyTable(history);
  const name = (use: string): string => quoteIdentifier(`h_${history.id}_${use}`);
  return [
    `CREATE INDEX ${name('reading')} ON ${table} (${readingOrder(history.layout, readBy).join(', ')})`,
    `CREATE INDEX ${name('row_key')} ON ${table} (${list(rowKeyColumns(history.layout))}) WHERE removed_run IS NULL`,
    `CREATE INDEX ${name('added')} ON ${table} USING brin (added_run) WITH (pages_per_range = 32)`,
    `CREATE INDEX ${name('removed')} ON ${table} (removed_run) WHERE removed_run IS NOT NULL`,
  ].join(';\n');
}
