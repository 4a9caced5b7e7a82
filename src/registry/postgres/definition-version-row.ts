import { EntitySchema } from 'typeorm';
import type { Instant } from '../../time/instant.js';
import type { Definition, DefinitionVersion, HistoryLayout } from '../../definitions/model.js';
import { IDENTITY, INSTANT } from './column-types.js';

/** A version of a definition; once it is there, nothing but its description, owner and tags changes. */
export interface DefinitionVersionRow {
  readonly id: number;
  readonly kind: string;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly canonical: string;
  readonly definition: Definition;
  readonly refersTo: Readonly<Record<string, number>>;
  readonly history: HistoryLayout | null;
  /** The registration it came with, or was last described by. */
  readonly registryVersion: number;
  readonly registeredAt: Instant;
}

/** The table `asof.definition_version`. */
export const DefinitionVersionSchema = new EntitySchema<DefinitionVersionRow>({
  name: 'DefinitionVersion',
  schema: 'asof',
  tableName: 'definition_version',
  columns: {
    id: { ...IDENTITY, primary: true, primaryKeyConstraintName: 'definition_version_pkey' },
    kind: { type: 'text' },
    name: { type: 'text' },
    version: { type: 'integer' },
    hash: { type: 'text' },
    canonical: { type: 'text' },
    definition: { type: 'jsonb' },
    refersTo: { type: 'jsonb', name: 'refers_to' },
    history: { type: 'jsonb', nullable: true },
    registryVersion: { type: 'integer', name: 'registry_version' },
    registeredAt: { ...INSTANT, name: 'registered_at' },
  },
  uniques: [{ name: 'definition_version_is_unique', columns: ['name', 'version'] }],
  indices: [{ name: 'definition_version_by_registration', columns: ['registryVersion'] }],
});

/** The version as the rest of the house knows it. */
export function toDefinitionVersion(row: DefinitionVersionRow): DefinitionVersion {
  return {
    id: row.id,
    version: row.version,
    hash: row.hash,
    canonical: row.canonical,
    definition: row.definition,
    refersTo: row.refersTo,
    history: row.history,
  };
}
