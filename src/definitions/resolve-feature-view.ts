import type { CheckedExpression } from '../expressions/type-expression.js';
import type { DefinitionScope } from './definition-scope.js';
import type { HistoryColumns } from './history-columns.js';
import { sourceLayout, startHistoryColumns } from './history-columns.js';
import type { Entity, Feature, FeatureView, HistoryLayout, HistoryOutput } from './model.js';
import { resolveKeys } from './resolve-keys.js';
import { resultTypes } from './result-type.js';
import type { TableScope } from './table-scope.js';

/** What a definition over a table is resolved against. */
export interface ResolveContext {
  readonly scope: DefinitionScope;
  readonly table: TableScope;
}

/** A definition whose expressions are canonical SQL, with the history it keeps. */
export interface ResolvedOverTable<D> {
  readonly definition: D;
  readonly history: HistoryLayout;
}

interface ViewContext extends ResolveContext {
  readonly view: FeatureView;
  readonly values: HistoryColumns;
  readonly conditions: HistoryColumns;
}

/** Resolves a view: types its expressions, checks the declared types, and lays out its history. Problems go on the table's. */
export function resolveFeatureView(
  view: FeatureView,
  entity: Entity,
  { scope, table }: ResolveContext,
): ResolvedOverTable<FeatureView> {
  const context: ViewContext = {
    scope,
    table,
    view,
    values: startHistoryColumns('v'),
    conditions: startHistoryColumns('w'),
  };
  const keys = resolveKeys({ entity, on: view.on }, { table, scope, path: `${view.name}(on)` });
  const where = resolveCondition(view.where, `${view.name}(where)`, context);
  const resolved = view.features.map((feature) => resolveFeature(feature, where.indexes, context));
  return {
    definition: {
      ...view,
      on: keys.map(({ sourceColumn }) => sourceColumn),
      where: where.sql,
      features: resolved.map(({ feature }) => feature),
    },
    history: {
      ...sourceLayout(table),
      nonFinite: view.nonFinite,
      keys,
      values: context.values.columns,
      conditions: context.conditions.columns,
      outputs: resolved.map(({ output }) => output),
    },
  };
}

function resolveFeature(
  feature: Feature,
  viewConditions: readonly number[],
  context: ViewContext,
): { readonly feature: Feature; readonly output: HistoryOutput } {
  const path = `${context.view.name}.${feature.name}`;
  const of = feature.of === null ? undefined : context.table.check(feature.of, `${path}(of)`);
  if (of !== undefined || (feature.of === null && feature.aggregate === 'count')) refuseType(feature, of, context);
  const where = resolveCondition(feature.where, `${path}(where)`, context);
  return {
    feature: { ...feature, of: of?.sql ?? null, where: where.sql },
    output: {
      name: feature.name,
      value: of === undefined ? null : keepValue(feature, of, context),
      conditions: [...new Set([...viewConditions, ...where.indexes])],
    },
  };
}

/** A value that is given out as it is, is kept in the feature's own type; one that is added up, in the type it has. */
function keepValue({ aggregate, type }: Feature, of: CheckedExpression, { table, values }: ViewContext): number {
  const kept = aggregate === 'latest' || aggregate === 'min' || aggregate === 'max' ? type : of.type;
  return values.add(table.sql(of, kept), kept);
}

function resolveCondition(
  text: string | null,
  path: string,
  { table, scope, conditions }: ViewContext,
): { readonly sql: string | null; readonly indexes: readonly number[] } {
  const checked = text === null ? undefined : table.check(text, path);
  if (checked === undefined) return { sql: text, indexes: [] };
  if (checked.type !== 'Boolean') {
    const message = `A "where" is a condition; ${JSON.stringify(text?.slice(0, 60))} is ${checked.type}. Compare it, as in "n > 0".`;
    table.problems.push(scope.problem(path, message, { code: 'EXPRESSION_INVALID', offset: 0 }));
    return { sql: text, indexes: [] };
  }
  return { sql: checked.sql, indexes: [conditions.add(table.sql(checked), 'Boolean')] };
}

function refuseType(feature: Feature, of: CheckedExpression | undefined, { table, scope, view }: ViewContext): void {
  const path = `${view.name}.${feature.name}`;
  const allowed = resultTypes(feature.aggregate, of?.type ?? null);
  if (allowed.includes(feature.type)) return;
  const given = of === undefined ? '' : ` of ${of.type}`;
  if (allowed.length === 0) {
    const message = `@${feature.aggregate} does not take ${of?.type ?? 'nothing'}: "${feature.of?.slice(0, 60)}" must be ${feature.aggregate === 'min' || feature.aggregate === 'max' ? 'anything but a Boolean' : 'a number'}.`;
    table.problems.push(scope.problem(`${path}(of)`, message));
    return;
  }
  const message = `The feature "${path}" is declared ${feature.type}, but @${feature.aggregate}${given} gives ${allowed.join(' or ')}. Declare it ${allowed[0]}.`;
  table.problems.push(scope.problem(`${path}:type`, message));
}
