import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { placeData } from '../../src/postgres/embedded/placement.js';
import { isPostmasterOf, readPostmaster } from '../../src/postgres/embedded/postmaster.js';
import { endProcess, processCommand, processIdentity } from '../../src/postgres/embedded/process-identity.js';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/postgres/embedded-server.js';
import { createPool } from '../../src/postgres/pool.js';

const root = process.getuid?.() === 0;
let home: string;
let folders = 0;
const children: ChildProcess[] = [];
const servers: EmbeddedPostgres[] = [];

beforeAll(async () => {
  home = await newDirectory('embedded');
});

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const child of children.splice(0)) if (child.pid !== undefined) await endProcess(child.pid, ['SIGKILL'], 5_000);
});

afterAll(() => rm(home, { recursive: true, force: true }));

function newFolder(): string {
  folders += 1;
  return join(home, `server-${folders}`);
}

async function start(dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, ...options });
  servers.push(server);
  return server;
}

interface Answer {
  readonly connectionString?: string;
  readonly adopted?: boolean;
  readonly code?: string;
}

/** Starts a server in a process of its own. */
async function startElsewhere(...args: string[]): Promise<{ child: ChildProcess; answer: Answer }> {
  const script = fileURLToPath(new URL('./start-embedded.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, answer: JSON.parse(line.toString()) as Answer };
}

async function run(connectionString: string | undefined, sql: string): Promise<unknown[]> {
  const pool = createPool(connectionString ?? '');
  try {
    return (await pool.query(sql)).rows;
  } finally {
    await pool.close();
  }
}

async function postmasterOf(dataDir: string): Promise<number> {
  return (await readPostmaster(join(dataDir, 'data')))?.pid ?? 0;
}

/** Kills whatever would end the server when `parent` dies, and then `parent`. */
async function killWithWatchdog(parent: number): Promise<void> {
  const listed = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8').catch(
    async () => (await promisify(execFile)('pgrep', ['-P', String(parent)])).stdout,
  );
  for (const pid of listed.trim().split(/\s+/).map(Number)) {
    if (/\bwatch \d+ INT QUIT/.test(await processCommand(pid))) await endProcess(pid, ['SIGKILL'], 5_000);
  }
  await endProcess(parent, ['SIGKILL'], 5_000);
}

describe('the embedded server', () => {
  test('starts on an empty folder, and a second start finds its data at the same address', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await run(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS n');
    await first.stop();
    const second = await start(dataDir);
    expect(second.connectionString).toBe(first.connectionString);
    expect(await run(second.connectionString, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  test('sorts text by code point, in UTF-8, whatever the locale of the machine', async () => {
    const { connectionString } = await start(newFolder());
    const sql =
      "SELECT string_agg(t, '' ORDER BY t) AS sorted, upper('ä') AS upper FROM unnest(ARRAY['b', 'a', 'B', 'é', 'Z', '_']) AS t";
    expect(await run(connectionString, sql)).toEqual([{ sorted: 'BZ_abé', upper: 'Ä' }]);
  });

  test('listens on 127.0.0.1 alone, keeps its password to its owner, and asks for it', async () => {
    const dataDir = newFolder();
    const { connectionString } = await start(dataDir);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    const wrong = new URL(connectionString);
    wrong.password = 'guess';
    await expect(run(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((each) => each?.family === 'IPv4' && !each.internal);
    for (const other of others) {
      const outside = new URL(connectionString);
      outside.hostname = other?.address ?? '';
      await expect(run(outside.href, 'SELECT 1')).rejects.toThrow('nothing answers there');
    }
  });

  test('takes another port when the one it had is taken, and keeps other settings that are asked for', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await first.stop();
    const squatter = createServer().listen(Number(new URL(first.connectionString).port), '127.0.0.1');
    await once(squatter, 'listening');
    const second = await start(dataDir, { settings: { work_mem: '5MB' } });
    expect(second.connectionString).not.toBe(first.connectionString);
    expect(await run(second.connectionString, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
    squatter.close();
  });

  test('stops within moments although a session is busy', async () => {
    const { connectionString, stop } = await start(newFolder());
    const busy = expect(run(connectionString, 'SELECT pg_sleep(60)')).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
    await sleep(200);
    const before = performance.now();
    await stop();
    expect(performance.now() - before).toBeLessThan(10_000);
    await busy;
  });
});

describe('a folder in use', () => {
  test('is refused to the same process and to others, until it is given back', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    expect((await startElsewhere(dataDir)).answer).toMatchObject({ code: 'DATA_DIR_IN_USE' });
    expect(await run(first.connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await first.stop();
    const { answer } = await startElsewhere(dataDir);
    expect(answer).toMatchObject({ adopted: false });
  });

  test('is shared with a process that wants to adopt its server, which then leaves it running', async () => {
    const dataDir = newFolder();
    const { answer } = await startElsewhere(dataDir);
    const adopted = await start(dataDir, { adopt: true });
    expect(adopted).toMatchObject({ adopted: true, connectionString: answer.connectionString });
    await adopted.stop();
    expect(await run(answer.connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('has one owner when five processes want it at once', async () => {
    const dataDir = newFolder();
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => start(dataDir)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const attempt of attempts) {
      if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'DATA_DIR_IN_USE' });
    }
  });
});

describe('after a crash', () => {
  test('of its parent by kill -9, the server ends by itself and the next start finds the data', async () => {
    const dataDir = newFolder();
    const { child, answer } = await startElsewhere(dataDir);
    await run(answer.connectionString, 'CREATE TABLE kept AS SELECT 42 AS n');
    const postmaster = await postmasterOf(dataDir);
    child.kill('SIGKILL');
    for (let tries = 0; tries < 250 && (await processIdentity(postmaster)) !== undefined; tries += 1) await sleep(20);
    expect(await processIdentity(postmaster)).toBeUndefined();
    const again = await start(dataDir);
    expect(await run(again.connectionString, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  test('that left the server running, the next start ends that one and finds the data', async () => {
    const dataDir = newFolder();
    const { child, answer } = await startElsewhere(dataDir);
    await run(answer.connectionString, 'CREATE TABLE kept AS SELECT 42 AS n');
    const orphan = await postmasterOf(dataDir);
    await killWithWatchdog(child.pid as number);
    expect(await isPostmasterOf(orphan, join(dataDir, 'data'))).toBe(true);
    const again = await start(dataDir);
    expect(await processIdentity(orphan)).toBeUndefined();
    expect(await run(again.connectionString, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  test('of everything by kill -9, what was committed is there', async () => {
    const dataDir = newFolder();
    const { child, answer } = await startElsewhere(dataDir);
    await run(answer.connectionString, 'CREATE TABLE kept AS SELECT n FROM generate_series(1, 1000) AS n');
    const postmaster = await postmasterOf(dataDir);
    await killWithWatchdog(child.pid as number);
    process.kill(postmaster, 'SIGKILL');
    const again = await start(dataDir);
    expect(await run(again.connectionString, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 1_000 }]);
  });

  test('of the server alone, stopping and starting goes on where it was', async () => {
    const dataDir = newFolder();
    const first = await start(dataDir);
    await run(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS n');
    process.kill(await postmasterOf(dataDir), 'SIGKILL');
    await first.stop();
    const again = await start(dataDir);
    expect(await run(again.connectionString, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
  });

  test('whose pid belongs to somebody else by now, that process is left alone', async () => {
    const dataDir = newFolder();
    await (await start(dataDir)).stop();
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
    children.push(bystander);
    const stale = [bystander.pid, join(dataDir, 'data'), '1', '5432', '', '127.0.0.1', '', 'ready   ', ''].join('\n');
    await writeFile(join(dataDir, 'data', 'postmaster.pid'), stale);
    await writeFile(join(dataDir, 'owner'), `${bystander.pid}@some-other-boot+1\n${bystander.pid}\nabc\n`);
    const again = await start(dataDir);
    expect(await run(again.connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await processIdentity(bystander.pid as number)).toBeDefined();
  });

  test('in the middle of making the data folder, the next start makes it anew', async () => {
    const dataDir = newFolder();
    await mkdir(join(dataDir, 'unfinished-abc', 'data', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'password'), 'of the attempt that died\n');
    const { connectionString } = await start(dataDir);
    expect(await run(connectionString, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('unfinished'))).toEqual([]);
  });
});

describe('a folder that others may not enter', () => {
  test('works all the same, and starts empty once it has been deleted', async () => {
    const closed = join(home, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const dataDir = join(closed, 'server');
    const first = await start(dataDir);
    await run(first.connectionString, 'CREATE TABLE kept AS SELECT 42 AS n');
    await first.stop();
    const second = await start(dataDir);
    expect(await run(second.connectionString, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    await second.stop();
    await rm(dataDir, { recursive: true });
    const third = await start(dataDir);
    await expect(run(third.connectionString, 'SELECT n FROM kept')).rejects.toMatchObject({ code: '42P01' });
    await third.stop();
    const { dataParent, directory } = await placeData(dataDir);
    expect(dataParent === directory).toBe(!root);
    if (root) await rm(dataParent, { recursive: true });
  });
});
