import type { ObjectTypeDefinitionNode } from 'graphql';
import type { Arguments } from './read-arguments.js';
import type { Reading } from './reading.js';

/** A type with the arguments of the directive that says what it defines. */
export interface TypeReading {
  readonly node: ObjectTypeDefinitionNode;
  readonly name: string;
  readonly description: string | null;
  readonly arguments: Arguments;
  readonly reading: Reading;
}

/** An argument as a string; `null` when it was left out or refused. */
export function textArgument(values: Arguments, name: string): string | null {
  const value = values.get(name);
  return typeof value === 'string' ? value : null;
}

/** An argument as a list of strings; empty when it was left out or refused. */
export function textsArgument(values: Arguments, name: string): readonly string[] {
  const value = values.get(name);
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** A number, or a duration in microseconds; `null` when it was left out or refused. */
export function numberArgument(values: Arguments, name: string): number | null {
  const value = values.get(name);
  return typeof value === 'number' ? value : null;
}

/** Reports the first field of a type whose kind has none. */
export function refuseFields({ node, reading }: TypeReading): void {
  const [field] = node.fields ?? [];
  if (field)
    reading.refuse(field.name, `"${node.name.value}" has fields, which its kind of definition has not. Remove them.`);
}
