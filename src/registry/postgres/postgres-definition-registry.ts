import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { And, LessThanOrEqual, MoreThan } from 'typeorm';
import { AsofError } from '../../errors/asof-error.js';
import type {
  DefinitionChange,
  DefinitionRegistry,
  NewDefinitionVersion,
  RegisteredDefinitions,
} from '../definition-registry.js';
import { insertedId } from './column-types.js';
import type { DefinitionVersionRow } from './definition-version-row.js';
import { DefinitionVersionSchema, toDefinitionVersion } from './definition-version-row.js';
import type { RegistryDatabase } from './registry-database.js';
import { RegistryStateSchema } from './registry-state-row.js';

const NOTHING: RegisteredDefinitions = { registryVersion: 0, versions: [] };

/** The definitions in Postgres. Versions are only ever added or described anew, so a read fetches what has come since the last one. */
export function createPostgresDefinitionRegistry(database: RegistryDatabase): DefinitionRegistry {
  let latest = NOTHING;
  const read = (): Promise<RegisteredDefinitions> =>
    database.read(async (manager) => {
      latest = await readSince(manager, latest);
      return latest;
    });
  const apply = async (change: DefinitionChange): Promise<RegisteredDefinitions> => {
    await database.transaction((manager) => applyChange(manager, change));
    return read();
  };
  return { read, apply };
}

async function readSince(manager: EntityManager, known: RegisteredDefinitions): Promise<RegisteredDefinitions> {
  const { version } = await manager.findOneByOrFail(RegistryStateSchema, { singleton: true });
  if (version === known.registryVersion) return known;
  const from = version > known.registryVersion ? known : NOTHING;
  const rows = await manager.find(DefinitionVersionSchema, {
    where: { registryVersion: And(MoreThan(from.registryVersion), LessThanOrEqual(version)) },
    order: { id: 'ASC' },
  });
  const versions = new Map([...from.versions, ...rows.map(toDefinitionVersion)].map((each) => [each.id, each]));
  return { registryVersion: version, versions: [...versions.values()] };
}

async function applyChange(manager: EntityManager, change: DefinitionChange): Promise<void> {
  const state = await manager.findOneOrFail(RegistryStateSchema, {
    where: { singleton: true },
    lock: { mode: 'pessimistic_write' },
  });
  if (state.version !== change.expectedRegistryVersion) throw movedOn(change.expectedRegistryVersion, state.version);
  if (change.newVersions.length === 0 && (change.newDescriptions ?? []).length === 0) return;
  const newest = await readNewest(manager, namesIn(change));
  for (const added of change.newVersions) {
    const version = (newest.get(added.definition.name)?.version ?? 0) + 1;
    const id = await insertVersion(manager, added, {
      version,
      refersTo: resolveReferences(added, newest),
      registryVersion: state.version + 1,
      registeredAt: change.registeredAt,
    });
    newest.set(added.definition.name, { id, version });
  }
  for (const { id, definition } of change.newDescriptions ?? []) {
    const described: Partial<DefinitionVersionRow> = { definition, registryVersion: state.version + 1 };
    await manager.update(DefinitionVersionSchema, { id }, described as QueryDeepPartialEntity<DefinitionVersionRow>);
  }
  await manager.update(RegistryStateSchema, { singleton: true }, { version: state.version + 1 });
}

function namesIn(change: DefinitionChange): string[] {
  return [...new Set(change.newVersions.flatMap((added) => [added.definition.name, ...added.refersTo]))];
}

interface NewestVersion {
  readonly id: number;
  readonly version: number;
}

async function readNewest(manager: EntityManager, names: readonly string[]): Promise<Map<string, NewestVersion>> {
  const rows: (NewestVersion & { readonly name: string })[] = await manager.query(
    'SELECT DISTINCT ON (name) name, id, version FROM asof.definition_version WHERE name = ANY($1) ORDER BY name, version DESC',
    [names],
  );
  return new Map(rows.map(({ name, id, version }) => [name, { id, version }]));
}

function resolveReferences(
  added: NewDefinitionVersion,
  newest: ReadonlyMap<string, NewestVersion>,
): Record<string, number> {
  const resolved = added.refersTo.map((name): [string, number] => {
    const target = newest.get(name);
    if (target) return [name, target.id];
    throw new AsofError(
      'DEFINITION_UNKNOWN_NAME',
      `${added.definition.kind} "${added.definition.name}" refers to "${name}", which is neither registered nor ahead of it in this registration. Register "${name}" first.`,
      { name: added.definition.name, refersTo: name },
    );
  });
  return Object.fromEntries(resolved);
}

type Landing = Pick<DefinitionVersionRow, 'version' | 'refersTo' | 'registryVersion' | 'registeredAt'>;

async function insertVersion(manager: EntityManager, added: NewDefinitionVersion, landing: Landing): Promise<number> {
  const row: Omit<DefinitionVersionRow, 'id'> = {
    kind: added.definition.kind,
    name: added.definition.name,
    hash: added.hash,
    canonical: added.canonical,
    definition: added.definition,
    history: added.history,
    ...landing,
  };
  const inserted = await manager.insert(DefinitionVersionSchema, row as QueryDeepPartialEntity<DefinitionVersionRow>);
  return insertedId(inserted);
}

function movedOn(expected: number, found: number): AsofError {
  return new AsofError(
    'REGISTRY_VERSION_CHANGED',
    `The change was planned on registry version ${expected}, and the registry is at version ${found} now. Plan again and apply the new plan.`,
    { expectedRegistryVersion: expected, registryVersion: found },
  );
}
