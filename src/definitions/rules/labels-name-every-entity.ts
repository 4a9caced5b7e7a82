import type { Rule } from './rule.js';

/** The labels of a service say which entity each row is about: every entity of the service's views is among the label set's. */
export const labelsNameEveryEntity: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    if (definition.kind !== 'FeatureService' || definition.labels === null) return [];
    const labels = scope.findKind('LabelSet', definition.labels);
    if (labels === undefined || scope.isBroken(labels.name)) return [];
    const known = labels.entities.map(({ entity }) => entity);
    const missing = new Map<string, string>();
    for (const { view, version } of definition.features) {
      const entity = scope.findView(view, version)?.entity ?? '';
      if (entity !== '' && !known.includes(entity) && !scope.isBroken(view)) missing.set(entity, view);
    }
    return [...missing].map(([entity, view]) =>
      scope.problem(
        `${definition.name}(labels)`,
        `The feature view "${view}" is about the entity "${entity}", which the label set "${labels.name}" does not name (${known.join(', ')}). Add it to the entities of "${labels.name}".`,
      ),
    );
  });
