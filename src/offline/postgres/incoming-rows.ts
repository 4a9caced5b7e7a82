import type { Value } from '../../values/feature-type.js';
import { toJson } from '../../values/json.js';
import type { HistoryLayout } from '../../definitions/model.js';
import { quoteIdentifier, quoteLiteral, quoteTable } from '../../postgres/identifier.js';
import { databaseType, keyColumns, list, resultColumns, rowKeyColumns, type TableColumn } from './history-table.js';

/** The columns of incoming rows, in order, with their Postgres types; `known_time` is null where the source names none. */
export function incomingColumns(layout: HistoryLayout): readonly TableColumn[] {
  return [
    ...keyColumns(layout),
    ...rowKeyColumns(layout),
    { name: 'event_time', type: 'DateTime' },
    { name: 'known_time', type: 'DateTime' },
    ...resultColumns(layout),
    { name: 'refusal', type: 'String' },
  ];
}

/**
 * A query over the source table that gives every row as the history would keep it, with the reason why it must not (`refusal`),
 * else null. The expressions are run here and nowhere else.
 */
export function incomingRows(layout: HistoryLayout, rowKeys: readonly (readonly Value[])[] | null): string {
  const evaluated = evaluatedRows(layout, rowKeys);
  const named = layout.rowKey.length > 0 ? `SELECT s.* FROM (${evaluated}) s` : namedByContent(layout, evaluated);
  const columns = incomingColumns(layout).filter(({ name }) => name !== 'refusal');
  return `SELECT ${list(columns, 's')}, ${refusal(layout)} AS refusal FROM (${named}) s`;
}

function evaluatedRows(layout: HistoryLayout, rowKeys: readonly (readonly Value[])[] | null): string {
  const cast = (sql: string, { name, type }: TableColumn): string => `(${sql})::${databaseType(type)} AS ${name}`;
  const columns = [
    ...keyColumns(layout).map((column, index) => cast(quoteIdentifier(layout.keys[index]?.sourceColumn ?? ''), column)),
    ...layout.rowKey.map(({ sourceColumn, type }, index) =>
      cast(quoteIdentifier(sourceColumn), { name: `r${index}`, type }),
    ),
    `${quoteIdentifier(layout.eventTime)} AS event_time`,
    `${layout.knownTime === null ? 'NULL::timestamp with time zone' : quoteIdentifier(layout.knownTime)} AS known_time`,
    ...[...layout.values, ...layout.conditions].map(({ column, type, sql }) =>
      cast(finiteOrNull(layout, type, sql), { name: column, type }),
    ),
  ];
  return `SELECT ${columns.join(', ')} FROM ${quoteTable(layout.table)} ${rowKeys === null ? '' : `WHERE ${isAmong(layout, rowKeys)}`}`;
}

function finiteOrNull({ nonFinite }: HistoryLayout, type: string, sql: string): string {
  if (nonFinite === 'REFUSE' || (type !== 'Float' && type !== 'Decimal')) return sql;
  return `CASE WHEN (${sql})::text IN ('NaN', 'Infinity', '-Infinity') THEN NULL ELSE (${sql}) END`;
}

/** Row keys go over as JSON, which the table's own type reads: its columns may be of types that have no feature type, such as uuid. */
function isAmong({ rowKey, table }: HistoryLayout, rowKeys: readonly (readonly Value[])[]): string {
  const columns = rowKey.map(({ sourceColumn }) => quoteIdentifier(sourceColumn)).join(', ');
  const wanted = rowKeys.map((key) =>
    Object.fromEntries(rowKey.map(({ sourceColumn, type }, index) => [sourceColumn, toJson(key[index] ?? null, type)])),
  );
  return `(${columns}) IN (SELECT ${columns} FROM jsonb_populate_recordset(NULL::${quoteTable(table)}, ${quoteLiteral(JSON.stringify(wanted))}))`;
}

/** An array as an SQL literal, whatever the texts hold. */
export function arrayLiteral(values: readonly Value[]): string {
  const elements = values.map((value) =>
    value === null ? 'NULL' : `"${String(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`,
  );
  return quoteLiteral(`{${elements.join(',')}}`);
}

function namedByContent(layout: HistoryLayout, evaluated: string): string {
  const content = [
    'event_time',
    'known_time',
    ...[...keyColumns(layout), ...resultColumns(layout)].map(({ name }) => name),
  ]
    .map((name) => `e.${name}`)
    .join(', ');
  return `SELECT n.*, row_number() OVER (PARTITION BY n.r0) AS r1
    FROM (SELECT e.*, md5(ROW(${content})::text) COLLATE "C" AS r0 FROM (${evaluated}) e) n`;
}

const FIRST = `'1970-01-01 00:00:00+00'::timestamp with time zone`;
const END = `'2201-01-01 00:00:00+00'::timestamp with time zone`;

function refusal(layout: HistoryLayout): string {
  const isMissing = layout.rowKey.map((_key, index) => `s.r${index} IS NULL`);
  const notFinite = [...layout.values]
    .filter(({ type }) => type === 'Float' || type === 'Decimal')
    .map(
      ({ column, type }) =>
        `s.${column} IN (${["'NaN'", "'Infinity'", "'-Infinity'"].map((text) => `${text}::${databaseType(type)}`).join(', ')})`,
    );
  return `CASE
    WHEN s.event_time IS NULL THEN 'EVENT_TIME_MISSING'
    WHEN s.event_time < ${FIRST} OR s.event_time >= ${END} THEN 'EVENT_TIME_OUT_OF_RANGE'
    WHEN s.known_time < ${FIRST} OR s.known_time >= ${END} THEN 'KNOWN_TIME_OUT_OF_RANGE'
    ${isMissing.length === 0 ? '' : `WHEN ${isMissing.join(' OR ')} THEN 'ROW_KEY_MISSING'`}
    ${notFinite.length === 0 || layout.nonFinite === 'AS_NULL' ? '' : `WHEN ${notFinite.join(' OR ')} THEN 'NOT_FINITE'`}
    END`;
}

/** Whether the source's rows are known when they happen or arrive, because it names no known time. */
export function knownOnArrival(layout: HistoryLayout): boolean {
  return layout.knownTime === null;
}
