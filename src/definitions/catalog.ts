import type { DefinitionVersion, FeatureService } from './model.js';
import type { ResolvedFeatures, ResolvedService } from './resolve-features.js';
import { resolveFeatures, resolveService, resolveServiceVersion } from './resolve-features.js';
import type { VersionIndex } from './version-index.js';
import { indexVersions } from './version-index.js';

/** Everything that is registered at one registry version, and what the names in it mean. It does not change afterwards. */
export interface Catalog extends VersionIndex {
  readonly registryVersion: number;
  /** Every version of every definition, in the order of registration. */
  readonly versions: readonly DefinitionVersion[];
  /** The newest version of a feature service with its columns. Throws `FEATURE_SERVICE_NOT_FOUND`. */
  resolveService(name: string): ResolvedService;
  /** The same for a version in hand, such as the one a training set was recorded with. */
  resolveServiceVersion(service: DefinitionVersion<FeatureService>): ResolvedService;
  /** Features as a client names them: `View`, `View.feature`, `View@2.feature`. Throws `INPUT_INVALID` and the `…_NOT_FOUND`s. */
  resolveFeatures(names: readonly string[]): ResolvedFeatures;
}

const made = new WeakMap<object, Catalog>();

/** The catalog of what a registry's `read` gave; asked again for the same object, the same catalog. */
export function createCatalog(registered: {
  readonly registryVersion: number;
  readonly versions: readonly DefinitionVersion[];
}): Catalog {
  const known = made.get(registered);
  if (known) return known;
  const index = indexVersions(registered.versions);
  const catalog: Catalog = {
    registryVersion: registered.registryVersion,
    versions: registered.versions,
    newest: (kind, name) => index.newest(kind, name),
    find: (kind, name) => index.find(kind, name),
    get: (kind, name, version) => index.get(kind, name, version),
    byId: (kind, id) => index.byId(kind, id),
    list: (kind) => index.list(kind),
    versionsOf: (kind, name) => index.versionsOf(kind, name),
    resolveService: (name) => resolveService(index, name),
    resolveServiceVersion: (service) => resolveServiceVersion(index, service),
    resolveFeatures: (names) => resolveFeatures(index, names),
  };
  made.set(registered, catalog);
  return catalog;
}
