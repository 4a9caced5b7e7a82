import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { createPool, type PostgresPool } from '../../src/postgres/pool.js';
import { createPostgresPredictionLog } from '../../src/prediction-log/postgres/postgres-prediction-log.js';
import { migratedTemplate } from '../registry/migrated.js';
import {
  BufferedPredictionLog,
  type BufferedPredictionLogOptions,
} from '../../src/prediction-log/buffered-prediction-log.js';
import type { PredictionLog } from '../../src/prediction-log/prediction-log.js';
import { idOf, samplePrediction } from './sample-prediction.js';

let database: FreshDatabase;
let pool: PostgresPool;
let refused: string[];

beforeEach(async () => {
  database = await freshDatabase('buffered', { template: migratedTemplate });
  pool = createPool(database.connectionString);
  refused = [];
});

afterEach(async () => {
  await pool.close();
  await database.drop();
});

/** Lets Postgres refuse connections to the database, or take them again. */
async function allowConnections(allowed: boolean): Promise<void> {
  const name = new URL(database.connectionString).pathname.slice(1);
  const elsewhere = createPool(new URL('/postgres', database.connectionString).href, { max: 1 });
  await elsewhere.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${allowed}`);
  if (!allowed)
    await elsewhere.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await elsewhere.close();
}

function buffered(
  options: Partial<BufferedPredictionLogOptions> = {},
  log: PredictionLog = createPostgresPredictionLog(pool),
): BufferedPredictionLog {
  return new BufferedPredictionLog(log, {
    onRefused: ({ id }) => refused.push(id),
    firstRetryMillis: 5,
    longestRetryMillis: 20,
    ...options,
  });
}

async function countLogged(): Promise<number> {
  const { rows } = await database.pool.query<{ count: string }>('SELECT count(*) FROM asof.prediction_log');
  return Number(rows[0]?.count);
}

const samples = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => samplePrediction(from + index));

/** Whether a promise is still open after others have had their turn. */
async function isOpen(promise: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open');
  await new Promise((resolve) => setTimeout(resolve, 50));
  return (await Promise.race([promise, Promise.resolve(open)])) === open;
}

test('answers at once, finds what is still buffered, and has logged everything after a flush', async () => {
  const log = buffered({ batchSize: 10 });
  await log.append(samples(0, 35));
  expect(await log.find(idOf(34))).toEqual(samplePrediction(34));
  await log.append(samples(35, 5));
  await log.flush();
  expect(await countLogged()).toBe(40);
  expect(await log.find(idOf(39))).toEqual(samplePrediction(39));
  expect(log.report()).toEqual({ waiting: 0, logged: 40, refused: 0, failures: 0 });
  await log.close();
});

test('logs on its own without a flush', async () => {
  const log = buffered();
  await log.append(samples(0, 3));
  for (let tries = 0; tries < 200 && log.report().waiting > 0; tries += 1) await isOpen(Promise.resolve());
  expect(await countLogged()).toBe(3);
  await log.close();
});

test('closes only when everything is logged, and takes nothing afterwards', async () => {
  const log = buffered({ batchSize: 7, capacity: 20 });
  const appends = Array.from({ length: 12 }, (_, index) => log.append(samples(index * 10, 10)));
  await log.close();
  await Promise.all(appends);
  expect(await countLogged()).toBe(120);
  await expect(log.append(samples(500, 1))).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await log.close();
});

test('tries again until Postgres is back, counts the failures and loses nothing', async () => {
  const log = buffered({ batchSize: 4 });
  await allowConnections(false);
  await log.append(samples(0, 10));
  await expect(log.flush()).rejects.toThrow();
  expect(log.report()).toMatchObject({ waiting: 10, logged: 0, refused: 0 });
  expect(log.report().failures).toBeGreaterThan(0);
  await allowConnections(true);
  for (let tries = 0; tries < 100 && log.report().waiting > 0; tries += 1) await isOpen(Promise.resolve());
  expect(await countLogged()).toBe(10);
  await log.close();
});

test('makes callers wait while it is full, and lets them in by turns', async () => {
  const log = buffered({ capacity: 10, batchSize: 5 });
  await allowConnections(false);
  await log.append(samples(0, 8));
  const second = log.append(samples(8, 6));
  const third = log.append(samples(14, 1));
  expect(await isOpen(second)).toBe(true);
  expect(await isOpen(third)).toBe(true);
  await allowConnections(true);
  await Promise.all([second, third]);
  await log.close();
  expect(await countLogged()).toBe(15);
});

test('takes an append that is larger than all its room', async () => {
  const log = buffered({ capacity: 10, batchSize: 8 });
  await log.append(samples(0, 3));
  await log.append(samples(3, 50));
  await log.close();
  expect(await countLogged()).toBe(53);
});

test('says at the end how many are left when Postgres stays away', async () => {
  const log = buffered({ capacity: 5 });
  await allowConnections(false);
  await log.append(samples(0, 5));
  const waiting = log.append(samples(5, 2));
  const outcome = expect(waiting).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await expect(log.close()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE', details: { unlogged: 7 } });
  await outcome;
  await allowConnections(true);
});

test('reports a prediction that Postgres will never take, and logs the others', async () => {
  const log = buffered({ batchSize: 10 });
  const wrong = samplePrediction(7, { entity: { iata: 'a\u0000b' } });
  await log.append([...samples(0, 7), wrong, ...samples(8, 20)]);
  await log.flush();
  expect(refused).toEqual([wrong.id]);
  expect(await countLogged()).toBe(27);
  expect(log.report()).toEqual({ waiting: 0, logged: 27, refused: 1, failures: 1 });
  await log.close();
});

test('refuses nothing because Postgres cannot be reached', async () => {
  const log = buffered();
  await pool.close();
  await log.append(samples(0, 3));
  await expect(log.flush()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  await expect(log.close()).rejects.toMatchObject({ details: { unlogged: 3 } });
  expect(refused).toEqual([]);
});
