import { JOIN_KEY_TYPES } from '../values/feature-type.js';
import type { Entity } from './model.js';
import { readFields } from './read-fields.js';
import type { TypeReading } from './type-reading.js';

/** Reads an `@entity`: one or more join keys that cannot be null, of a type that compares exactly. */
export function readEntity({ node, name, description, reading }: TypeReading): Entity {
  const fields = readFields(node, { carries: ['joinKey'], reading });
  if ((node.fields ?? []).length === 0) {
    reading.refuse(node.name, `The entity "${name}" has no join key. Add a field such as: id: String! @joinKey`);
  }
  for (const field of fields) {
    const path = `${name}.${field.name}`;
    if (!JOIN_KEY_TYPES.includes(field.type)) {
      reading.refuse(
        field.node.type,
        `The join key "${path}" is ${field.type}; a join key is one of ${JOIN_KEY_TYPES.join(', ')}.`,
      );
    } else if (!field.nonNull) {
      reading.refuse(
        field.node.type,
        `The join key "${path}" may be null, and a null names no entity. Write ${field.type}!`,
      );
    }
  }
  return { kind: 'Entity', name, description, joinKeys: fields.map(({ name: key, type }) => ({ name: key, type })) };
}
