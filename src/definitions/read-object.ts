import type { ConstObjectValueNode, ConstValueNode } from 'graphql';
import { valueFromASTUntyped } from 'graphql';
import type { Reading } from './reading.js';

/**
 * Reads an object of any shape as JSON, enum values as their names. A field that stands twice is reported wherever it is,
 * and so is a number that a double does not hold: either would become something else without a word.
 */
export function readObject(value: ConstObjectValueNode, what: string, reading: Reading): unknown {
  refuseUnkept(value, what, reading);
  return valueFromASTUntyped(value);
}

/** Reports each field of an object that stands there a second time. */
export function refuseRepeatedFields({ fields }: ConstObjectValueNode, what: string, reading: Reading): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name.value)) reading.refuse(name, `${what} has the field "${name.value}" twice. Keep one.`);
    seen.add(name.value);
  }
}

function refuseUnkept(value: ConstValueNode, what: string, reading: Reading): void {
  if (value.kind === 'ObjectValue') {
    refuseRepeatedFields(value, what, reading);
    for (const field of value.fields) refuseUnkept(field.value, what, reading);
  }
  if (value.kind === 'ListValue') for (const item of value.values) refuseUnkept(item, what, reading);
  if (value.kind !== 'IntValue' && value.kind !== 'FloatValue') return;
  const number = Number(value.value);
  if (Number.isFinite(number) && (value.kind === 'FloatValue' || Number.isSafeInteger(number))) return;
  reading.refuse(
    value,
    `${what} holds the number ${value.value.slice(0, 40)}, which is too large. Write a smaller one.`,
  );
}
