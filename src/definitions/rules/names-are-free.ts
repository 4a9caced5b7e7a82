import { FEATURE_TYPES } from '../../values/feature-type.js';
import type { DefinitionScope } from '../definition-scope.js';
import type { Definition } from '../model.js';
import type { DefinitionProblem } from '../places.js';
import { KIND_NOUNS } from '../references.js';
import type { Rule, RuleContext } from './rule.js';

const BUILT_IN: ReadonlySet<string> = new Set([...FEATURE_TYPES, 'ID', 'Query', 'Mutation', 'Subscription']);

const LONGEST_NAME = 200;

/**
 * A definition's name is its own: no other kind has it, no platform type, and no other definition but for the case of the
 * first letter, since `Airport` is asked for as `airport`. Names that begin with `__` are GraphQL's.
 */
export const namesAreFree: Rule = (context) =>
  context.scope.definitions
    .filter(({ name }) => context.scope.isInText(name))
    .flatMap((definition) => [...ownName(definition, context), ...memberNames(definition, context)]);

function ownName({ name, kind }: Definition, { scope, reservedNames }: RuleContext): DefinitionProblem[] {
  const messages: string[] = [];
  const field = lowerFirst(name);
  const before = scope.registered(name)?.definition.kind;
  const twin = earlierTwin(name, scope);
  messages.push(...unusable(name));
  if (BUILT_IN.has(name) || reservedNames.has(name) || reservedNames.has(field)) {
    messages.push(`The name "${name}" is taken by the platform. Choose another name.`);
  }
  if (before !== undefined && before !== kind) {
    messages.push(
      `"${name}" is registered as ${KIND_NOUNS[before]}, and cannot become ${KIND_NOUNS[kind]}. Choose another name.`,
    );
  }
  if (twin !== undefined) {
    messages.push(
      `"${name}" and "${twin}" differ only in the case of the first letter, and both are asked for as "${field}". Rename one.`,
    );
  }
  return messages.map((message) => scope.problem(name, message));
}

/** Another name for the same query field: one registered before, or one further up in the text. */
function earlierTwin(name: string, scope: DefinitionScope): string | undefined {
  const inText = scope.definitions.map((each) => each.name).filter((each) => scope.isInText(each));
  const others = scope.names().filter((other) => other !== name && lowerFirst(other) === lowerFirst(name));
  return others.find((other) => !scope.isInText(other) || inText.indexOf(other) < inText.indexOf(name));
}

function memberNames(definition: Definition, { scope }: RuleContext): DefinitionProblem[] {
  return membersOf(definition).flatMap((member) =>
    unusable(member).map((message) => scope.problem(`${definition.name}.${member}`, message)),
  );
}

function membersOf(definition: Definition): readonly string[] {
  switch (definition.kind) {
    case 'Entity':
      return definition.joinKeys.map(({ name }) => name);
    case 'FeatureView':
      return definition.features.map(({ name }) => name);
    case 'LabelSet':
      return [...definition.labels, ...definition.requests].map(({ name }) => name);
    default:
      return [];
  }
}

function unusable(name: string): readonly string[] {
  if (name.length > LONGEST_NAME) {
    return [
      `The name "${name.slice(0, 40)}…" has ${name.length} characters; at most ${LONGEST_NAME} are kept. Shorten it.`,
    ];
  }
  if (!name.startsWith('__')) return [];
  return [`The name "${name}" begins with "__", which GraphQL keeps for itself. Choose another name.`];
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
