import type { Definition, DefinitionKind } from './model.js';

/** A name in one definition that means another. */
export interface Reference {
  readonly name: string;
  readonly kind: DefinitionKind;
  /** The version asked for; null means the newest. */
  readonly version: number | null;
  /** The path (`places.ts`) of the argument that names it. */
  readonly path: string;
}

/** The kinds from the referred to the referring: a definition refers only to kinds before its own. */
export const KINDS_IN_ORDER: readonly DefinitionKind[] = [
  'Entity',
  'Source',
  'FeatureView',
  'LabelSet',
  'FeatureService',
  'Model',
];

/** A kind as messages name it. */
export const KIND_NOUNS: Readonly<Record<DefinitionKind, string>> = {
  Entity: 'entity',
  Source: 'source',
  FeatureView: 'feature view',
  LabelSet: 'label set',
  FeatureService: 'feature service',
  Model: 'model',
};

/** What a definition refers to, in the order in which it says so. What could not be read (an empty name) is left out. */
export function referencesOf(definition: Definition): readonly Reference[] {
  return allReferences(definition).filter(({ name }) => name !== '');
}

function allReferences(definition: Definition): readonly Reference[] {
  const { name: from } = definition;
  const refer = (name: string, kind: DefinitionKind, argument: string): Reference => ({
    name,
    kind,
    version: null,
    path: `${from}(${argument})`,
  });
  switch (definition.kind) {
    case 'Entity':
    case 'Source':
      return [];
    case 'FeatureView':
      return [refer(definition.entity, 'Entity', 'entity'), refer(definition.source, 'Source', 'source')];
    case 'LabelSet':
      return [
        refer(definition.source, 'Source', 'source'),
        ...definition.entities.map(({ entity }, index) => ({
          ...refer(entity, 'Entity', 'entities'),
          path: `${from}(entities)[${index}].entity`,
        })),
      ];
    case 'FeatureService': {
      const features = definition.features.map(({ view, version }, index) => ({
        ...refer(view, 'FeatureView', 'features'),
        version,
        path: `${from}(features)[${index}]`,
      }));
      return definition.labels === null ? features : [...features, refer(definition.labels, 'LabelSet', 'labels')];
    }
    case 'Model':
      return [refer(definition.service, 'FeatureService', 'service')];
  }
}
