import type { ConstArgumentNode, ConstDirectiveNode, ConstValueNode } from 'graphql';
import { print } from 'graphql';
import { AsofError } from '../errors/asof-error.js';
import { didYouMean } from '../errors/did-you-mean.js';
import { parseDuration } from '../time/duration.js';
import type { ArgumentSpec, ArgumentType, DirectiveSpec } from './directives.js';
import { readLabelEntities } from './read-label-entities.js';
import { readObject } from './read-object.js';
import type { Reading } from './reading.js';

/**
 * The arguments of a directive that are there and of the right type, by name: `String` and `Expression` as string,
 * `Duration` as microseconds, enums as their name. `null` counts as left out.
 */
export type Arguments = ReadonlyMap<string, unknown>;

/** Reads a directive's arguments; what is unknown, missing, repeated or of a wrong type is reported and left out. */
export function readArguments(
  directive: ConstDirectiveNode,
  spec: DirectiveSpec,
  { path, reading }: { readonly path: string; readonly reading: Reading },
): Arguments {
  const name = `@${directive.name.value}`;
  const values = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const argument of directive.arguments ?? []) {
    const argumentName = argument.name.value;
    const known = Object.hasOwn(spec.arguments, argumentName) ? spec.arguments[argumentName] : undefined;
    if (known === undefined) {
      const names = Object.keys(spec.arguments);
      const hint = names.length === 0 ? ` ${name} takes none.` : didYouMean(argumentName, names);
      reading.refuse(argument, `Unknown argument ${JSON.stringify(argumentName)} of ${name}.${hint}`);
      continue;
    }
    if (seen.has(argumentName)) {
      reading.refuse(argument, `The argument "${argumentName}" of ${name} stands there twice. Keep one.`);
      continue;
    }
    seen.add(argumentName);
    const value = readArgument(argument, known, { name, path: `${path}(${argumentName})`, reading });
    if (value !== undefined) values.set(argumentName, value);
  }
  for (const [argumentName, { type, required }] of Object.entries(spec.arguments)) {
    if (!required || seen.has(argumentName)) continue;
    reading.refuse(directive, `${name} needs the argument "${argumentName}" (${describeType(type)}). Add it.`);
  }
  return values;
}

interface ArgumentContext {
  readonly name: string;
  readonly path: string;
  readonly reading: Reading;
}

function readArgument(argument: ConstArgumentNode, spec: ArgumentSpec, context: ArgumentContext): unknown {
  const { value } = argument;
  const { name, path, reading } = context;
  reading.locate(path, value);
  const what = `The argument "${argument.name.value}" of ${name}`;
  if (value.kind === 'NullValue') {
    if (spec.required) reading.refuse(value, `${what} is null and must be ${describeType(spec.type)}.`);
    return undefined;
  }
  const refuse = (node: ConstValueNode, found = shown(node)): undefined => {
    reading.refuse(node, `${what} must be ${describeType(spec.type)}; found ${found}.${hintFor(node, spec.type)}`);
  };
  switch (spec.type) {
    case 'String':
      return readText(value, refuse);
    case 'Expression':
      return value.kind === 'StringValue' ? value.value : refuse(value);
    case '[String!]':
      return readTexts(value, refuse, context);
    case 'Boolean':
      return value.kind === 'BooleanValue' ? value.value : refuse(value);
    case 'Int':
      return value.kind === 'IntValue' && isInt32(Number(value.value)) ? Number(value.value) : refuse(value);
    case 'JSONObject':
      return value.kind === 'ObjectValue' ? readObject(value, what, reading) : refuse(value);
    case 'Duration':
      return value.kind === 'StringValue' ? readDuration(value.value, value, reading) : refuse(value);
    case '[LabelEntity!]':
      return readLabelEntities(value, { what, path, reading });
    default:
      return value.kind === 'EnumValue' && spec.type.values.includes(value.value) ? value.value : refuse(value);
  }
}

function isInt32(value: number): boolean {
  return value >= -2_147_483_648 && value <= 2_147_483_647;
}

function readText(
  value: ConstValueNode,
  refuse: (node: ConstValueNode, found?: string) => undefined,
): string | undefined {
  if (value.kind !== 'StringValue') return refuse(value);
  return value.value.trim() === '' ? refuse(value, 'an empty one') : value.value;
}

function readTexts(
  value: ConstValueNode,
  refuse: (node: ConstValueNode, found?: string) => undefined,
  { path, reading }: ArgumentContext,
): readonly string[] | undefined {
  const items = value.kind === 'ListValue' ? value.values : [value];
  if (items.length === 0) return refuse(value, 'an empty list');
  const texts = items.map((item, index) => {
    reading.locate(`${path}[${index}]`, item);
    return readText(item, refuse);
  });
  return texts.some((text) => text === undefined) ? undefined : (texts as string[]);
}

function readDuration(text: string, node: ConstValueNode, reading: Reading): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    if (!(error instanceof AsofError)) throw error;
    reading.refuse(node, error.message, error.code);
    return undefined;
  }
}

function hintFor(node: ConstValueNode, type: ArgumentType): string {
  if (typeof type === 'object') {
    const written = node.kind === 'EnumValue' || node.kind === 'StringValue' ? node.value : '';
    if (type.values.includes(written)) return ' Write it without quotes.';
    return written === '' ? '' : didYouMean(written, type.values);
  }
  if (
    node.kind === 'EnumValue' &&
    (type === 'String' || type === '[String!]' || type === 'Expression' || type === 'Duration')
  ) {
    return ` Write it in double quotes: "${node.value}".`;
  }
  return '';
}

function describeType(type: ArgumentType): string {
  if (typeof type === 'object') return `one of ${type.values.join(', ')}`;
  const words: Readonly<Record<Exclude<ArgumentType, object>, string>> = {
    String: 'a string',
    '[String!]': 'a list of strings',
    Boolean: 'true or false',
    Int: 'a whole number of 32 bits',
    JSONObject: 'an object',
    Duration: 'a duration such as "3h"',
    Expression: 'an expression in a string',
    '[LabelEntity!]': 'a list such as [{ entity: "Airport", on: ["origin"] }]',
  };
  return words[type];
}

function shown(node: ConstValueNode): string {
  const text = print(node);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
