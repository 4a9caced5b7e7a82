import { refuseAll } from '../errors/asof-error.js';
import { canonicalForm, hashOf } from './canonical-form.js';
import { checkSource } from './check-source.js';
import type { DefinitionScope, ScopeInput } from './definition-scope.js';
import { createScope } from './definition-scope.js';
import type { Definition, DefinitionVersion, HistoryLayout, Source } from './model.js';
import { describeProblems } from './parse-definitions.js';
import type { DefinitionProblem } from './places.js';
import { KINDS_IN_ORDER, referencesOf } from './references.js';
import { resolveFeatureView } from './resolve-feature-view.js';
import { resolveLabelSet } from './resolve-label-set.js';
import { ALL_RULES } from './rules/all-rules.js';
import type { TableColumns } from './table-columns.js';
import type { TableScope } from './table-scope.js';
import { createTableScope } from './table-scope.js';

/** What a text of definitions is resolved against. What `readDefinitions` gives fits in, its problems included. */
export interface ResolveInput extends ScopeInput {
  /** Problems found while reading, reported together with those found here. */
  readonly problems?: readonly DefinitionProblem[] | undefined;
  /** The table of every source of `sourcesToRead`, by the source's name; left out where there is no such table. */
  readonly tables: ReadonlyMap<string, TableColumns>;
  readonly reservedNames?: ReadonlySet<string> | undefined;
}

/** A definition as it would be registered. */
export interface ResolvedDefinition {
  /** Expressions are canonical SQL; `on` names a column for each join key. */
  readonly definition: Definition;
  readonly canonical: string;
  readonly hash: string;
  readonly history: HistoryLayout | null;
  /** The definitions it refers to by their newest version, each once. */
  readonly refersTo: readonly string[];
  /** The newest registered version of its name; `null` when there is none. It is the same definition when the hashes are equal. */
  readonly registered: DefinitionVersion | null;
  /** False for a registered definition that becomes another one because something it refers to changed. */
  readonly inText: boolean;
}

/** The sources whose tables `resolveDefinitions` needs: those of the text and of everything that a change of it reaches. */
export function sourcesToRead(input: ScopeInput): readonly Source[] {
  const scope = createScope(input);
  const names = scope.definitions.flatMap((each) =>
    each.kind === 'Source' ? [each.name] : 'source' in each ? [each.source] : [],
  );
  return [...new Set(names)].flatMap((name) => scope.findKind('Source', name) ?? []);
}

/**
 * Resolves definitions against the registry and the tables: the definitions of the text, then registered ones that become
 * others because of it, all in dependency order. Throws `DEFINITIONS_INVALID` with every problem, in the order of the text.
 * The expression parser must have been loaded.
 */
export function resolveDefinitions(input: ResolveInput): readonly ResolvedDefinition[] {
  const scope = createScope(input);
  const ruled = ALL_RULES.flatMap((rule) => rule({ scope, reservedNames: input.reservedNames ?? new Set() }));
  const tables = new Map(
    sourcesToRead(input).map((source) => [source.name, createTableScope(source, input.tables.get(source.name), scope)]),
  );
  const missing = checkTables(tables, input, scope);
  const resolved = resolveInOrder(scope, tables, input.versions ?? []);
  const found = [...tables.values()].flatMap((table) => table.problems);
  const problems = [
    ...(input.problems ?? []),
    ...ruled,
    ...missing,
    ...found,
    ...refuseUnmadeVersions(resolved, scope),
  ];
  refuseAll('DEFINITIONS_INVALID', describeProblems(new Set(problems.map(identity)).size), inOrder(problems));
  return resolved;
}

function checkTables(
  tables: ReadonlyMap<string, TableScope>,
  input: ResolveInput,
  scope: DefinitionScope,
): DefinitionProblem[] {
  return [...tables.values()].flatMap((table) => {
    const { source } = table;
    if (input.tables.has(source.name)) {
      checkSource(table, scope);
      return [];
    }
    if (source.table === '') return [];
    const where = source.database === null ? 'the database' : `the database "${source.database}"`;
    const message = `The table ${JSON.stringify(source.table)} of the source "${source.name}" is not in ${where}. Create it, or correct the name.`;
    return [scope.problem(`${source.name}(table)`, message, { code: 'SOURCE_TABLE_NOT_FOUND' })];
  });
}

function resolveInOrder(
  scope: DefinitionScope,
  tables: ReadonlyMap<string, TableScope>,
  versions: readonly DefinitionVersion[],
): ResolvedDefinition[] {
  const resolved = new Map<string, ResolvedDefinition>();
  const hashNow = (name: string, version: number | null): string => {
    const newest = scope.registered(name);
    const changed = resolved.get(name);
    if (version === null || (changed && version > (newest?.version ?? 0))) return changed?.hash ?? newest?.hash ?? '';
    return (
      versions.find((each) => each.definition.name === name && each.version === version)?.hash ?? newest?.hash ?? ''
    );
  };
  for (const kind of KINDS_IN_ORDER) {
    for (const definition of scope.definitions) {
      if (definition.kind !== kind) continue;
      const result = resolveOne(definition, { scope, tables, hashNow });
      if (result.inText || result.hash !== result.registered?.hash) resolved.set(definition.name, result);
    }
  }
  return [...resolved.values()];
}

interface Resolving {
  readonly scope: DefinitionScope;
  readonly tables: ReadonlyMap<string, TableScope>;
  /** The hash of a name's version as it will be after the registration; empty for what is not there, which is refused. */
  hashNow(name: string, version: number | null): string;
}

function resolveOne(definition: Definition, { scope, tables, hashNow }: Resolving): ResolvedDefinition {
  const references = referencesOf(definition);
  const refersTo = [...new Set(references.filter(({ version }) => version === null).map(({ name }) => name))];
  const hashes = references.map(
    ({ name, version }) => [version === null ? name : `${name}@${version}`, hashNow(name, version)] as const,
  );
  const { definition: canonicalDefinition, history } = resolveOverTable(definition, { scope, tables });
  const canonical = canonicalForm({ definition: canonicalDefinition, history, refersTo: Object.fromEntries(hashes) });
  return {
    definition: canonicalDefinition,
    canonical,
    hash: hashOf(canonical),
    history,
    refersTo,
    registered: scope.registered(definition.name) ?? null,
    inText: scope.isInText(definition.name),
  };
}

function resolveOverTable(
  definition: Definition,
  { scope, tables }: Pick<Resolving, 'scope' | 'tables'>,
): { readonly definition: Definition; readonly history: HistoryLayout | null } {
  const table = 'source' in definition ? tables.get(definition.source) : undefined;
  if (table === undefined) return { definition, history: null };
  if (definition.kind === 'LabelSet') return resolveLabelSet(definition, { scope, table });
  const entity = definition.kind === 'FeatureView' ? scope.findKind('Entity', definition.entity) : undefined;
  if (definition.kind !== 'FeatureView') return { definition, history: null };
  return resolveFeatureView(definition, entity ?? { kind: 'Entity', name: '', description: null, joinKeys: [] }, {
    scope,
    table,
  });
}

/** A reference to the version after the newest one holds only when this registration makes that version. */
function refuseUnmadeVersions(resolved: readonly ResolvedDefinition[], scope: DefinitionScope): DefinitionProblem[] {
  return resolved.flatMap(({ definition }) =>
    referencesOf(definition).flatMap(({ name, version, path }) => {
      const newest = scope.registered(name);
      const made = resolved.find((each) => each.definition.name === name);
      if (newest === undefined || made === undefined || version !== newest.version + 1 || made.hash !== newest.hash)
        return [];
      const message = `The feature view "${name}" has no version ${version}, and does not change here. Its newest version is ${newest.version}.`;
      return [scope.problem(path, message, { code: 'VERSION_NOT_FOUND' })];
    }),
  );
}

/** Each problem once, in the order of the text; those of registered definitions last. */
function inOrder(problems: readonly DefinitionProblem[]): DefinitionProblem[] {
  const distinct = [...new Map(problems.map((each) => [identity(each), each])).values()];
  const rank = ({ line = Number.MAX_SAFE_INTEGER, column = 0 }: DefinitionProblem): [number, number] => [line, column];
  return distinct.sort((left, right) => {
    const [a, b] = [rank(left), rank(right)];
    return a[0] - b[0] || a[1] - b[1];
  });
}

function identity({ code, message, line, column }: DefinitionProblem): string {
  return JSON.stringify([code, message, line, column]);
}
