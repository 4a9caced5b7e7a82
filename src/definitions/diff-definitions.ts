import { canonicalJson } from './canonical-form.js';
import type { DefinitionVersion } from './model.js';
import type { ResolvedDefinition } from './resolve-definitions.js';

/** What a registration does to one definition. */
export interface DefinitionDifference {
  readonly kind: 'created' | 'changed' | 'unchanged';
  readonly resolved: ResolvedDefinition;
  /** The version it has after the registration. */
  readonly version: number;
  /** What of the canonical form is different, as `features.lastDelay.over`; empty unless changed. */
  readonly differences: readonly string[];
  /** True when only the description, owner or tags differ from what is registered, which makes no version. */
  readonly describedAnew: boolean;
}

/** What a registration changes, in the order of `resolved`, which is that of dependency. */
export function diffDefinitions(resolved: readonly ResolvedDefinition[]): readonly DefinitionDifference[] {
  return resolved.map((each): DefinitionDifference => {
    const { registered } = each;
    if (registered === null)
      return { kind: 'created', resolved: each, version: 1, differences: [], describedAnew: false };
    if (registered.hash === each.hash) {
      const describedAnew = canonicalJson(registered.definition) !== canonicalJson(each.definition);
      return { kind: 'unchanged', resolved: each, version: registered.version, differences: [], describedAnew };
    }
    return {
      kind: 'changed',
      resolved: each,
      version: registered.version + 1,
      differences: differencesOf(registered, each),
      describedAnew: false,
    };
  });
}

function differencesOf(registered: DefinitionVersion, resolved: ResolvedDefinition): string[] {
  const paths = differingPaths(JSON.parse(registered.canonical), JSON.parse(resolved.canonical), '');
  const said = paths.filter((path) => !path.startsWith('history'));
  return said.length > 0 ? said : paths;
}

function differingPaths(before: unknown, after: unknown, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const left = membersOf(before);
  const right = membersOf(after);
  if (left === undefined || right === undefined) return [path];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const inside = names.flatMap((name) =>
    differingPaths(left.get(name), right.get(name), path === '' ? name : `${path}.${name}`),
  );
  return inside.length > 0 ? inside : [path];
}

/** The parts of a value by name; items of a list go by their own name where they have one, else by position. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (value === null || typeof value !== 'object') return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  return new Map(value.map((item: unknown, index) => [nameOf(item) ?? String(index), item]));
}

function nameOf(item: unknown): string | undefined {
  const name = item !== null && typeof item === 'object' && 'name' in item ? item.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
