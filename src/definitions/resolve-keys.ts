import type { FeatureType } from '../values/feature-type.js';
import type { DefinitionScope } from './definition-scope.js';
import type { Entity, HistoryLayout } from './model.js';
import type { TableScope } from './table-scope.js';

/** What join keys of a type may be read from: a column of the same type, or a narrower whole number. */
const READABLE: Partial<Record<FeatureType, readonly FeatureType[]>> = {
  Int: ['Int'],
  BigInt: ['BigInt', 'Int'],
  String: ['String'],
};

/** The source columns of an entity's join keys, with the keys' types; a column that does not fit is reported at `path`. */
export function resolveKeys(
  { entity, on }: { readonly entity: Entity; readonly on: readonly string[] },
  { table, scope, path }: { readonly table: TableScope; readonly scope: DefinitionScope; readonly path: string },
): HistoryLayout['keys'] {
  const columns = on.length > 0 ? on : entity.joinKeys.map(({ name }) => name);
  return columns.flatMap((sourceColumn, index) => {
    const key = entity.joinKeys[index];
    const found = table.columnType(sourceColumn, `${path}[${index}]`);
    if (key === undefined || found === undefined) return [];
    if (!READABLE[key.type]?.includes(found)) {
      const message = `The join key "${key.name}" of "${entity.name}" is ${key.type}, but the column ${JSON.stringify(sourceColumn)} is ${found}. Correct the key's type or the column.`;
      table.problems.push(scope.problem(`${path}[${index}]`, message));
    }
    return [{ sourceColumn, type: key.type }];
  });
}
