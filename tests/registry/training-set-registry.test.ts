import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TrainingSetChunk, TrainingSetRecord } from '../../src/registry/training-set-registry.js';
import type { FreshRegistry } from './migrated.js';
import { freshRegistry } from './migrated.js';
import { MOMENT, newEntity, newService, register } from './samples.js';

const ROWS_A_CHUNK = 1_000;

describe('the training set registry', () => {
  let registry: FreshRegistry;
  let serviceId: number;
  let id: string;
  let made = 0;
  beforeAll(async () => {
    registry = await freshRegistry('training_sets');
    serviceId =
      (await register(registry.definitions, [newEntity('Airport'), newService('Risk', ['Airport'])])).get('Risk') ?? -1;
  });
  beforeEach(() => {
    made += 1;
    id = `set-${made}`;
  });
  afterAll(() => registry.close());

  function recordOf(rowCount: number): TrainingSetRecord {
    return {
      id,
      service: 'Risk',
      serviceId,
      asOf: MOMENT,
      hindsight: true,
      where: null,
      spine: 'LABELS',
      columns: [{ name: 'View.feature', type: 'Float', role: 'FEATURE' }],
      rowCount,
      fingerprint: 'f',
      definitions: [{ id: serviceId, name: 'Risk', kind: 'FeatureService', version: 1, hash: 'h' }],
      runs: [{ definitionId: serviceId, name: 'Risk@1', run: 3 }],
      createdAt: MOMENT + 1,
    };
  }

  function chunkAt(index: number, byteCount = 64): TrainingSetChunk {
    return { firstRow: index * ROWS_A_CHUNK, rowCount: ROWS_A_CHUNK, bytes: new Uint8Array(byteCount).fill(index) };
  }

  async function* chunksOf(count: number, byteCount?: number): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
    for (let index = 0; index < count; index += 1) yield chunkAt(index, byteCount);
    return recordOf(count * ROWS_A_CHUNK);
  }

  async function chunksFrom(fromRow: number): Promise<readonly TrainingSetChunk[]> {
    const read: TrainingSetChunk[] = [];
    for await (const chunk of registry.trainingSets.readChunks(id, fromRow)) read.push(chunk);
    return read;
  }

  async function expectNothingKept(): Promise<void> {
    expect(await registry.trainingSets.find(id)).toBeUndefined();
    const { rows } = await registry.database.pool.query(
      'SELECT 1 FROM asof.training_set_chunk WHERE training_set_id = $1',
      [id],
    );
    expect(rows).toEqual([]);
  }

  test('gives back the record and every byte', async () => {
    expect(await registry.trainingSets.record(id, chunksOf(5))).toEqual(recordOf(5_000));
    expect(await registry.trainingSets.find(id)).toEqual(recordOf(5_000));
    expect(await chunksFrom(0)).toEqual([0, 1, 2, 3, 4].map((index) => chunkAt(index)));
  });

  test('keeps a training set of no rows', async () => {
    await registry.trainingSets.record(id, chunksOf(0));
    expect(await registry.trainingSets.find(id)).toEqual(recordOf(0));
    expect(await chunksFrom(0)).toEqual([]);
  });

  test('reads from the chunk that holds a row', async () => {
    await registry.trainingSets.record(id, chunksOf(4));
    const firstRows = async (fromRow: number): Promise<number[]> =>
      (await chunksFrom(fromRow)).map(({ firstRow }) => firstRow);
    expect(await firstRows(999)).toEqual([0, 1_000, 2_000, 3_000]);
    expect(await firstRows(1_000)).toEqual([1_000, 2_000, 3_000]);
    expect(await firstRows(3_999)).toEqual([3_000]);
    expect(await firstRows(4_000)).toEqual([]);
  });

  test('reads nothing of a training set that is not there', async () => {
    expect(await chunksFrom(0)).toEqual([]);
    expect(await registry.trainingSets.find(id)).toBeUndefined();
  });

  test('keeps nothing when the rows fail after three chunks', async () => {
    async function* failing(): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
      for (let index = 0; index < 3; index += 1) yield chunkAt(index);
      throw new Error('the sweep broke');
    }
    await expect(registry.trainingSets.record(id, failing())).rejects.toThrow('the sweep broke');
    await expectNothingKept();
  });

  test('keeps nothing and ends the rows when the connection is killed', async () => {
    let ended = false;
    async function* killing(): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
      try {
        for (let index = 0; index < 50; index += 1) {
          yield chunkAt(index);
          if (index !== 3) continue;
          await registry.database.pool.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'asof training sets'`,
          );
        }
        return recordOf(50_000);
      } finally {
        ended = true;
      }
    }
    await expect(registry.trainingSets.record(id, killing())).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    expect(ended).toBe(true);
    await expectNothingKept();
    await registry.trainingSets.record(id, chunksOf(2));
    expect(await chunksFrom(0)).toHaveLength(2);
  });

  test('shows nothing to others before all rows are kept', async () => {
    async function* peeking(): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
      yield chunkAt(0);
      yield chunkAt(1);
      await expectNothingKept();
      return recordOf(2_000);
    }
    await registry.trainingSets.record(id, peeking());
    expect(await chunksFrom(0)).toHaveLength(2);
  });

  test('leaves no query and no transaction open when a reader stops early', async () => {
    await registry.trainingSets.record(id, chunksOf(20));
    for await (const chunk of registry.trainingSets.readChunks(id, 0)) {
      expect(chunk.firstRow).toBe(0);
      break;
    }
    const { rows } = await registry.database.pool.query(
      `SELECT state FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'asof training sets' AND state <> 'idle'`,
    );
    expect(rows).toEqual([]);
  });

  test('records several at once, more than it has connections', async () => {
    const ids = Array.from({ length: 7 }, (_, index) => `${id}-${index}`);
    await Promise.all(
      ids.map((each) => {
        async function* chunks(): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
          yield chunkAt(0);
          yield chunkAt(1);
          return { ...recordOf(2_000), id: each };
        }
        return registry.trainingSets.record(each, chunks());
      }),
    );
    expect((await registry.trainingSets.list({ limit: 7 })).map((each) => each.id).sort()).toEqual(ids);
  });

  test('lists the newest first, of one service or of all', async () => {
    await registry.trainingSets.record(id, chunksOf(1));
    const [newest] = await registry.trainingSets.list({ service: 'Risk', limit: 1 });
    expect(newest?.id).toBe(id);
    expect(await registry.trainingSets.list({ service: 'Nobody', limit: 9 })).toEqual([]);
  });

  test('holds few chunks in memory, whatever the size', async () => {
    const megabyte = 1 << 20;
    async function* noise(): AsyncGenerator<TrainingSetChunk, TrainingSetRecord> {
      for (let index = 0; index < 150; index += 1) {
        const bytes = new Uint8Array(megabyte);
        for (let at = 0; at < megabyte; at += 4) bytes[at] = (at * 2_654_435_761 * (index + 1)) >>> 11;
        yield { firstRow: index * ROWS_A_CHUNK, rowCount: ROWS_A_CHUNK, bytes };
      }
      return recordOf(150 * ROWS_A_CHUNK);
    }
    const before = process.memoryUsage().rss;
    await registry.trainingSets.record(id, noise());
    let highest = 0;
    for await (const chunk of registry.trainingSets.readChunks(id, 0)) {
      expect(chunk.bytes.length).toBe(megabyte);
      highest = Math.max(highest, process.memoryUsage().rss);
    }
    expect(highest - before).toBeLessThan(120 * megabyte);
  });
});
