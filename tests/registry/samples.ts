import type { Definition } from '../../src/definitions/model.js';
import type { DefinitionRegistry, NewDefinitionVersion } from '../../src/registry/definition-registry.js';

/** A moment whose microseconds a `Date` would lose. */
export const MOMENT = 1_764_000_000_123_457;

/** An entity about to be registered. */
export function newEntity(name: string, canonical = `entity ${name}`): NewDefinitionVersion {
  const definition: Definition = {
    kind: 'Entity',
    name,
    description: null,
    joinKeys: [{ name: 'id', type: 'BigInt' }],
  };
  return { definition, canonical, hash: `hash of ${canonical}`, refersTo: [], history: null };
}

/** A service about to be registered that refers to `refersTo`. */
export function newService(name: string, refersTo: readonly string[]): NewDefinitionVersion {
  const definition: Definition = { kind: 'FeatureService', name, description: null, features: [], labels: null };
  return { definition, canonical: `service ${name}`, hash: `hash of ${name}`, refersTo, history: null };
}

/** Registers `newVersions` on whatever is registered now; the ids they got, by name. */
export async function register(
  definitions: DefinitionRegistry,
  newVersions: readonly NewDefinitionVersion[],
): Promise<ReadonlyMap<string, number>> {
  const { registryVersion } = await definitions.read();
  const after = await definitions.apply({
    expectedRegistryVersion: registryVersion,
    newVersions,
    registeredAt: MOMENT,
  });
  return new Map(after.versions.map((version) => [version.definition.name, version.id]));
}
