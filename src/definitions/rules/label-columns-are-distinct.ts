import type { DefinitionProblem } from '../places.js';
import type { Rule } from './rule.js';

/**
 * Labels and request columns stand beside the join keys and the event time in a training set, so they have names of their
 * own; and an entity is named once, each of its columns once.
 */
export const labelColumnsAreDistinct: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    if (definition.kind !== 'LabelSet') return [];
    const keys = definition.entities.flatMap(({ entity, on }) =>
      on.length > 0 ? on : (scope.findKind('Entity', entity)?.joinKeys ?? []).map(({ name }) => name),
    );
    const problems: DefinitionProblem[] = [];
    for (const { name } of [...definition.labels, ...definition.requests]) {
      const taken = name === 'eventTime' ? 'the event time of the row' : keys.includes(name) ? 'a join key' : undefined;
      if (taken)
        problems.push(
          scope.problem(
            `${definition.name}.${name}`,
            `"${definition.name}.${name}" has the name of ${taken}, which stands beside it in a training set. Choose another name.`,
          ),
        );
    }
    for (const [index, { entity }] of definition.entities.entries()) {
      if (definition.entities.findIndex((each) => each.entity === entity) === index) continue;
      problems.push(
        scope.problem(
          `${definition.name}(entities)[${index}].entity`,
          `"${definition.name}" names the entity "${entity}" twice. Keep one.`,
        ),
      );
    }
    return problems;
  });
