import { EntitySchema } from 'typeorm';
import type { Instant } from '../../time/instant.js';
import type { MaterializationRun, RunReport, RunState } from '../run-registry.js';
import { COUNT, IDENTITY, INSTANT } from './column-types.js';

/** A run and what became of it. */
export interface MaterializationRunRow {
  readonly id: number;
  readonly definitionId: number;
  readonly name: string;
  readonly run: number;
  readonly state: RunState;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly inHistory: boolean;
  readonly online: boolean;
  readonly report: RunReport | null;
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** The table `asof.materialization_run`. */
export const MaterializationRunSchema = new EntitySchema<MaterializationRunRow>({
  name: 'MaterializationRun',
  schema: 'asof',
  tableName: 'materialization_run',
  columns: {
    id: { ...IDENTITY, primary: true, primaryKeyConstraintName: 'materialization_run_pkey' },
    definitionId: { ...COUNT, name: 'definition_id' },
    name: { type: 'text' },
    run: { type: 'integer' },
    state: { type: 'text' },
    startedAt: { ...INSTANT, name: 'started_at' },
    finishedAt: { ...INSTANT, name: 'finished_at', nullable: true },
    inHistory: { type: 'boolean', name: 'in_history', default: false },
    online: { type: 'boolean', default: false },
    report: { type: 'jsonb', nullable: true },
    failure: { type: 'jsonb', nullable: true },
  },
  uniques: [{ name: 'materialization_run_is_unique', columns: ['definitionId', 'run'] }],
  indices: [
    {
      name: 'materialization_run_one_running',
      columns: ['definitionId'],
      unique: true,
      where: "(state = 'RUNNING'::text)",
    },
  ],
  checks: [{ name: 'materialization_run_state', expression: "state IN ('RUNNING', 'SUCCEEDED', 'FAILED')" }],
  foreignKeys: [
    {
      name: 'materialization_run_definition',
      target: 'DefinitionVersion',
      columnNames: ['definition_id'],
      referencedColumnNames: ['id'],
    },
  ],
});

/** The run as the rest of the house knows it. */
export function toMaterializationRun(row: MaterializationRunRow): MaterializationRun {
  return { ...row, id: String(row.id) };
}
