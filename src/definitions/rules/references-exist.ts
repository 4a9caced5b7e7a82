import { didYouMean } from '../../errors/did-you-mean.js';
import type { DefinitionScope } from '../definition-scope.js';
import type { FeatureService } from '../model.js';
import type { DefinitionProblem } from '../places.js';
import type { Reference } from '../references.js';
import { KIND_NOUNS, referencesOf } from '../references.js';
import type { Rule } from './rule.js';

/**
 * Every name that a definition refers to is defined, of the right kind, and has the version and the feature asked for.
 * Kinds refer in one direction, so that nothing refers to itself, however far around.
 */
export const referencesExist: Rule = ({ scope }) =>
  scope.definitions.flatMap((definition) => {
    const problems = referencesOf(definition).flatMap((reference) =>
      refuseReference(reference, definition.name, scope),
    );
    return definition.kind === 'FeatureService' ? [...problems, ...refuseFeatures(definition, scope)] : problems;
  });

function refuseReference(
  { name, kind, version, path }: Reference,
  from: string,
  scope: DefinitionScope,
): DefinitionProblem[] {
  const noun = KIND_NOUNS[kind];
  const found = scope.find(name);
  if (found === undefined && scope.isBroken(name)) return [];
  if (found === undefined) {
    const message = `"${from}" refers to the ${noun} "${name}", which is not defined.${didYouMean(name, scope.names(kind))}`;
    return [scope.problem(path, message, { code: 'DEFINITION_UNKNOWN_NAME' })];
  }
  if (found.kind !== kind) {
    const message = `"${from}" needs ${withArticle(noun)} here; "${name}" is ${withArticle(KIND_NOUNS[found.kind])}.${didYouMean(name, scope.names(kind))}`;
    return [scope.problem(path, message, { code: 'DEFINITION_UNKNOWN_NAME' })];
  }
  if (version === null || scope.findView(name, version) !== undefined) return [];
  const newest = scope.registered(name)?.version;
  const known =
    newest === undefined ? 'It is not registered yet; leave the version out.' : `Its newest version is ${newest}.`;
  return [
    scope.problem(path, `The feature view "${name}" has no version ${version}. ${known}`, {
      code: 'VERSION_NOT_FOUND',
    }),
  ];
}

function refuseFeatures(service: FeatureService, scope: DefinitionScope): DefinitionProblem[] {
  return service.features.flatMap(({ view, version, feature }, index) => {
    const found = scope.findView(view, version);
    if (feature === null || found === undefined || scope.isBroken(view)) return [];
    const names = found.features.map(({ name }) => name);
    if (names.includes(feature)) return [];
    const message = `The feature view "${view}" has no feature "${feature}".${didYouMean(feature, names)}`;
    return [scope.problem(`${service.name}(features)[${index}]`, message, { code: 'DEFINITION_UNKNOWN_NAME' })];
  });
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
