import type { EntityManager, FindOptionsWhere, QueryDeepPartialEntity } from 'typeorm';
import { AsofError } from '../../errors/asof-error.js';
import type { Instant } from '../../time/instant.js';
import { advisoryLockKey } from '../../postgres/advisory-lock.js';
import type { ModelRegistry, ModelVersionRecord, NewModelVersion } from '../model-registry.js';
import { insertedId } from './column-types.js';
import type { ModelVersionRow } from './model-version-row.js';
import { ModelVersionSchema, toModelVersionRecord } from './model-version-row.js';
import type { RegistryDatabase } from './registry-database.js';

/** The model versions in Postgres. */
export function createPostgresModelRegistry(database: RegistryDatabase): ModelRegistry {
  const findBy = (where: FindOptionsWhere<ModelVersionRow>): Promise<ModelVersionRecord | undefined> =>
    database.read(async (manager) => {
      const row = await manager.findOneBy(ModelVersionSchema, where);
      return row === null ? undefined : toModelVersionRecord(row);
    });
  return {
    add: (version) => database.transaction((manager) => addVersion(manager, version)),
    find: async (model, version) => (isVersion(version) ? findBy({ model, version }) : undefined),
    findLive: (model) => findBy({ model, state: 'LIVE' }),
    list: (model) => database.read((manager) => listVersions(manager, model)),
    promote: (model, version, promotedAt) =>
      database.transaction((manager) => promoteVersion(manager, { model, version, promotedAt })),
  };
}

async function addVersion(manager: EntityManager, added: NewModelVersion): Promise<ModelVersionRecord> {
  await lockModel(manager, added.model);
  const [last]: { readonly version: number | null }[] = await manager.query(
    'SELECT max(version) AS version FROM asof.model_version WHERE model = $1',
    [added.model],
  );
  const row: Omit<ModelVersionRow, 'id'> = {
    ...added,
    artifact: Buffer.from(added.artifact),
    version: (last?.version ?? 0) + 1,
    state: 'CANDIDATE',
    promotedAt: null,
  };
  const inserted = await manager.insert(ModelVersionSchema, row as QueryDeepPartialEntity<ModelVersionRow>);
  return toModelVersionRecord(await manager.findOneByOrFail(ModelVersionSchema, { id: insertedId(inserted) }));
}

async function listVersions(manager: EntityManager, model: string | null): Promise<readonly ModelVersionRecord[]> {
  const rows = await manager.find(ModelVersionSchema, {
    where: model === null ? {} : { model },
    order: { id: 'DESC' },
  });
  return rows.map(toModelVersionRecord);
}

async function promoteVersion(
  manager: EntityManager,
  asked: { readonly model: string; readonly version: number; readonly promotedAt: Instant },
): Promise<ModelVersionRecord> {
  const { model, version, promotedAt } = asked;
  await lockModel(manager, model);
  const row = isVersion(version) ? await manager.findOneBy(ModelVersionSchema, { model, version }) : null;
  if (row === null) throw await noSuchVersion(manager, model, version);
  if (row.state === 'LIVE') return toModelVersionRecord(row);
  await manager.update(ModelVersionSchema, { model, state: 'LIVE' }, { state: 'RETIRED' });
  await manager.update(ModelVersionSchema, { id: row.id }, { state: 'LIVE', promotedAt });
  return toModelVersionRecord({ ...row, state: 'LIVE', promotedAt });
}

/** Until the transaction ends, nobody else adds or promotes versions of the model. */
async function lockModel(manager: EntityManager, model: string): Promise<void> {
  await manager.query('SELECT pg_advisory_xact_lock($1::bigint)', [advisoryLockKey(`asof model ${model}`)]);
}

async function noSuchVersion(manager: EntityManager, model: string, version: number): Promise<AsofError> {
  const rows: { readonly version: number }[] = await manager.query(
    'SELECT version FROM asof.model_version WHERE model = $1 ORDER BY version DESC LIMIT 1',
    [model],
  );
  const newest = rows[0]?.version;
  const found =
    newest === undefined ? 'It has not been trained yet: train it first.' : `Its versions are 1 to ${newest}.`;
  return new AsofError('MODEL_VERSION_NOT_FOUND', `Model "${model}" has no version ${version}. ${found}`, {
    model,
    version,
    newestVersion: newest ?? null,
  });
}

/** Whether Postgres could hold the number as a version at all. */
function isVersion(version: number): boolean {
  return Number.isInteger(version) && version > 0 && version < 2 ** 31;
}
