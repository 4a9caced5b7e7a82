import type { DefinitionScope } from '../definition-scope.js';
import type { DefinitionProblem } from '../places.js';
import type { Rule } from './rule.js';

/** `on` names one source column for each join key of the entity, in their order; left out, the columns have the keys' names. */
export const onMatchesJoinKeys: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    if (definition.kind === 'FeatureView') return refuseOn(definition, `${definition.name}(on)`, scope);
    if (definition.kind !== 'LabelSet') return [];
    return definition.entities.flatMap((each, index) =>
      refuseOn(each, `${definition.name}(entities)[${index}].on`, scope),
    );
  });

function refuseOn(
  { entity: name, on }: { readonly entity: string; readonly on: readonly string[] },
  path: string,
  scope: DefinitionScope,
): DefinitionProblem[] {
  const entity = scope.findKind('Entity', name);
  if (entity === undefined || scope.isBroken(name) || on.length === 0 || on.length === entity.joinKeys.length)
    return [];
  const keys = entity.joinKeys.map((key) => key.name).join(', ');
  const message = `"on" names ${on.length} ${on.length === 1 ? 'column' : 'columns'} (${on.join(', ')}), but the entity "${name}" has ${entity.joinKeys.length} join ${entity.joinKeys.length === 1 ? 'key' : 'keys'} (${keys}). Name one column for each.`;
  return [scope.problem(path, message)];
}
