import { EntitySchema } from 'typeorm';
import { COUNT } from './column-types.js';

/** Consecutive rows of a training set, deflated. */
export interface TrainingSetChunkRow {
  readonly trainingSetId: string;
  readonly firstRow: number;
  readonly rowCount: number;
  readonly bytes: Buffer;
}

/** The table `asof.training_set_chunk`. Its bytes are stored out of line and not compressed again. */
export const TrainingSetChunkSchema = new EntitySchema<TrainingSetChunkRow>({
  name: 'TrainingSetChunk',
  schema: 'asof',
  tableName: 'training_set_chunk',
  columns: {
    trainingSetId: {
      type: 'text',
      name: 'training_set_id',
      primary: true,
      primaryKeyConstraintName: 'training_set_chunk_pkey',
    },
    firstRow: { ...COUNT, name: 'first_row', primary: true, primaryKeyConstraintName: 'training_set_chunk_pkey' },
    rowCount: { type: 'integer', name: 'row_count' },
    bytes: { type: 'bytea' },
  },
  foreignKeys: [
    {
      name: 'training_set_chunk_training_set',
      target: 'TrainingSet',
      columnNames: ['training_set_id'],
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
      deferrable: 'INITIALLY DEFERRED',
    },
  ],
});
