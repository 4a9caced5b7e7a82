import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { serverConnectionString } from '../harness/postgres.js';
import { findFreePort } from '../../src/postgres/embedded/free-port.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/embedded-server.js';
import { createPool, type PostgresPool } from '../../src/postgres/pool.js';
import { builtPackage } from './built-package.js';
import { runCli } from './cli-process.js';
import { eventually } from './eventually.js';
import { createRides, RIDES_SDL } from './rides.js';
import { expectNothingFromInside } from './scan-answer.js';
import { bringUp, serveDatabase } from './served-app.js';

describe('a Postgres that is not there at the start', () => {
  let asof: string;
  let dataDirectory: string;

  beforeAll(async () => {
    [asof, dataDirectory] = await Promise.all([builtPackage(), newDirectory('data')]);
  });

  const serve = (url: string) =>
    runCli(asof, ['serve'], { DATABASE_URL: url, ASOF_PORT: '0', ASOF_DATA_DIR: dataDirectory });

  test.each([
    ['nothing answers there', async () => `postgres://asof:secret@127.0.0.1:${await findFreePort()}/asof`],
    ['there is no database of that name', () => withPath(serverConnectionString(), '/nowhere')],
    ['it refused the user or the password', () => withPassword(serverConnectionString(), 'wrong')],
    ['machine', () => 'postgres://asof:secret@asof.invalid:5432/asof'],
  ])('ends the process with a sentence: %s', async (reason, urlOf) => {
    const { status, stdout, stderr } = await serve(await urlOf());
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('error DATABASE_UNAVAILABLE: Postgres cannot be reached');
    expect(stderr).toContain(reason);
    expect(stderr).toContain('correct DATABASE_URL');
    expectNothingFromInside(stderr);
  });

  test('ends the process when it takes the connection and says nothing', async () => {
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as { readonly port: number };
    const started = performance.now();
    const { status, stderr } = await serve(`postgres://asof:secret@127.0.0.1:${port}/asof`);
    expect(performance.now() - started).toBeLessThan(20_000);
    mute.close();
    expect(status).toBe(1);
    expect(stderr).toContain('DATABASE_UNAVAILABLE');
  });
});

/** Rides that take their time to be read. */
const SLOW_RIDES = `CREATE VIEW slow_rides AS
  SELECT rides.*, (SELECT true FROM pg_sleep(0.05 + rides.id * 0)) AS read FROM rides`;

const SLOW_SDL = `
type SlowRides @source(table: "slow_rides", rowKey: ["id"], eventTime: "started_at", knownTime: "ended_at")
type SlowUse @featureView(entity: "Station", source: "SlowRides") { rides: Int! @count(where: "read") }`;

describe('a Postgres that goes away', () => {
  let dataDir: string;
  let port: number;
  let postgres: EmbeddedPostgres;
  let pool: PostgresPool;
  let served: Awaited<ReturnType<typeof serveDatabase>>;

  const start = async () => {
    postgres = await startEmbeddedPostgres({ dataDir, port, settings: { fsync: 'off', shared_buffers: '16MB' } });
  };

  beforeAll(async () => {
    [dataDir, port] = await Promise.all([newDirectory('postgres-down'), findFreePort()]);
    await start();
    pool = createPool(postgres.connectionString);
    await createRides(pool);
    served = await serveDatabase({ databaseUrl: postgres.connectionString });
    await bringUp(served, RIDES_SDL);
  });

  afterAll(async () => {
    await served.close();
    await pool.close();
    await postgres.stop();
  });

  const REQUESTS: readonly (readonly [string, string])[] = [
    [
      'a registration',
      'mutation { registerDefinitions(sdl: "type Depot @entity { depot: String! @joinKey }") { registryVersion } }',
    ],
    ['a list', '{ materializationRuns { nodes { id } } }'],
    ['a training set', '{ trainingSet(service: "RideOutlook", asOf: "2026-01-01T00:00:00Z") { id } }'],
    ['a materialization', 'mutation { materialize(wait: true) { state } }'],
    [
      'a push',
      'mutation { pushRows(source: "Rides", rows: [{ id: 5000, started_at: "2026-01-01T00:00:00Z" }]) { accepted } }',
    ],
    ['a promotion', 'mutation { promoteModel(model: "LongRide", version: 1) { state } }'],
    ['a replay', 'mutation { replayPrediction(id: "00000000-0000-4000-8000-000000000000") { same } }'],
  ];

  test('answers DATABASE_UNAVAILABLE within seconds, stays alive, and goes on when it is back', async () => {
    const { client } = served;
    await postgres.stop();
    const started = performance.now();
    const answers = await Promise.all(REQUESTS.map(([, query]) => client.graphql(query)));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(answers.map(({ errors }) => errors.map(({ extensions }) => extensions.code))).toEqual(
      REQUESTS.map(() => ['DATABASE_UNAVAILABLE']),
    );
    const live = await client.graphql(
      '{ onlineFeatures(service: "StationFacts", entities: [{ station: "north" }]) { at } }',
    );
    expect(live.errors.filter(({ extensions }) => extensions.code !== 'DATABASE_UNAVAILABLE')).toEqual([]);
    expect(await client.request('/healthz')).toMatchObject({ status: 200 });
    const ready = await client.request('/readyz');
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text)).toMatchObject({
      ready: false,
      checks: [
        { name: 'database', ready: false, code: 'DATABASE_UNAVAILABLE' },
        { name: 'onlineStore', ready: true },
      ],
    });
    const download = await client.request('/v1/training-sets/nothing.csv');
    expect(download.status).toBe(503);

    await start();
    await eventually(
      () => client.request('/readyz'),
      ({ status }) => status === 200,
    );
    expect(await client.get('{ registry { version } }')).toEqual({ registry: { version: 1 } });
    const { materialize } = await client.get('mutation { materialize(wait: true) { state } }');
    expect(materialize).toEqual([{ state: 'SUCCEEDED' }, { state: 'SUCCEEDED' }]);
  });

  test('killed in the middle of a materialization ends it with a reason, and the next one makes it good', async () => {
    const { client } = served;
    await pool.query(SLOW_RIDES);
    await client.get('mutation ($sdl: String!) { registerDefinitions(sdl: $sdl) { registryVersion } }', {
      sdl: SLOW_SDL,
    });
    const materialize =
      'mutation { materialize(views: ["SlowUse"], wait: true) { state failure { code } report { rowsAdded } } }';
    const under = client.graphql(materialize);
    const running = () =>
      pool.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE '%slow_rides%' AND wait_event = 'PgSleep'");
    await eventually(running, ({ rowCount }) => rowCount > 0);
    const [pid] = (await readFile(join(dataDir, 'data', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    const { data, errors } = await under;
    const [code] = [
      ...errors.map(({ extensions }) => extensions.code),
      ...(data?.materialize ?? []).map(({ failure }: { failure: { code: string } }) => failure.code),
    ];
    expect(code).toBe('DATABASE_UNAVAILABLE');

    await postgres.stop();
    await start();
    await eventually(
      () => client.request('/readyz'),
      ({ status }) => status === 200,
    );
    await pool.query('CREATE OR REPLACE VIEW slow_rides AS SELECT rides.*, true AS read FROM rides');
    const again = await client.get(materialize);
    expect(again.materialize).toEqual([{ state: 'SUCCEEDED', failure: null, report: { rowsAdded: 800 } }]);
    const { materializationRuns } = await client.get('{ materializationRuns(name: "SlowUse") { nodes { state } } }');
    expect(materializationRuns.nodes.map(({ state }: { state: string }) => state)).toEqual(['SUCCEEDED', 'FAILED']);
    const { onlineFeatures } = await client.get(
      '{ onlineFeatures(features: ["SlowUse"], entities: [{ station: "north" }]) { vectors { values } } }',
    );
    expect(onlineFeatures.vectors[0].values).toEqual([160]);
  });
});

function withPath(url: string, path: string): string {
  const changed = new URL(url);
  changed.pathname = path;
  return changed.href;
}

function withPassword(url: string, password: string): string {
  const changed = new URL(url);
  changed.password = password;
  return changed.href;
}
