import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { parseInstant } from '../../src/time/instant.js';
import { createPool } from '../../src/postgres/pool.js';
import { movableClock } from './clock.js';
import { freshDatabase } from './postgres.js';
import { startRedis } from './redis.js';
import { seededRandom } from './seed.js';

async function ask(port: number, command: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  try {
    socket.write(`${command}\r\n`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return answer.toString().trim();
  } finally {
    socket.destroy();
  }
}

describe('the ground tests stand on', () => {
  test('databases are empty, apart from each other, and gone when dropped', async () => {
    const [one, other] = await Promise.all([freshDatabase('ground'), freshDatabase('ground')]);
    await one.pool.query('CREATE TABLE mine (n int)');
    expect((await other.pool.query("SELECT to_regclass('mine') AS found")).rows).toEqual([{ found: null }]);
    await Promise.all([one.drop(), other.drop()]);
    const gone = createPool(one.connectionString);
    await expect(gone.query('SELECT 1')).rejects.toThrow('no database of that name');
    await gone.close();
  });

  test('a template is prepared once and copied as often as wanted', async () => {
    let prepared = 0;
    const template = {
      name: `template_of_${process.pid}`,
      async prepare(connectionString: string) {
        prepared += 1;
        const pool = createPool(connectionString);
        await pool.query('CREATE TABLE ready AS SELECT 42 AS n');
        await pool.close();
      },
    };
    const copies = await Promise.all([1, 2, 3].map(() => freshDatabase('copy', { template })));
    for (const copy of copies) {
      expect((await copy.pool.query('SELECT n FROM ready')).rows).toEqual([{ n: 42 }]);
      await copy.drop();
    }
    expect(prepared).toBe(1);
  });

  test('a Redis answers, is emptied, crashes and comes back empty at the same address', async () => {
    const redis = await startRedis();
    await ask(redis.port, 'SET a 1');
    await redis.flush();
    expect(await ask(redis.port, 'GET a')).toBe('$-1');
    await ask(redis.port, 'SET a 1');
    await redis.kill();
    await expect(ask(redis.port, 'PING')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await redis.revive();
    expect(await ask(redis.port, 'GET a')).toBe('$-1');
    await redis.stop();
    await expect(ask(redis.port, 'PING')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a clock stands still until it is moved', () => {
    const clock = movableClock('2026-03-29T01:00:00Z');
    expect(clock.now()).toBe(parseInstant('2026-03-29T01:00:00Z'));
    clock.advance(1);
    expect(clock.now()).toBe(parseInstant('2026-03-29T01:00:00.000001Z'));
    clock.moveTo(0);
    expect(clock.now()).toBe(0);
  });

  test('a seed gives the same numbers again', () => {
    const [one, other] = [seededRandom(7), seededRandom(7)];
    expect(Array.from({ length: 5 }, one)).toEqual(Array.from({ length: 5 }, other));
  });
});
