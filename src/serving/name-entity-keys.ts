import type { LabelSet } from '../definitions/model.js';
import type { FeatureColumn } from '../definitions/resolve-features.js';

type Row = Readonly<Record<string, unknown>>;

/**
 * Rows that name entities as a label set does, by its source's columns, with the entities' join keys in their place; rows may
 * use the join keys themselves too. Request columns of the label set are let through and left out.
 */
export function nameEntityKeys(
  rows: readonly Row[],
  columns: readonly FeatureColumn[],
  labels: LabelSet | null,
): readonly Row[] {
  if (!labels) return rows;
  const entities = [...new Map(columns.map(({ entity }) => [entity.definition.name, entity.definition])).values()];
  const joinKeys = new Set(entities.flatMap((entity) => entity.joinKeys.map(({ name }) => name)));
  const sourceOf = new Map<string, string>();
  for (const entity of entities) {
    const { on = [] } = labels.entities.find((each) => each.entity === entity.name) ?? {};
    for (const [index, { name }] of entity.joinKeys.entries())
      if (on[index] !== undefined) sourceOf.set(name, on[index]);
  }
  const consumed = new Set([...sourceOf.values(), ...labels.requests.map(({ name }) => name)]);
  return rows.map((row) => {
    const named = Object.entries(row).filter(([name]) => joinKeys.has(name) || !consumed.has(name));
    const mapped = [...sourceOf].flatMap(([name, source]) =>
      Object.hasOwn(row, source) ? [[name, row[source]] as const] : [],
    );
    return Object.fromEntries([...named, ...mapped]);
  });
}
