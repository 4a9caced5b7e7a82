import type { Catalog } from '../definitions/catalog.js';
import type { DefinitionVersion } from '../definitions/model.js';
import type { ResolvedService } from '../definitions/resolve-features.js';
import type { TrainingSetRecord } from '../registry/training-set-registry.js';

/** Everything a training set rests on: the service, what it refers to, and so on down to sources and entities. */
export function restsOn(catalog: Catalog, { service }: ResolvedService): TrainingSetRecord['definitions'] {
  const byId = new Map(catalog.versions.map((version) => [version.id, version]));
  const found = new Map<number, DefinitionVersion>();
  const visit = (version: DefinitionVersion | undefined): void => {
    if (!version || found.has(version.id)) return;
    found.set(version.id, version);
    for (const id of Object.values(version.refersTo)) visit(byId.get(id));
  };
  visit(service);
  return [...found.values()]
    .sort((a, b) => a.id - b.id)
    .map(({ id, definition, version, hash }) => ({ id, name: definition.name, kind: definition.kind, version, hash }));
}
