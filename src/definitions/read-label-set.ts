import type { LabelColumn, LabelSet } from './model.js';
import type { FieldReading } from './read-fields.js';
import { readFields } from './read-fields.js';
import type { LabelEntity } from './read-label-entities.js';
import type { TypeReading } from './type-reading.js';
import { textArgument } from './type-reading.js';

/** Reads `@labels`. `entities[].on` is empty when it was left out; resolving puts the names of the join keys there. */
export function readLabelSet({ node, name, description, arguments: values, reading }: TypeReading): LabelSet {
  const fields = readFields(node, { carries: ['label', 'request'], reading });
  const hasLabel = (node.fields ?? []).some((field) =>
    field.directives?.some((directive) => directive.name.value === 'label'),
  );
  if (!hasLabel) {
    reading.refuse(
      node.name,
      `The label set "${name}" has no label. Add a field such as: late: Boolean! @label(of: "delay > 15")`,
    );
  }
  const columnsWith = (directive: string): LabelColumn[] =>
    fields.filter((field) => field.directive === directive).map(readColumn);
  return {
    kind: 'LabelSet',
    name,
    description,
    source: textArgument(values, 'source') ?? '',
    entities: (values.get('entities') ?? []) as readonly LabelEntity[],
    labels: columnsWith('label'),
    requests: columnsWith('request'),
  };
}

function readColumn({ name, description, type, nonNull, arguments: values }: FieldReading): LabelColumn {
  return { name, description, type, nonNull, of: textArgument(values, 'of') ?? '' };
}
