import type { EntityManager, FindOptionsWhere, QueryDeepPartialEntity } from 'typeorm';
import { LessThan } from 'typeorm';
import { AsofError } from '../../errors/asof-error.js';
import type { Instant } from '../../time/instant.js';
import type { MaterializationRun, RunRegistry, RunWatermark } from '../run-registry.js';
import { insertedId } from './column-types.js';
import type { MaterializationRunRow } from './materialization-run-row.js';
import { MaterializationRunSchema, toMaterializationRun } from './materialization-run-row.js';
import type { RegistryDatabase } from './registry-database.js';

/** The runs in Postgres. */
export function createPostgresRunRegistry(database: RegistryDatabase): RunRegistry {
  return {
    begin: (definition, startedAt) => database.transaction((manager) => beginRun(manager, definition, startedAt)),
    markInHistory: async (id, report) => {
      await database.transaction((manager) => changeRunning(manager, id, { inHistory: true, report }));
    },
    succeed: (id, { finishedAt, report, online }) =>
      database.transaction((manager) =>
        changeRunning(manager, id, { state: 'SUCCEEDED', finishedAt, inHistory: true, online, report }),
      ),
    fail: (id, { finishedAt, code, message }) =>
      database.transaction((manager) =>
        changeRunning(manager, id, { state: 'FAILED', finishedAt, failure: { code, message } }),
      ),
    watermarks: (definitionIds) => database.read((manager) => readWatermarks(manager, definitionIds)),
    list: (filter) => database.read((manager) => listRuns(manager, filter)),
    find: (id) => database.read((manager) => findRun(manager, id)),
  };
}

async function beginRun(
  manager: EntityManager,
  { id, name }: { readonly id: number; readonly name: string },
  startedAt: Instant,
): Promise<MaterializationRun> {
  await manager.query('SELECT id FROM asof.definition_version WHERE id = $1 FOR NO KEY UPDATE', [id]);
  await manager.update(
    MaterializationRunSchema,
    { definitionId: id, state: 'RUNNING' },
    {
      state: 'FAILED',
      finishedAt: startedAt,
      failure: { code: 'RUN_SUPERSEDED', message: 'The process that ran it ended before the run did.' },
    },
  );
  const [last]: { readonly run: number | null }[] = await manager.query(
    'SELECT max(run) AS run FROM asof.materialization_run WHERE definition_id = $1',
    [id],
  );
  const inserted = await manager.insert(MaterializationRunSchema, {
    definitionId: id,
    name,
    run: (last?.run ?? 0) + 1,
    state: 'RUNNING',
    startedAt,
  });
  return toMaterializationRun(await manager.findOneByOrFail(MaterializationRunSchema, { id: insertedId(inserted) }));
}

/** Changes a run that is still running. One that another process has declared dead stays as it was. */
async function changeRunning(
  manager: EntityManager,
  id: string,
  change: QueryDeepPartialEntity<MaterializationRunRow>,
): Promise<MaterializationRun> {
  const key = parseRunId(id);
  const changed =
    key === undefined
      ? undefined
      : await manager.update(MaterializationRunSchema, { id: key, state: 'RUNNING' }, change);
  const run = await findRun(manager, id);
  if (run !== undefined && changed?.affected === 1) return run;
  throw new AsofError(
    'RUN_SUPERSEDED',
    run === undefined
      ? `There is no materialization run ${JSON.stringify(id)}.`
      : `Run ${run.run} of ${run.name} is ${run.state} and cannot change any more: another process took it for dead. Look at the later runs, and materialize again if need be.`,
    { run: id },
  );
}

async function readWatermarks(
  manager: EntityManager,
  definitionIds: readonly number[],
): Promise<ReadonlyMap<number, RunWatermark>> {
  const rows: (RunWatermark & { readonly id: number })[] = await manager.query(
    `SELECT asked.id,
            coalesce((SELECT run FROM asof.materialization_run WHERE definition_id = asked.id AND in_history ORDER BY run DESC LIMIT 1), 0) AS "historyRun",
            coalesce((SELECT run FROM asof.materialization_run WHERE definition_id = asked.id AND online ORDER BY run DESC LIMIT 1), 0) AS "onlineRun"
     FROM unnest($1::bigint[]) AS asked (id)`,
    [[...definitionIds]],
  );
  return new Map(rows.map(({ id, historyRun, onlineRun }) => [id, { historyRun, onlineRun }]));
}

async function listRuns(
  manager: EntityManager,
  filter: Parameters<RunRegistry['list']>[0],
): Promise<readonly MaterializationRun[]> {
  const before = filter.beforeId === undefined ? Number.MAX_SAFE_INTEGER : parseRunId(filter.beforeId);
  if (before === undefined) return [];
  const where: FindOptionsWhere<MaterializationRunRow> = {
    id: LessThan(before),
    ...(filter.definitionId === undefined ? {} : { definitionId: filter.definitionId }),
  };
  const rows = await manager.find(MaterializationRunSchema, { where, order: { id: 'DESC' }, take: filter.limit });
  return rows.map(toMaterializationRun);
}

async function findRun(manager: EntityManager, id: string): Promise<MaterializationRun | undefined> {
  const key = parseRunId(id);
  if (key === undefined) return undefined;
  const row = await manager.findOneBy(MaterializationRunSchema, { id: key });
  return row === null ? undefined : toMaterializationRun(row);
}

function parseRunId(id: string): number | undefined {
  return /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}
