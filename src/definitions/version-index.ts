import { AsofError } from '../errors/asof-error.js';
import type { ErrorCode } from '../errors/catalogue.js';
import { didYouMean } from '../errors/did-you-mean.js';
import type { Definition, DefinitionKind, DefinitionVersion } from './model.js';

/** The definition of a kind. */
export type DefinitionOf<K extends DefinitionKind> = Extract<Definition, { readonly kind: K }>;

/** Finds versions by name and by id, among everything that is registered at one moment. A name belongs to one kind. */
export interface VersionIndex {
  /** The newest version; throws the kind's own `…_NOT_FOUND`, with near misses. */
  newest<K extends DefinitionKind>(kind: K, name: string): DefinitionVersion<DefinitionOf<K>>;
  /** Like `newest`, but `undefined` when there is none. */
  find<K extends DefinitionKind>(kind: K, name: string): DefinitionVersion<DefinitionOf<K>> | undefined;
  /** One version, or the newest when `version` is null; throws `VERSION_NOT_FOUND` for a number that does not exist. */
  get<K extends DefinitionKind>(kind: K, name: string, version: number | null): DefinitionVersion<DefinitionOf<K>>;
  /** The version of an id that came from this registry. */
  byId<K extends DefinitionKind>(kind: K, id: number): DefinitionVersion<DefinitionOf<K>>;
  /** The newest version of every definition of a kind, by name. */
  list<K extends DefinitionKind>(kind: K): readonly DefinitionVersion<DefinitionOf<K>>[];
  /** Every version of a definition, the oldest first; throws `…_NOT_FOUND`. */
  versionsOf<K extends DefinitionKind>(kind: K, name: string): readonly DefinitionVersion<DefinitionOf<K>>[];
}

/** A kind as sentences name it, and the code that says there is none of a name. */
const KINDS: Readonly<Record<DefinitionKind, { readonly noun: string; readonly notFound: ErrorCode }>> = {
  Entity: { noun: 'entity', notFound: 'ENTITY_NOT_FOUND' },
  Source: { noun: 'source', notFound: 'SOURCE_NOT_FOUND' },
  FeatureView: { noun: 'feature view', notFound: 'FEATURE_VIEW_NOT_FOUND' },
  LabelSet: { noun: 'label set', notFound: 'LABEL_SET_NOT_FOUND' },
  FeatureService: { noun: 'feature service', notFound: 'FEATURE_SERVICE_NOT_FOUND' },
  Model: { noun: 'model', notFound: 'MODEL_NOT_FOUND' },
};

/** An index over `versions`, which stand in the order of their registration. Making one costs a pass over all of them. */
export function indexVersions(versions: readonly DefinitionVersion[]): VersionIndex {
  return new MapIndex(versions);
}

class MapIndex implements VersionIndex {
  private readonly ids: ReadonlyMap<number, DefinitionVersion>;
  private readonly names: ReadonlyMap<string, readonly DefinitionVersion[]>;

  constructor(versions: readonly DefinitionVersion[]) {
    this.ids = new Map(versions.map((version) => [version.id, version]));
    const names = new Map<string, DefinitionVersion[]>();
    for (const version of versions) {
      const { name } = version.definition;
      const earlier = names.get(name);
      if (earlier) earlier.push(version);
      else names.set(name, [version]);
    }
    this.names = names;
  }

  newest<K extends DefinitionKind>(kind: K, name: string): DefinitionVersion<DefinitionOf<K>> {
    const found = this.find(kind, name);
    if (found === undefined) throw this.notFound(kind, name);
    return found;
  }

  find<K extends DefinitionKind>(kind: K, name: string): DefinitionVersion<DefinitionOf<K>> | undefined {
    return ofKind(kind, this.names.get(name)?.at(-1));
  }

  get<K extends DefinitionKind>(kind: K, name: string, version: number | null): DefinitionVersion<DefinitionOf<K>> {
    const newest = this.newest(kind, name);
    if (version === null || version === newest.version) return newest;
    const found = ofKind(
      kind,
      this.names.get(name)?.find((each) => each.version === version),
    );
    if (found === undefined) throw noVersion(newest, version);
    return found;
  }

  byId<K extends DefinitionKind>(kind: K, id: number): DefinitionVersion<DefinitionOf<K>> {
    const found = ofKind(kind, this.ids.get(id));
    if (found === undefined)
      throw new AsofError('INTERNAL', `The registry holds no ${KINDS[kind].noun} version with the id ${id}.`);
    return found;
  }

  list<K extends DefinitionKind>(kind: K): readonly DefinitionVersion<DefinitionOf<K>>[] {
    return [...this.names.keys()].sort().flatMap((name) => this.find(kind, name) ?? []);
  }

  versionsOf<K extends DefinitionKind>(kind: K, name: string): readonly DefinitionVersion<DefinitionOf<K>>[] {
    this.newest(kind, name);
    return (this.names.get(name) ?? []).flatMap((version) => ofKind(kind, version) ?? []);
  }

  private notFound(kind: DefinitionKind, name: string): AsofError {
    const { noun, notFound } = KINDS[kind];
    const other = this.names.get(name)?.at(-1)?.definition.kind;
    const names = this.list(kind).map(({ definition }) => definition.name);
    const hint =
      other === undefined
        ? didYouMean(name, names)
        : ` ${JSON.stringify(name)} is ${/^[aeiou]/.test(KINDS[other].noun) ? 'an' : 'a'} ${KINDS[other].noun}.`;
    const nothing = names.length === 0 && other === undefined ? ' Register one first.' : '';
    return new AsofError(notFound, `No ${noun} named ${JSON.stringify(name)} is registered.${hint}${nothing}`, {
      name,
    });
  }
}

function ofKind<K extends DefinitionKind>(
  kind: K,
  version: DefinitionVersion | undefined,
): DefinitionVersion<DefinitionOf<K>> | undefined {
  return version?.definition.kind === kind ? (version as DefinitionVersion<DefinitionOf<K>>) : undefined;
}

function noVersion({ definition, version: newest }: DefinitionVersion, version: number): AsofError {
  const { noun } = KINDS[definition.kind];
  const found = newest === 1 ? 'Its only version is 1.' : `Its versions are 1 to ${newest}.`;
  return new AsofError(
    'VERSION_NOT_FOUND',
    `There is no version ${version} of the ${noun} "${definition.name}". ${found}`,
    {
      name: definition.name,
      version,
      newestVersion: newest,
    },
  );
}
