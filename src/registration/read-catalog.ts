import type { Catalog } from '../definitions/catalog.js';
import { createCatalog } from '../definitions/catalog.js';
import type { DefinitionRegistry } from '../registry/definition-registry.js';

/** What is registered now, for look-ups. Cheap when nothing has been registered since the last call. */
export type ReadCatalog = () => Promise<Catalog>;

/** The use case of looking at what is registered. */
export function createReadCatalog(definitions: DefinitionRegistry): ReadCatalog {
  return async () => createCatalog(await definitions.read());
}
