import type { Rule } from './rule.js';

/** A `step` rounds the tail of a window, so there must be a window: `step` needs `over`. */
export const windowsMakeSense: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    if (definition.kind !== 'FeatureView') return [];
    return definition.features
      .filter(({ overMicros, stepMicros }) => stepMicros !== null && overMicros === null)
      .filter(() => !scope.isBroken(definition.name))
      .map(({ name }) =>
        scope.problem(
          `${definition.name}.${name}(step)`,
          `The feature "${definition.name}.${name}" has a step but no window for it to move. Add "over", or remove "step".`,
        ),
      );
  });
