import { EntitySchema } from 'typeorm';
import type { Instant } from '../../time/instant.js';
import type { TrainingSetRecord } from '../training-set-registry.js';
import { COUNT, IDENTITY, INSTANT } from './column-types.js';

/** What a training set was asked for and read. */
export interface TrainingSetRow extends Omit<TrainingSetRecord, 'where'> {
  /** The order of recording. */
  readonly recorded: number;
  readonly condition: string | null;
  readonly asOf: Instant;
}

/** The table `asof.training_set`. */
export const TrainingSetSchema = new EntitySchema<TrainingSetRow>({
  name: 'TrainingSet',
  schema: 'asof',
  tableName: 'training_set',
  columns: {
    id: { type: 'text', primary: true, primaryKeyConstraintName: 'training_set_pkey' },
    recorded: { ...IDENTITY },
    service: { type: 'text' },
    serviceId: { ...COUNT, name: 'service_id' },
    asOf: { ...INSTANT, name: 'as_of' },
    hindsight: { type: 'boolean' },
    condition: { type: 'text', nullable: true },
    spine: { type: 'text' },
    columns: { type: 'jsonb' },
    rowCount: { ...COUNT, name: 'row_count' },
    fingerprint: { type: 'text' },
    definitions: { type: 'jsonb' },
    runs: { type: 'jsonb' },
    createdAt: { ...INSTANT, name: 'created_at' },
  },
  indices: [{ name: 'training_set_by_recording', columns: ['recorded'] }],
  checks: [{ name: 'training_set_spine', expression: "spine IN ('LABELS', 'INLINE')" }],
  foreignKeys: [
    {
      name: 'training_set_service',
      target: 'DefinitionVersion',
      columnNames: ['service_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

/** The record as the rest of the house knows it. */
export function toTrainingSetRecord({ recorded: _, condition, ...row }: TrainingSetRow): TrainingSetRecord {
  return { ...row, where: condition };
}
