import type { ErrorCode } from '../errors/catalogue.js';
import type { Definition, DefinitionKind, DefinitionVersion } from './model.js';
import type { DefinitionProblem, Locations, Place } from './places.js';
import { problemAt } from './places.js';
import { referencesOf } from './references.js';

/** What a registration is planned from. */
export interface ScopeInput {
  readonly definitions: readonly Definition[];
  readonly locations: Locations;
  /** The newest version of everything registered, by name. */
  readonly registered: ReadonlyMap<string, DefinitionVersion>;
  /** All versions of everything registered; without them a reference such as `View@2` finds the newest version only. */
  readonly versions?: readonly DefinitionVersion[] | undefined;
  /** Types that could not be read whole (`readDefinitions`); what refers to them is not blamed for what they lack. */
  readonly broken?: ReadonlySet<string> | undefined;
}

/** What names mean once the text is registered: the text's own definitions first, then those registered before. */
export interface DefinitionScope {
  /** The definitions of the text, then the registered ones that refer to them, directly or not. */
  readonly definitions: readonly Definition[];
  /** The newest definition of a name. */
  find(name: string): Definition | undefined;
  findKind<K extends DefinitionKind>(kind: K, name: string): Extract<Definition, { kind: K }> | undefined;
  /**
   * A version of a feature view; null is the newest. The number after the newest registered one is the text's own view,
   * which becomes that version if it changes.
   */
  findView(name: string, version: number | null): Extract<Definition, { kind: 'FeatureView' }> | undefined;
  /** The names that mean a definition of a kind, or of any. */
  names(kind?: DefinitionKind): readonly string[];
  isInText(name: string): boolean;
  isBroken(name: string): boolean;
  /** The newest registered version of a name. */
  registered(name: string): DefinitionVersion | undefined;
  /** A problem at a path of `places.ts`, or at the definition when the path has no place. */
  problem(
    path: string,
    message: string,
    options?: { code?: ErrorCode | undefined; offset?: number | undefined },
  ): DefinitionProblem;
}

/** The scope in which a text is checked and resolved. */
export function createScope({
  definitions,
  locations,
  registered,
  versions = [],
  broken = new Set(),
}: ScopeInput): DefinitionScope {
  const inText = new Map(definitions.map((each) => [each.name, each]));
  const all = new Map<string, Definition>([...registered].map(([name, { definition }]) => [name, definition]));
  for (const [name, definition] of inText) all.set(name, definition);
  const findKind: DefinitionScope['findKind'] = (kind, name) => ofKind(kind, all.get(name));
  return {
    definitions: [...definitions, ...dependentsOf(inText, all)],
    find: (name) => all.get(name),
    findKind,
    findView(name, version) {
      const newest = registered.get(name);
      if (version === null) return findKind('FeatureView', name);
      if (version === (newest?.version ?? 0) + 1) return ofKind('FeatureView', inText.get(name));
      const known =
        newest?.version === version
          ? newest
          : versions.find((each) => each.definition.name === name && each.version === version);
      return ofKind('FeatureView', known?.definition);
    },
    names: (kind) =>
      [...all.values()].filter((each) => kind === undefined || each.kind === kind).map(({ name }) => name),
    isInText: (name) => inText.has(name),
    isBroken: (name) => broken.has(name),
    registered: (name) => registered.get(name),
    problem(path, message, { code = 'DEFINITION_INVALID', offset } = {}) {
      const name = /^\w+/.exec(path)?.[0] ?? '';
      const place = nearestPlace(path, locations);
      const said =
        inText.has(name) || !all.has(name)
          ? message
          : `${message} ("${name}" is registered and refers to what is changed here.)`;
      return problemAt(place, {
        code,
        message: said,
        ...(offset === undefined || !locations.has(path) ? {} : { offset }),
      });
    },
  };
}

/** The place of a path, or of the nearest thing around it that has one: of an item its list, of an argument what carries it. */
function nearestPlace(path: string, locations: Locations): Place | undefined {
  for (let within = path; within !== ''; within = within.replace(/(\[\d+\]|\(\w+\)|[.:]?\w+|.)$/, '')) {
    const place = locations.get(within);
    if (place) return place;
  }
  return undefined;
}

function ofKind<K extends DefinitionKind>(
  kind: K,
  definition: Definition | undefined,
): Extract<Definition, { kind: K }> | undefined {
  return definition?.kind === kind ? (definition as Extract<Definition, { kind: K }>) : undefined;
}

/** Registered definitions that a change of the text reaches: they mean the newest version of what it defines. */
function dependentsOf(inText: ReadonlyMap<string, Definition>, all: ReadonlyMap<string, Definition>): Definition[] {
  const reached = new Set(inText.keys());
  const dependents: Definition[] = [];
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const definition of all.values()) {
      if (reached.has(definition.name)) continue;
      if (!referencesOf(definition).some(({ name, version }) => version === null && reached.has(name))) continue;
      reached.add(definition.name);
      dependents.push(definition);
    }
  }
  return dependents;
}
