import type { ConstObjectValueNode, ConstValueNode } from 'graphql';
import { didYouMean } from '../errors/did-you-mean.js';
import { refuseRepeatedFields } from './read-object.js';
import type { Reading } from './reading.js';

/** An entity of a label set as written; `on` is empty when it was left out. */
export interface LabelEntity {
  readonly entity: string;
  readonly on: readonly string[];
}

interface EntityContext {
  /** The argument, as a message begins: `The argument "entities" of @labels`. */
  readonly what: string;
  readonly path: string;
  readonly reading: Reading;
}

const FIELDS = ['entity', 'on'];

/** Reads `[{ entity: "Airport", on: ["origin"] }, …]`; gives `undefined` and reports why when it is anything else. */
export function readLabelEntities(value: ConstValueNode, context: EntityContext): readonly LabelEntity[] | undefined {
  const items = value.kind === 'ListValue' ? value.values : [value];
  if (items.length === 0) context.reading.refuse(value, `${context.what} is empty. Name at least one entity.`);
  const entities = items.map((item, index) => readEntity(item, { ...context, path: `${context.path}[${index}]` }));
  return entities.length === 0 || entities.includes(undefined) ? undefined : (entities as LabelEntity[]);
}

function readEntity(item: ConstValueNode, { what, path, reading }: EntityContext): LabelEntity | undefined {
  reading.locate(path, item);
  if (item.kind !== 'ObjectValue') {
    reading.refuse(
      item,
      `${what} holds something else than { entity: "Airport", on: ["origin"] }. Write it like this.`,
    );
    return undefined;
  }
  refuseRepeatedFields(item, what, reading);
  for (const { name } of item.fields) {
    if (FIELDS.includes(name.value)) continue;
    reading.refuse(
      name,
      `${what} has an unknown field ${JSON.stringify(name.value)}.${didYouMean(name.value, FIELDS)}`,
    );
  }
  const entity = fieldOf(item, 'entity');
  const on = fieldOf(item, 'on');
  const columns = on === undefined ? [] : on.kind === 'ListValue' ? on.values : [on];
  const texts = columns.flatMap((each) => (each.kind === 'StringValue' && each.value !== '' ? [each.value] : []));
  if (on && (texts.length === 0 || texts.length < columns.length)) {
    reading.refuse(on, `${what}: "on" must be a list of column names, such as ["origin"].`);
    return undefined;
  }
  if (entity?.kind !== 'StringValue' || entity.value === '') {
    reading.refuse(entity ?? item, `${what}: "entity" must be the name of an entity in a string.`);
    return undefined;
  }
  reading.locate(`${path}.entity`, entity);
  if (on) reading.locate(`${path}.on`, on);
  for (const [index, column] of columns.entries()) reading.locate(`${path}.on[${index}]`, column);
  return { entity: entity.value, on: texts };
}

function fieldOf(item: ConstObjectValueNode, name: string): ConstValueNode | undefined {
  return item.fields.find((field) => field.name.value === name)?.value;
}
