import type { Catalog } from '../definitions/catalog.js';
import type { DefinitionKind, DefinitionVersion } from '../definitions/model.js';
import type { DefinitionOf } from '../definitions/version-index.js';
import type { Connection, DefinitionListArgs } from './connection.js';
import { paginate } from './connection.js';
import { type DefinitionType, versionName } from './types/definition-type.js';

/** Which list to make of a catalog. */
export interface DefinitionList<K extends DefinitionKind, Node extends DefinitionType> {
  readonly kind: K;
  readonly args: DefinitionListArgs;
  readonly toNode: (version: DefinitionVersion<DefinitionOf<K>>) => Node;
}

/** A page of the definitions of a kind, by name and then the newest version first. */
export function listDefinitions<K extends DefinitionKind, Node extends DefinitionType>(
  catalog: Catalog,
  { kind, args, toNode }: DefinitionList<K, Node>,
): Connection<Node> {
  const newest = catalog.list(kind).filter(({ definition }) => isWanted(definition, args));
  const versions =
    args.allVersions === true
      ? newest.flatMap(({ definition }) => [...catalog.versionsOf(kind, definition.name)].reverse())
      : newest;
  return paginate(versions.map(toNode), args, versionName);
}

function isWanted(
  { name, description }: { readonly name: string; readonly description: string | null },
  args: DefinitionListArgs,
): boolean {
  if (typeof args.name === 'string' && args.name !== name) return false;
  if (typeof args.search !== 'string') return true;
  const text = args.search.toLowerCase();
  return name.toLowerCase().includes(text) || (description ?? '').toLowerCase().includes(text);
}
