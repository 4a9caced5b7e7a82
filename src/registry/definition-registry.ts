import type { Instant } from '../time/instant.js';
import type { Definition, DefinitionVersion, HistoryLayout } from '../definitions/model.js';

/** Everything that is registered, at one registry version. */
export interface RegisteredDefinitions {
  /** Counts registrations that changed something, from 0 for an empty registry. */
  readonly registryVersion: number;
  /** Every version of every definition, by id ascending. */
  readonly versions: readonly DefinitionVersion[];
}

/** A version about to be registered; ids and version numbers are given out when it lands. */
export interface NewDefinitionVersion {
  readonly definition: Definition;
  readonly canonical: string;
  readonly hash: string;
  /** Names of the definitions it refers to; each is among the new versions or registered already. */
  readonly refersTo: readonly string[];
  readonly history: HistoryLayout | null;
}

/** A registered version with another description, owner or tags. */
export interface NewDescription {
  /** The id of the version; what it is (its hash) stays. */
  readonly id: number;
  readonly definition: Definition;
}

/** A registration: all of it lands or nothing does. */
export interface DefinitionChange {
  /** The registry version the change was planned on; another one found is `REGISTRY_VERSION_CHANGED`. */
  readonly expectedRegistryVersion: number;
  /** In dependency order: a definition stands behind those it refers to. */
  readonly newVersions: readonly NewDefinitionVersion[];
  readonly newDescriptions?: readonly NewDescription[];
  readonly registeredAt: Instant;
}

/** The definitions and their versions. */
export interface DefinitionRegistry {
  /** All that is registered now. Cheap when nothing has changed since the last call. */
  read(): Promise<RegisteredDefinitions>;
  /** Applies a change in one transaction and returns what is registered then. A change of nothing changes nothing. */
  apply(change: DefinitionChange): Promise<RegisteredDefinitions>;
}
