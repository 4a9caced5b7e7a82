import { formatInstant } from '../../time/instant.js';
import type { Value } from '../../values/feature-type.js';
import type { HistoryLayout } from '../../definitions/model.js';
import type { ChangedRequest, ReadRequest, SpineRequest } from '../offline-store.js';
import {
  databaseType,
  equal,
  historyTable,
  inRun,
  keyColumns,
  list,
  resultColumns,
  rowKeyColumns,
  type TableColumn,
} from './history-table.js';
import { arrayLiteral } from './incoming-rows.js';

/** The columns every read of row versions gives, in order. */
export function versionColumns(layout: HistoryLayout): readonly TableColumn[] {
  return [
    { name: 'event_time', type: 'DateTime' },
    { name: 'known_from', type: 'DateTime' },
    { name: 'known_to', type: 'DateTime' },
    ...keyColumns(layout),
    ...resultColumns(layout),
  ];
}

function inOrder(layout: HistoryLayout): string {
  return `ORDER BY ${list(keyColumns(layout), 'h')}, h.event_time, h.known_from, ${list(rowKeyColumns(layout), 'h')}`;
}

/** Row versions grouped by entity and in order within, of some entities or all. */
export function readSql({ history, run, entities, eventsAfter, eventsUpTo }: ReadRequest): string {
  const { layout } = history;
  const keys = keyColumns(layout);
  const wanted = entities === null ? '' : `JOIN ${wantedEntities(keys, entities)} ON ${equal(keys, 'wanted', 'h')}`;
  const bounds = [
    inRun('h', run),
    ...keys.map(({ name }) => `h.${name} IS NOT NULL`),
    ...(eventsAfter === Number.NEGATIVE_INFINITY ? [] : [`h.event_time > ${timestamp(eventsAfter)}`]),
    ...(eventsUpTo === Number.POSITIVE_INFINITY ? [] : [`h.event_time <= ${timestamp(eventsUpTo)}`]),
  ];
  return `SELECT ${list(versionColumns(layout), 'h')} FROM ${historyTable(history)} h ${wanted} WHERE ${bounds.join(' AND ')} ${inOrder(layout)}`;
}

function wantedEntities(keys: readonly TableColumn[], entities: readonly (readonly Value[])[]): string {
  const arrays = keys.map(
    ({ type }, index) =>
      `${arrayLiteral(entities.map((entity) => entity[index] ?? null))}::${databaseType(type).replace(' COLLATE "C"', '')}[]`,
  );
  return `unnest(${arrays.join(', ')}) AS wanted(${list(keys)})`;
}

/** Moments before 1970 and past 2200 are as good as no bound, and Postgres takes them as such. */
function timestamp(instant: number): string {
  if (instant < 0) return `'-infinity'::timestamp with time zone`;
  return instant === Number.POSITIVE_INFINITY
    ? `'infinity'::timestamp with time zone`
    : `'${formatInstant(instant)}'::timestamp with time zone`;
}

/** Entities that something was added to or taken from in the runs asked about. */
function touched({ history, afterRun, run }: ChangedRequest): string {
  const keys = keyColumns(history.layout);
  const isKey = keys.map(({ name }) => `c.${name} IS NOT NULL`).join(' AND ');
  const table = historyTable(history);
  const changed = (column: string): string =>
    `SELECT ${list(keys, 'c')} FROM ${table} c WHERE c.${column} > ${afterRun} AND c.${column} <= ${run} AND ${isKey}`;
  if (afterRun === 0) return `(SELECT DISTINCT ${list(keys, 'c')} FROM ${table} c WHERE ${isKey})`;
  return `(${changed('added_run')} UNION ${changed('removed_run')})`;
}

/**
 * Row versions that live reads may need, of the entities that changed: those after the horizon, and back to the newest one that
 * is known for good and that a `latest` looks at.
 */
export function readChangedSql(request: ChangedRequest): string {
  const { layout } = request.history;
  return `SELECT ${list(versionColumns(layout), 'h')}
    FROM ${touched(request)} t CROSS JOIN LATERAL (${neededSince(request)}) since
    JOIN ${historyTable(request.history)} h ON ${isNeeded(request)} ${inOrder(layout)}`;
}

/** Entities that changed and have no row left that a live read could need. */
export function readEmptiedSql(request: ChangedRequest): string {
  return `SELECT ${list(keyColumns(request.history.layout), 't')}
    FROM ${touched(request)} t CROSS JOIN LATERAL (${neededSince(request)}) since
    WHERE NOT EXISTS (SELECT FROM ${historyTable(request.history)} h WHERE ${isNeeded(request)})`;
}

/** Whether a live read of entity `t` may need row version `h`. */
function isNeeded({ history, run, now }: ChangedRequest): string {
  return [
    equal(keyColumns(history.layout), 'h', 't'),
    'h.event_time >= since.event_time',
    inRun('h', run),
    `h.known_to > ${timestamp(now)}`,
  ].join(' AND ');
}

/** The event time before which no row version of entity `t` is needed. */
function neededSince(request: ChangedRequest): string {
  const since = [timestamp(request.horizon), ...request.latest.map((each) => newestForGood(request, each))];
  return `SELECT least(${since.join(', ')}) AS event_time`;
}

/** The event time of the newest row that a `latest` may see by now and that nothing is known to supersede. */
function newestForGood({ history, run, now }: ChangedRequest, latest: ChangedRequest['latest'][number]): string {
  const conditions = [
    equal(keyColumns(history.layout), 'n', 't'),
    inRun('n', run),
    `n.event_time <= ${timestamp(now)}`,
    `n.known_from <= ${timestamp(now)}`,
    `n.known_to = 'infinity'`,
    ...latest.conditions.map((index) => `n.w${index}`),
    ...(latest.value === null ? [] : [`n.v${latest.value} IS NOT NULL`]),
  ];
  return `coalesce((SELECT n.event_time FROM ${historyTable(history)} n WHERE ${conditions.join(' AND ')} ORDER BY n.event_time DESC LIMIT 1), '-infinity')`;
}

/** The columns a spine read gives, in order. */
export function spineColumns(layout: HistoryLayout): readonly TableColumn[] {
  return [{ name: 'event_time', type: 'DateTime' }, ...keyColumns(layout), ...resultColumns(layout)];
}

/** Label rows known at `asOf`, in order of event time and row key. */
export function readSpineSql({ history, run, asOf, where }: SpineRequest): string {
  const { layout } = history;
  const known = timestamp(asOf);
  const conditions = [
    inRun('h', run),
    `h.event_time <= ${known}`,
    `h.known_from <= ${known}`,
    `h.known_to > ${known}`,
    ...(where === null ? [] : [`(${where})`]),
  ];
  return `SELECT ${list(spineColumns(layout), 'h')} FROM ${historyTable(history)} h
    WHERE ${conditions.join(' AND ')} ORDER BY h.event_time, ${list(rowKeyColumns(layout), 'h')}`;
}
