import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { builtPackage } from './built-package.js';
import { answersAt, type CliProcess, runCli, startCli } from './cli-process.js';
import { type Client, clientOf } from './client.js';
import { eventually } from './eventually.js';
import { createRides, RIDES_SDL } from './rides.js';

let asof: string;
const running = new Set<CliProcess>();

beforeAll(async () => {
  asof = await builtPackage();
});

afterEach(async () => {
  const left = [...running];
  for (const server of left) server.signal('SIGTERM');
  await Promise.all(left.map(({ ended }) => ended));
});

interface Served {
  readonly server: CliProcess;
  readonly client: Client;
}

async function serve(command: 'serve' | 'dev', environment: Readonly<Record<string, string>>): Promise<Served> {
  const server = startCli(asof, [command, '--json'], { ASOF_PORT: '0', ...environment });
  running.add(server);
  void server.ended.then(() => running.delete(server));
  return { server, client: clientOf(await answersAt(server)) };
}

const REGISTER = 'mutation ($sdl: String!) { registerDefinitions(sdl: $sdl) { registryVersion } }';
const MATERIALIZE = 'mutation { materialize(wait: true) { name state failure { message } report { rowsAdded } } }';

describe('servers on one database', () => {
  let database: FreshDatabase;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    database = await freshDatabase('crowd');
    environment = { DATABASE_URL: database.connectionString, ASOF_DATA_DIR: await newDirectory('data') };
  });

  afterAll(() => database.drop());

  test('start five at once on nothing, and register, materialize and read as one', async () => {
    const five = await Promise.all(Array.from({ length: 5 }, () => serve('serve', environment)));
    const clients = five.map(({ client }) => client);
    for (const client of clients)
      expect(await client.get('{ registry { version } }')).toEqual({ registry: { version: 0 } });
    await createRides(database.pool);

    const same = await Promise.all(clients.map((client) => client.get(REGISTER, { sdl: RIDES_SDL })));
    expect(same.map(({ registerDefinitions }) => registerDefinitions.registryVersion)).toEqual([1, 1, 1, 1, 1]);
    const own = clients.map((client, index) =>
      client.get(REGISTER, { sdl: `type Depot${index} @entity { depot: String! @joinKey }` }),
    );
    const versions = (await Promise.all(own)).map(({ registerDefinitions }) => registerDefinitions.registryVersion);
    expect(versions.sort()).toEqual([2, 3, 4, 5, 6]);
    for (const client of clients) {
      const seen = () => client.get('{ registry { version } entities { totalCount } }');
      const { entities } = await eventually(seen, ({ registry }) => registry.version === 6);
      expect(entities.totalCount).toBe(6);
    }

    const runs = (await Promise.all(clients.map((client) => client.get(MATERIALIZE)))).flatMap(
      ({ materialize }) => materialize,
    );
    expect(runs.filter(({ state }) => state !== 'SUCCEEDED')).toEqual([]);
    const added = runs.map(({ name, report }) => (name === 'StationUse@1' ? report.rowsAdded : 0));
    expect(added.reduce((sum, rows) => sum + rows, 0)).toBe(800);

    const row = {
      id: 9_000,
      station: 'harbour',
      started_at: new Date().toISOString(),
      ended_at: new Date().toISOString(),
    };
    const push = `mutation ($rows: [JSONObject!]!) { pushRows(source: "Rides", rows: $rows, idempotencyKey: "one") { accepted duplicate } }`;
    const pushes = await Promise.all(clients.map((client) => client.get(push, { rows: [row] })));
    expect(pushes.filter(({ pushRows }) => !pushRows.duplicate)).toHaveLength(1);
    for (const client of clients) {
      const { onlineFeatures } = await client.get(
        '{ onlineFeatures(features: ["StationUse.rides6h"], entities: [{ station: "harbour" }, { station: "north" }]) { vectors { values } } }',
      );
      expect(onlineFeatures.vectors[0].values).toEqual([1]);
      expect(onlineFeatures.vectors[1].values[0]).toBeGreaterThan(10);
    }

    for (const { server } of five) server.signal('SIGTERM');
    const ends = await Promise.all(five.map(({ server }) => server.ended));
    expect(ends.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0]);
    expect(ends.map(({ stderr }) => stderr).join('')).not.toMatch(/error|warn/i);
  });
});

describe('a server that is asked to stop', () => {
  let database: FreshDatabase;
  let environment: Readonly<Record<string, string>>;

  beforeAll(async () => {
    database = await freshDatabase('stop');
    environment = { DATABASE_URL: database.connectionString, ASOF_DATA_DIR: await newDirectory('data') };
    await createRides(database.pool);
    await database.pool.query(
      'CREATE VIEW slow_rides AS WITH wait AS MATERIALIZED (SELECT pg_sleep(1)) SELECT rides.* FROM wait, rides WHERE rides.id < 10',
    );
  });

  afterAll(() => database.drop());

  const SLOW_SDL = (view: string) => `
    type Station @entity { station: String! @joinKey }
    type SlowRides @source(table: "slow_rides", rowKey: ["id"], eventTime: "started_at", knownTime: "ended_at")
    type ${view} @featureView(entity: "Station", source: "SlowRides") { rides: Int! @count }`;

  const sleepingInDatabase = () =>
    eventually(
      () =>
        database.pool.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'",
        ),
      ({ rowCount }) => rowCount > 0,
    );

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'answers what is under way on %s, takes nothing new and ends well',
    async (signal) => {
      const { server, client } = await serve('serve', environment);
      await client.get(REGISTER, { sdl: SLOW_SDL(`Slow${signal}`) });
      const under = client.get(
        `mutation { materialize(views: ["Slow${signal}"], wait: true) { state report { rowsAdded } } }`,
      );
      await sleepingInDatabase();
      server.signal(signal);
      await eventually(
        () => client.request('/healthz').catch(() => 'refused'),
        (answer) => answer === 'refused',
      );
      expect(await under).toEqual({ materialize: [{ state: 'SUCCEEDED', report: { rowsAdded: 9 } }] });
      const answered = performance.now();
      expect((await server.ended).status).toBe(0);
      expect(performance.now() - answered).toBeLessThan(5_000);
    },
  );

  test('killed in the middle of a run is followed by a run that closes it and does its work', async () => {
    const { server, client } = await serve('serve', environment);
    const sdl = SLOW_SDL('SlowKilled');
    await client.get(REGISTER, { sdl });
    const materialize = (wait: boolean) =>
      `mutation { materialize(views: ["SlowKilled"], wait: ${wait}) { state report { rowsAdded } } }`;
    expect(await client.get(materialize(false))).toEqual({ materialize: [{ state: 'RUNNING', report: null }] });
    await sleepingInDatabase();
    server.signal('SIGKILL');
    await server.ended;
    const { client: next } = await serve('serve', environment);
    expect(await next.get(materialize(true))).toEqual({
      materialize: [{ state: 'SUCCEEDED', report: { rowsAdded: 9 } }],
    });
    const { materializationRuns } = await next.get(
      '{ materializationRuns(name: "SlowKilled") { nodes { state failure { code } } } }',
    );
    expect(materializationRuns.nodes).toEqual([
      { state: 'SUCCEEDED', failure: null },
      { state: 'FAILED', failure: { code: expect.any(String) } },
    ]);
  });
});

describe('everything embedded', () => {
  const LIVE =
    '{ onlineFeatures(features: ["Use"], entities: [{ station: "north" }, { station: "south" }]) { vectors { values } } }';
  const SDL = `
    type Station @entity { station: String! @joinKey }
    type Rides @source(table: "rides", rowKey: ["id"], eventTime: "started_at")
    type Use @featureView(entity: "Station", source: "Rides") { rides: Int! @count  minutes: Float @sum(of: "minutes") }`;

  let environment: Readonly<Record<string, string>>;
  let directory: string;

  beforeAll(async () => {
    directory = await newDirectory('embedded');
    environment = { ASOF_DATA_DIR: join(directory, '.asof') };
    await writeFile(
      join(directory, 'rides.csv'),
      'id,station,started_at,minutes\n1,north,2026-01-01T00:00:00Z,4.5\n2,south,2026-01-01T01:00:00+01:00,7\n',
    );
    await writeFile(join(directory, 'definitions.graphql'), SDL);
  });

  const liveValues = async (client: Client) =>
    (await client.get(LIVE)).onlineFeatures.vectors.map(({ values }: { readonly values: unknown }) => values);

  test('commands beside a running server use its database', async () => {
    const { client } = await serve('dev', environment);
    const steps = [
      ['import', join(directory, 'rides.csv'), '--table', 'rides'],
      ['apply', join(directory, 'definitions.graphql')],
      ['materialize'],
    ];
    for (const step of steps) {
      const { status, stderr } = await runCli(asof, step, environment);
      expect({ step, status, stderr: status === 0 ? '' : stderr }).toEqual({ step, status: 0, stderr: '' });
    }
    await eventually(
      () => client.graphql(LIVE),
      ({ errors }) => errors.length === 0,
    );
    expect(await liveValues(client)).toEqual([
      [1, 4.5],
      [1, 7],
    ]);
  });

  test('is found again by a start after the last one was killed, with every row that had been acknowledged', async () => {
    const { server, client } = await serve('dev', environment);
    expect(await liveValues(client)).toEqual([
      [1, 4.5],
      [1, 7],
    ]);
    let acknowledged = 0;
    const pushing = (async () => {
      for (let id = 100; ; id += 1) {
        const row = { id, station: 'north', started_at: new Date().toISOString(), minutes: 1 };
        await client.get('mutation ($rows: [JSONObject!]!) { pushRows(source: "Rides", rows: $rows) { accepted } }', {
          rows: [row],
        });
        acknowledged += 1;
      }
    })().catch(() => undefined);
    await eventually(
      async () => acknowledged,
      (count) => count >= 5,
    );
    server.signal('SIGKILL');
    await Promise.all([pushing, server.ended]);

    const again = await serve('dev', environment);
    await again.client.get('mutation { materialize(wait: true) { state } }');
    const [[rides, minutes], south] = await liveValues(again.client);
    expect(rides - 1).toBeGreaterThanOrEqual(acknowledged);
    expect(rides - 1).toBeLessThanOrEqual(acknowledged + 1);
    expect({ minutes, south }).toEqual({ minutes: 4.5 + (rides - 1), south: [1, 7] });
    again.server.signal('SIGTERM');
    expect((await again.server.ended).status).toBe(0);
  });
});
