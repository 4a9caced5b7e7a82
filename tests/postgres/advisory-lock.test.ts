import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import {
  advisoryLockKey,
  lockForTransaction,
  tryWithAdvisoryLock,
  withAdvisoryLock,
} from '../../src/postgres/advisory-lock.js';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase('locks');
});

afterAll(() => database.drop());

/** Whether somebody holds the lock. */
async function isHeld(name: string): Promise<boolean> {
  return database.pool.withClient(
    async (client) => !(await tryWithAdvisoryLock(client, name, async () => undefined)).held,
  );
}

describe('advisory locks', () => {
  test('a name always has the same key, and other names others', () => {
    expect(advisoryLockKey('migrations')).toBe(advisoryLockKey('migrations'));
    expect(new Set(['a', 'b', 'A', '', 'ab'].map(advisoryLockKey)).size).toBe(5);
  });

  test('let one in at a time', async () => {
    let inside = 0;
    let most = 0;
    const enter = () =>
      database.pool.withClient((client) =>
        withAdvisoryLock(client, 'one at a time', async () => {
          inside += 1;
          most = Math.max(most, inside);
          await sleep(5);
          inside -= 1;
        }),
      );
    await Promise.all(Array.from({ length: 8 }, enter));
    expect(most).toBe(1);
  });

  test('are given back when the function throws, even out of a transaction that failed', async () => {
    const failing = database.pool.withClient((client) =>
      withAdvisoryLock(client, 'thrown', async () => {
        await client.query('BEGIN');
        await client.query('SELECT * FROM nowhere');
      }),
    );
    await expect(failing).rejects.toMatchObject({ code: '42P01' });
    for (let tries = 0; tries < 100 && (await isHeld('thrown')); tries += 1) await sleep(20);
    expect(await isHeld('thrown')).toBe(false);
  });

  test('are refused at once by the variant that does not wait', async () => {
    await database.pool.withClient((client) =>
      withAdvisoryLock(client, 'taken', async () => {
        expect(await isHeld('taken')).toBe(true);
        expect(await isHeld('another')).toBe(false);
      }),
    );
    expect(await isHeld('taken')).toBe(false);
  });

  test('of a transaction last as long as it does', async () => {
    await database.pool.transaction(async (client) => {
      await lockForTransaction(client, 'in transaction');
      expect(await isHeld('in transaction')).toBe(true);
    });
    expect(await isHeld('in transaction')).toBe(false);
  });
});
