import type { DefinitionScope } from './definition-scope.js';
import type { HistoryColumns } from './history-columns.js';
import { sourceLayout, startHistoryColumns } from './history-columns.js';
import type { HistoryLayout, HistoryOutput, LabelColumn, LabelSet } from './model.js';
import type { ResolveContext, ResolvedOverTable } from './resolve-feature-view.js';
import { resolveKeys } from './resolve-keys.js';
import { sameOrWider } from './result-type.js';

/** Resolves a label set: types its columns and lays out the history that holds them. Problems go on the table's. */
export function resolveLabelSet(labels: LabelSet, { scope, table }: ResolveContext): ResolvedOverTable<LabelSet> {
  const values = startHistoryColumns('v');
  const outputs: HistoryOutput[] = [];
  const resolve = (column: LabelColumn): LabelColumn => {
    const { column: resolved, value } = resolveColumn(column, `${labels.name}.${column.name}`, {
      scope,
      table,
      values,
    });
    if (value !== null) outputs.push({ name: column.name, value, conditions: [] });
    return resolved;
  };
  const entities = labels.entities.map((each, index) =>
    resolveEntity(each, `${labels.name}(entities)[${index}].on`, { scope, table }),
  );
  const definition = {
    ...labels,
    entities: entities.map(({ entity, keys }) => ({ entity, on: keys.map(({ sourceColumn }) => sourceColumn) })),
    labels: labels.labels.map(resolve),
    requests: labels.requests.map(resolve),
  };
  const keys = distinctKeys(entities.flatMap((each) => each.keys));
  return {
    definition,
    history: { ...sourceLayout(table), nonFinite: 'REFUSE', keys, values: values.columns, conditions: [], outputs },
  };
}

function resolveEntity(
  { entity: name, on }: LabelSet['entities'][number],
  path: string,
  { scope, table }: ResolveContext,
): { readonly entity: string; readonly keys: HistoryLayout['keys'] } {
  const entity = scope.findKind('Entity', name);
  return { entity: name, keys: entity ? resolveKeys({ entity, on }, { table, scope, path }) : [] };
}

/** Each column once; one that is a key of two entities is kept in the wider of the two types. */
function distinctKeys(keys: HistoryLayout['keys']): HistoryLayout['keys'] {
  const distinct = new Map<string, HistoryLayout['keys'][number]>();
  for (const key of keys) {
    if (distinct.get(key.sourceColumn)?.type !== 'BigInt') distinct.set(key.sourceColumn, key);
  }
  return [...distinct.values()];
}

function resolveColumn(
  column: LabelColumn,
  path: string,
  { scope, table, values }: ResolveContext & { readonly scope: DefinitionScope; readonly values: HistoryColumns },
): { readonly column: LabelColumn; readonly value: number | null } {
  if (column.of === '') return { column, value: null };
  const of = table.check(column.of, `${path}(of)`);
  if (of === undefined) return { column, value: null };
  const allowed = sameOrWider(of.type);
  if (!allowed.includes(column.type)) {
    const message = `"${path}" is declared ${column.type}, but its expression gives ${of.type}. Declare it ${allowed.join(' or ')}.`;
    table.problems.push(scope.problem(`${path}:type`, message));
  }
  return { column: { ...column, of: of.sql }, value: values.add(table.sql(of, column.type), column.type) };
}
