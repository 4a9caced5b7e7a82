import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startServer } from '../../src/app/server.js';
import { type OpenApp, openApp } from './open-app.js';

let open: OpenApp;

beforeAll(async () => {
  open = await openApp();
});

afterAll(() => open.close());

test('answers on a free port and no more once it is closed', async () => {
  const server = await startServer(open.app, { port: 0, host: '127.0.0.1' });
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ registry { version } }' }),
  });
  expect(await answer.json()).toEqual({ data: { registry: { version: 0 } } });
  await server.close();
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
});

test('says in a sentence that its port is taken', async () => {
  const other = createTcpServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(startServer(open.app, { port, host: '127.0.0.1' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining(`Port ${port} on 127.0.0.1 is taken`),
  });
  other.close();
});

test('says in a sentence that its host is not of this machine', async () => {
  await expect(startServer(open.app, { port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    message: expect.stringContaining('ASOF_HOST'),
  });
});

test('lets a request that is under way finish before it closes', async () => {
  const server = await startServer(open.app, { port: 0, host: '127.0.0.1' });
  let release: () => Promise<void> = async () => undefined;
  const locked = new Promise<void>((resolve) => {
    void open.database.pool.transaction(async (client) => {
      await client.query('LOCK TABLE asof.materialization_run IN ACCESS EXCLUSIVE MODE');
      await new Promise<void>((done) => {
        release = async () => done();
        resolve();
      });
    });
  });
  await locked;
  const request = fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ materializationRuns { nodes { id } } }' }),
  });
  await until(async () => {
    const { rows } = await open.database.pool.query<{ waiting: number }>(
      'SELECT count(*)::int4 AS waiting FROM pg_locks WHERE NOT granted',
    );
    return (rows[0]?.waiting ?? 0) > 0;
  });
  const closing = server.close();
  await release();
  expect(await (await request).json()).toEqual({ data: { materializationRuns: { nodes: [] } } });
  await closing;
});

async function until(happened: () => Promise<boolean>): Promise<void> {
  while (!(await happened())) await new Promise((resolve) => setTimeout(resolve, 10));
}
