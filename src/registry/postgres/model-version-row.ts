import { EntitySchema } from 'typeorm';
import type { ModelVersionRecord } from '../model-registry.js';
import { COUNT, IDENTITY, INSTANT } from './column-types.js';

/** A trained model; all but its state and its promotion stays as it was added. */
export interface ModelVersionRow extends Omit<ModelVersionRecord, 'artifact'> {
  readonly artifact: Buffer;
}

/** The table `asof.model_version`. */
export const ModelVersionSchema = new EntitySchema<ModelVersionRow>({
  name: 'ModelVersion',
  schema: 'asof',
  tableName: 'model_version',
  columns: {
    id: { ...IDENTITY, primary: true, primaryKeyConstraintName: 'model_version_pkey' },
    model: { type: 'text' },
    version: { type: 'integer' },
    modelDefinitionId: { ...COUNT, name: 'model_definition_id' },
    serviceId: { ...COUNT, name: 'service_id' },
    trainingSetId: { type: 'text', name: 'training_set_id' },
    trainingSetFingerprint: { type: 'text', name: 'training_set_fingerprint' },
    asOf: { ...INSTANT, name: 'as_of' },
    hindsight: { type: 'boolean' },
    artifact: { type: 'bytea' },
    artifactHash: { type: 'text', name: 'artifact_hash' },
    features: { type: 'jsonb' },
    metrics: { type: 'jsonb' },
    record: { type: 'jsonb' },
    state: { type: 'text' },
    createdAt: { ...INSTANT, name: 'created_at' },
    promotedAt: { ...INSTANT, name: 'promoted_at', nullable: true },
  },
  uniques: [{ name: 'model_version_is_unique', columns: ['model', 'version'] }],
  indices: [{ name: 'model_version_one_live', columns: ['model'], unique: true, where: "(state = 'LIVE'::text)" }],
  checks: [{ name: 'model_version_state', expression: "state IN ('CANDIDATE', 'LIVE', 'RETIRED')" }],
  foreignKeys: [
    {
      name: 'model_version_definition',
      target: 'DefinitionVersion',
      columnNames: ['model_definition_id'],
      referencedColumnNames: ['id'],
    },
    {
      name: 'model_version_service',
      target: 'DefinitionVersion',
      columnNames: ['service_id'],
      referencedColumnNames: ['id'],
    },
    {
      name: 'model_version_training_set',
      target: 'TrainingSet',
      columnNames: ['training_set_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

/** The model version as the rest of the house knows it. */
export function toModelVersionRecord(row: ModelVersionRow): ModelVersionRecord {
  return { ...row, artifact: new Uint8Array(row.artifact) };
}
