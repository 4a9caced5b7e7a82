import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { EntityManager } from 'typeorm';
import { formatInstant } from '../../time/instant.js';
import type { PostgresPool } from '../../postgres/pool.js';
import type { PostgresClient, Queryable } from '../../postgres/postgres-client.js';
import type { TrainingSetChunk, TrainingSetRecord, TrainingSetRegistry } from '../training-set-registry.js';
import type { RegistryDatabase } from './registry-database.js';
import { TrainingSetSchema, toTrainingSetRecord } from './training-set-row.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Chunks fetched at once: what a reader holds in memory. */
const CHUNKS_AHEAD = 2;

/**
 * The training sets in Postgres. Their bulk goes past TypeORM, over `pool`: a recording holds one of its connections, in
 * one transaction, for as long as its rows are computed; a reader holds none between chunks.
 */
export function createPostgresTrainingSetRegistry(database: RegistryDatabase, pool: PostgresPool): TrainingSetRegistry {
  return {
    record: (id, chunks) => record(pool, id, chunks),
    find: (id) => database.read((manager) => findRecord(manager, id)),
    readChunks: (id, fromRow) => readChunks(pool, id, fromRow),
    list: (filter) => database.read((manager) => listRecords(manager, filter)),
  };
}

async function record(
  pool: PostgresPool,
  id: string,
  chunks: AsyncGenerator<TrainingSetChunk, TrainingSetRecord>,
): Promise<TrainingSetRecord> {
  return pool.transaction(async (client) => {
    const finished = await keepChunks(client, id, chunks);
    await keepRecord(client, id, finished);
    return finished;
  });
}

/** Keeps chunk after chunk: while Postgres takes one, the next is computed. Ends `chunks` when it does not get to its end. */
async function keepChunks(
  client: PostgresClient,
  id: string,
  chunks: AsyncGenerator<TrainingSetChunk, TrainingSetRecord>,
): Promise<TrainingSetRecord> {
  let landing: Promise<unknown> = Promise.resolve();
  try {
    for (;;) {
      const step = await chunks.next();
      if (step.done) {
        await landing;
        return step.value;
      }
      const bytes = await deflate(step.value.bytes, { level: 1 });
      await landing;
      landing = insertChunk(client, id, { ...step.value, bytes });
      landing.catch(() => undefined);
    }
  } catch (error) {
    await landing.catch(() => undefined);
    await chunks.return(undefined as never).catch(() => undefined);
    throw error;
  }
}

function insertChunk(client: Queryable, id: string, { firstRow, rowCount, bytes }: TrainingSetChunk): Promise<unknown> {
  const sql =
    'INSERT INTO asof.training_set_chunk (training_set_id, first_row, row_count, bytes) VALUES ($1, $2, $3, $4)';
  return client.query(sql, [id, firstRow, rowCount, bytes]);
}

async function keepRecord(client: Queryable, id: string, kept: TrainingSetRecord): Promise<void> {
  await client.query(
    `INSERT INTO asof.training_set
       (id, service, service_id, as_of, hindsight, condition, spine, columns, row_count, fingerprint, definitions, runs, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      id,
      kept.service,
      kept.serviceId,
      formatInstant(kept.asOf),
      kept.hindsight,
      kept.where,
      kept.spine,
      JSON.stringify(kept.columns),
      kept.rowCount,
      kept.fingerprint,
      JSON.stringify(kept.definitions),
      JSON.stringify(kept.runs),
      formatInstant(kept.createdAt),
    ],
  );
}

interface ChunkRow {
  readonly first_row: string;
  readonly row_count: number;
  readonly bytes: Buffer;
}

/** Chunks never change once they are seen, so a reader pages by key: no cursor is open while it is not asking. */
async function* readChunks(pool: PostgresPool, id: string, fromRow: number): AsyncGenerator<TrainingSetChunk> {
  let from = fromRow;
  for (;;) {
    const { rows } = await pool.query<ChunkRow>(
      `SELECT first_row, row_count, bytes FROM asof.training_set_chunk
       WHERE training_set_id = $1 AND first_row + row_count > $2
         AND first_row >= coalesce((SELECT max(first_row) FROM asof.training_set_chunk WHERE training_set_id = $1 AND first_row <= $2), 0)
       ORDER BY first_row LIMIT ${CHUNKS_AHEAD}`,
      [id, from],
    );
    for (const row of rows) {
      const firstRow = Number(row.first_row);
      yield { firstRow, rowCount: row.row_count, bytes: new Uint8Array(await inflate(row.bytes)) };
      from = firstRow + row.row_count;
    }
    if (rows.length < CHUNKS_AHEAD) return;
  }
}

async function findRecord(manager: EntityManager, id: string): Promise<TrainingSetRecord | undefined> {
  const row = await manager.findOneBy(TrainingSetSchema, { id });
  return row === null ? undefined : toTrainingSetRecord(row);
}

async function listRecords(
  manager: EntityManager,
  { service, limit }: Parameters<TrainingSetRegistry['list']>[0],
): Promise<readonly TrainingSetRecord[]> {
  const where = service === undefined ? {} : { service };
  const rows = await manager.find(TrainingSetSchema, { where, order: { recorded: 'DESC' }, take: limit });
  return rows.map(toTrainingSetRecord);
}
