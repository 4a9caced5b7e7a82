import { AsofError, type Problem, refuseAll } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import type { Value } from '../values/feature-type.js';
import { fromJson } from '../values/json.js';
import type { Entity } from '../definitions/model.js';
import type { FeatureColumn } from '../definitions/resolve-features.js';

/**
 * The join keys of every asked-for row, by entity name. A key that is null makes its entity unknown; one that is missing,
 * unknown or of a wrong type is refused, all of them at once.
 */
export function readEntityKeys(
  columns: readonly FeatureColumn[],
  rows: readonly Readonly<Record<string, unknown>>[],
  alsoAllowed: readonly string[],
): readonly ReadonlyMap<string, readonly Value[]>[] {
  const entities = [...new Map(columns.map(({ entity }) => [entity.definition.name, entity.definition])).values()];
  const names = [...new Set(entities.flatMap((entity) => entity.joinKeys.map((key) => key.name)))];
  const problems: Problem[] = [];
  const keys = rows.map((row, index) => {
    problems.push(...unknownNames(row, index, { names, alsoAllowed }));
    return new Map(entities.map((entity) => [entity.name, readKeys(entity, row, { index, problems })]));
  });
  refuseAll(
    'ENTITY_KEY_INVALID',
    `The rows do not name their entities rightly (join keys: ${names.join(', ')}):`,
    problems.slice(0, 50),
  );
  return keys;
}

function unknownNames(
  row: Readonly<Record<string, unknown>>,
  index: number,
  { names, alsoAllowed }: { readonly names: readonly string[]; readonly alsoAllowed: readonly string[] },
): Problem[] {
  return Object.keys(row)
    .filter((name) => !names.includes(name) && !alsoAllowed.includes(name))
    .map((name) => ({
      code: 'ENTITY_KEY_INVALID',
      message: `Row ${index} has ${JSON.stringify(name)}, which is not a join key.${didYouMean(name, names)}`,
    }));
}

function readKeys(
  entity: Entity,
  row: Readonly<Record<string, unknown>>,
  { index, problems }: { readonly index: number; readonly problems: Problem[] },
): readonly Value[] {
  return entity.joinKeys.map(({ name, type }) => {
    if (!Object.hasOwn(row, name)) {
      problems.push({
        code: 'ENTITY_KEY_INVALID',
        message: `Row ${index} lacks the join key ${JSON.stringify(name)} of ${entity.name}.`,
      });
      return null;
    }
    try {
      return fromJson(row[name], type, `The join key ${JSON.stringify(name)} of row ${index}`);
    } catch (error) {
      if (!(error instanceof AsofError)) throw error;
      problems.push({ code: 'VALUE_INVALID', message: error.message });
      return null;
    }
  });
}
