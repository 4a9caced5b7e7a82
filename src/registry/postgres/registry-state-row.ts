import { EntitySchema } from 'typeorm';

/** The one row that counts registrations and that a registration locks. */
export interface RegistryStateRow {
  readonly singleton: true;
  readonly version: number;
}

/** The table `asof.registry_state`. */
export const RegistryStateSchema = new EntitySchema<RegistryStateRow>({
  name: 'RegistryState',
  schema: 'asof',
  tableName: 'registry_state',
  columns: {
    singleton: { type: 'boolean', primary: true, primaryKeyConstraintName: 'registry_state_pkey', default: true },
    version: { type: 'integer' },
  },
  checks: [{ name: 'registry_state_is_one_row', expression: 'singleton' }],
});
