import type { FieldDefinitionNode, ObjectTypeDefinitionNode, TypeNode } from 'graphql';
import { didYouMean } from '../errors/did-you-mean.js';
import type { FeatureType } from '../values/feature-type.js';
import { FEATURE_TYPES } from '../values/feature-type.js';
import type { DirectiveName } from './directives.js';
import { DIRECTIVES, directiveNames, findDirective } from './directives.js';
import type { Arguments } from './read-arguments.js';
import { readArguments } from './read-arguments.js';
import type { Reading } from './reading.js';

/** A field of a type, read. */
export interface FieldReading {
  readonly node: FieldDefinitionNode;
  readonly name: string;
  readonly description: string | null;
  readonly type: FeatureType;
  readonly nonNull: boolean;
  /** The directive it carries; null only where fields carry none. */
  readonly directive: DirectiveName | null;
  readonly arguments: Arguments;
}

interface FieldRules {
  /** The directives of which each field carries exactly one; none at all when empty. */
  readonly carries: readonly DirectiveName[];
  readonly reading: Reading;
}

/** Reads the fields of a type; what is wrong with one is reported, and a field that cannot be used is left out. */
export function readFields(node: ObjectTypeDefinitionNode, rules: FieldRules): readonly FieldReading[] {
  const seen = new Set<string>();
  return (node.fields ?? []).flatMap((field) => {
    const name = field.name.value;
    if (seen.has(name)) {
      rules.reading.refuse(
        field.name,
        `The field "${name}" stands twice in "${node.name.value}". Rename or remove one.`,
      );
      return [];
    }
    seen.add(name);
    return readField(field, `${node.name.value}.${name}`, rules) ?? [];
  });
}

function readField(field: FieldDefinitionNode, path: string, rules: FieldRules): FieldReading | undefined {
  const { reading } = rules;
  reading.locate(path, field.name);
  reading.locate(`${path}:type`, field.type);
  const [argument] = field.arguments ?? [];
  if (argument) reading.refuse(argument, `The field "${path}" takes arguments, which no definition does. Remove them.`);
  const type = readType(field.type, path, reading);
  const directive = readDirective(field, path, rules);
  if (type === undefined || directive === undefined) return undefined;
  const description = field.description?.value ?? null;
  return { node: field, name: field.name.value, description, ...type, ...directive };
}

function readType(node: TypeNode, path: string, reading: Reading): { type: FeatureType; nonNull: boolean } | undefined {
  const nonNull = node.kind === 'NonNullType';
  const named = nonNull ? node.type : node;
  if (named.kind === 'ListType') {
    reading.refuse(node, `The type of "${path}" is a list, and values are single. One of ${FEATURE_TYPES.join(', ')}.`);
    return undefined;
  }
  const name = named.name.value;
  const type = FEATURE_TYPES.find((each) => each === name);
  if (type === undefined)
    reading.refuse(
      node,
      `The type of "${path}" is unknown: ${JSON.stringify(name)}.${didYouMean(name, FEATURE_TYPES)}`,
    );
  return type && { type, nonNull };
}

function readDirective(
  field: FieldDefinitionNode,
  path: string,
  { carries, reading }: FieldRules,
): { directive: DirectiveName | null; arguments: Arguments } | undefined {
  const wanted = carries.map((each) => `@${each}`).join(', ');
  let found: { directive: DirectiveName; arguments: Arguments } | undefined;
  let refused = false;
  for (const node of field.directives ?? []) {
    const name = node.name.value;
    const known = carries.find((each) => each === name);
    if (known === undefined) reading.refuse(node, describeStray(name, path, carries));
    else if (found)
      reading.refuse(
        node,
        `The field "${path}" carries @${found.directive} and @${name}. It carries exactly one; remove one.`,
      );
    else found = { directive: known, arguments: readArguments(node, DIRECTIVES[known], { path, reading }) };
    refused ||= known === undefined;
  }
  if (carries.length === 0) return { directive: null, arguments: new Map() };
  if (found === undefined && !refused)
    reading.refuse(field.name, `The field "${path}" carries no directive. Add exactly one of ${wanted}.`);
  return found;
}

function describeStray(name: string, path: string, carries: readonly DirectiveName[]): string {
  const spec = findDirective(name);
  const wanted = carries.length === 0 ? 'none' : carries.map((each) => `@${each}`).join(', ');
  if (spec === undefined)
    return `Unknown directive "@${name}".${didYouMean(name, carries.length > 0 ? carries : directiveNames('field'))}`;
  const place =
    spec.on === 'type' ? 'stands on a type, not on a field' : `does not stand on the fields of this kind of type`;
  return `@${name} ${place}. "${path}" may carry ${wanted}.`;
}
