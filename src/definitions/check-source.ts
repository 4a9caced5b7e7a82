import type { FeatureType } from '../values/feature-type.js';
import type { DefinitionScope } from './definition-scope.js';
import type { TableScope } from './table-scope.js';

/** Checks a source against its table: times that are moments, a row key that can be compared, the contract of its fields. */
export function checkSource(table: TableScope, scope: DefinitionScope): void {
  const { source } = table;
  checkTime(table, scope, { column: source.eventTime, argument: 'eventTime', what: 'event time' });
  if (source.knownTime !== null)
    checkTime(table, scope, { column: source.knownTime, argument: 'knownTime', what: 'known time' });
  for (const [index, column] of source.rowKey.entries()) table.columnType(column, `${source.name}(rowKey)[${index}]`);
  for (const { name, type } of source.fields) {
    const path = `${source.name}.${name}`;
    const found = table.columnType(name, path);
    if (found !== undefined && found !== type) {
      table.problems.push(
        scope.problem(
          `${path}:type`,
          `"${path}" is declared ${type}, but the column is ${found}. Correct the field or the table.`,
        ),
      );
    }
  }
}

function checkTime(
  table: TableScope,
  scope: DefinitionScope,
  { column, argument, what }: { readonly column: string; readonly argument: string; readonly what: string },
): void {
  const path = `${table.source.name}(${argument})`;
  const type: FeatureType | undefined = table.columnType(column, path);
  if (type === undefined || type === 'DateTime') return;
  const message = `The ${what} of "${table.source.name}" is the column ${JSON.stringify(column)}, which is ${type}; it must be a timestamptz.`;
  table.problems.push(scope.problem(path, message));
}
