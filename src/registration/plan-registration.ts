import { isDeepStrictEqual } from 'node:util';
import { loadExpressionParser } from '../expressions/parse-expression.js';
import type { DefinitionDifference } from '../definitions/diff-definitions.js';
import { diffDefinitions } from '../definitions/diff-definitions.js';
import type { DefinitionKind, DefinitionVersion } from '../definitions/model.js';
import type { NamedSdl, ReadDefinitions } from '../definitions/parse-definitions.js';
import { readDefinitions } from '../definitions/parse-definitions.js';
import { problemAt } from '../definitions/places.js';
import { resolveDefinitions, sourcesToRead } from '../definitions/resolve-definitions.js';
import type {
  DefinitionRegistry,
  NewDefinitionVersion,
  NewDescription,
  RegisteredDefinitions,
} from '../registry/definition-registry.js';
import type { SourceCatalog } from '../sources/source-catalog.js';
import { readSourceTables } from './read-source-tables.js';

/** What a registration does to one definition. */
export interface PlannedChange {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly action: 'CREATED' | 'CHANGED' | 'UNCHANGED';
  /** The version it has afterwards. */
  readonly version: number;
  readonly hash: string;
  readonly canonical: string;
  /** The canonical form of the version before; null for a definition that is created. */
  readonly previousCanonical: string | null;
  /** What of the canonical form is different, as `features.lastDelay.over`; empty unless changed. */
  readonly differences: readonly string[];
  /** False for a registered definition that changes only because something it refers to does. */
  readonly inText: boolean;
  /** Whether its description, owner or tags change, which makes no version. */
  readonly describedAnew: boolean;
}

/** What registering a text of definitions would do, on one version of the registry. */
export interface RegistrationPlan {
  /** The registry version it was planned on. */
  readonly registryVersion: number;
  /** In dependency order: the definitions of the text, and the registered ones that a change of them reaches. */
  readonly changes: readonly PlannedChange[];
  readonly newVersions: readonly NewDefinitionVersion[];
  readonly newDescriptions: readonly NewDescription[];
}

/**
 * Says what registering definitions would do, and changes nothing. Throws `DEFINITIONS_INVALID` with every problem at
 * once, `SOURCE_UNAVAILABLE` and `DATABASE_UNAVAILABLE`.
 */
export type PlanRegistration = (sdl: string | readonly NamedSdl[]) => Promise<RegistrationPlan>;

/** What planning needs. `reservedNames` are those of the platform's own types and queries. */
export interface PlanRegistrationPorts {
  readonly definitions: DefinitionRegistry;
  readonly sources: SourceCatalog;
  readonly reservedNames: ReadonlySet<string>;
}

/** The use case of planning a registration. */
export function createPlanRegistration({
  definitions,
  sources,
  reservedNames,
}: PlanRegistrationPorts): PlanRegistration {
  return async (sdl) => {
    await loadExpressionParser();
    const registered = await definitions.read();
    const read = readDefinitions(sdl);
    const input = { ...read, registered: newestByName(registered), versions: registered.versions };
    const tables = await readSourceTables(sources, sourcesToRead(input), read);
    const problems = [...read.problems, ...unkeepable(read)];
    const resolved = resolveDefinitions({ ...input, problems, tables, reservedNames });
    return planOf(registered, diffDefinitions(resolved));
  };
}

function planOf(
  { registryVersion }: RegisteredDefinitions,
  differences: readonly DefinitionDifference[],
): RegistrationPlan {
  return {
    registryVersion,
    changes: differences.map(plannedChange),
    newVersions: differences.filter(({ kind }) => kind !== 'unchanged').map(({ resolved }) => resolved),
    newDescriptions: differences.flatMap((difference) => {
      const { registered, definition } = difference.resolved;
      return registered !== null && isDescribedAnew(difference) ? [{ id: registered.id, definition }] : [];
    }),
  };
}

const ACTIONS = { created: 'CREATED', changed: 'CHANGED', unchanged: 'UNCHANGED' } as const;

function plannedChange(difference: DefinitionDifference): PlannedChange {
  const { kind, resolved, version, differences } = difference;
  return {
    kind: resolved.definition.kind,
    name: resolved.definition.name,
    action: ACTIONS[kind],
    version,
    hash: resolved.hash,
    canonical: resolved.canonical,
    previousCanonical: resolved.registered?.canonical ?? null,
    differences,
    inText: resolved.inText,
    describedAnew: isDescribedAnew(difference),
  };
}

/** The registry may hand out the members of a definition in another order. */
function isDescribedAnew({ kind, resolved: { registered, definition } }: DefinitionDifference): boolean {
  return kind === 'unchanged' && !isDeepStrictEqual(registered?.definition, definition);
}

function newestByName({ versions }: RegisteredDefinitions): ReadonlyMap<string, DefinitionVersion> {
  return new Map(versions.map((version) => [version.definition.name, version]));
}

/** Texts with a zero byte in them, which Postgres does not keep. */
function unkeepable({ definitions, locations }: ReadDefinitions): ReadDefinitions['problems'] {
  return definitions.filter(holdsZeroByte).map(({ name }) =>
    problemAt(locations.get(name), {
      code: 'DEFINITION_INVALID',
      message: `"${name}" holds the character \\u0000, which cannot be kept. Remove it.`,
    }),
  );
}

function holdsZeroByte(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  return value !== null && typeof value === 'object' && Object.values(value).some(holdsZeroByte);
}
