import type { Source, SourceChanges } from './model.js';
import { readFields } from './read-fields.js';
import type { TypeReading } from './type-reading.js';
import { textArgument, textsArgument } from './type-reading.js';

/** Reads a `@source`: a table, the columns that say what a row is and when it happened, and a contract when it has fields. */
export function readSource({ node, name, description, arguments: values, reading }: TypeReading): Source {
  const rowKey = textsArgument(values, 'rowKey');
  const twice = rowKey.findIndex((column, index) => rowKey.indexOf(column) < index);
  if (twice >= 0) {
    const place =
      node.directives?.flatMap((each) => each.arguments ?? []).find((each) => each.name.value === 'rowKey') ??
      node.name;
    reading.refuse(
      place,
      `The row key of "${name}" names the column ${JSON.stringify(rowKey[twice])} twice. Name it once.`,
    );
  }
  const changes = textArgument(values, 'changes') as SourceChanges | null;
  return {
    kind: 'Source',
    name,
    description,
    table: textArgument(values, 'table') ?? '',
    database: textArgument(values, 'database'),
    rowKey,
    eventTime: textArgument(values, 'eventTime') ?? '',
    knownTime: textArgument(values, 'knownTime'),
    changes: changes ?? 'APPEND',
    fields: readFields(node, { carries: [], reading }).map((field) => ({ name: field.name, type: field.type })),
  };
}
