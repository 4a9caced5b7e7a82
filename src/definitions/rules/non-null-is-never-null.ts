import type { Rule } from './rule.js';

/** A feature is declared with `!` only where it can never be null: `@count` and `@countDistinct` of nothing are 0, all others null. */
export const nonNullIsNeverNull: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    if (definition.kind !== 'FeatureView') return [];
    return definition.features
      .filter(({ nonNull, aggregate }) => nonNull && aggregate !== 'count' && aggregate !== 'countDistinct')
      .map(({ name, type, aggregate }) =>
        scope.problem(
          `${definition.name}.${name}:type`,
          `The feature "${definition.name}.${name}" is declared ${type}! but @${aggregate} is null where there are no rows. Write ${type}.`,
        ),
      );
  });
