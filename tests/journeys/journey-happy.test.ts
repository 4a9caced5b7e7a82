import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRedis, type TestRedis } from '../harness/redis.js';
import { parseCsv, readParquet } from './read-download.js';
import { createRides, RIDES_SDL, STATIONS } from './rides.js';
import { type ServedApp, serveApp } from './served-app.js';

const TRAINING_SET = `query ($service: String!, $spine: [JSONObject!], $asOf: DateTime!) {
  trainingSet(service: $service, asOf: $asOf, spine: $spine) {
    id rowCount fingerprint columns { name type role }
    parquet: download(format: PARQUET) csv: download(format: CSV) jsonl: download(format: JSONL)
  }
}`;

const PAGE = `query ($id: ID!, $after: String) {
  recordedTrainingSet(id: $id) { rows(first: 300, after: $after) { nodes { position values } pageInfo { hasNextPage endCursor } } }
}`;

const LIVE = `query ($service: String, $features: [String!], $entities: [JSONObject!]!) {
  onlineFeatures(service: $service, features: $features, entities: $entities) { columns vectors { entity values statuses eventTimes } }
}`;

const now = (): string => new Date().toISOString();

/** All rows of a recorded training set, page by page. */
async function readPages({ client }: ServedApp, id: string): Promise<readonly (readonly unknown[])[]> {
  const rows: { readonly position: number; readonly values: readonly unknown[] }[] = [];
  for (let after: string | null = null; ; ) {
    const { recordedTrainingSet } = await client.get(PAGE, { id, after });
    const { nodes, pageInfo } = recordedTrainingSet.rows;
    rows.push(...nodes);
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor;
  }
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_row, index) => index));
  return rows.map(({ values }) => values);
}

describe.each(['the embedded store', 'Redis'])('from a table to a live prediction, with %s', (store) => {
  let served: ServedApp;
  let redis: TestRedis | undefined;

  beforeAll(async () => {
    if (store === 'Redis') redis = await startRedis();
    served = await serveApp({ redisUrl: redis?.url ?? '' });
    await createRides(served.database.pool);
  });

  afterAll(async () => {
    await served.close();
    await redis?.stop();
  });

  test('a plan changes nothing, a registration makes versions, and the same again makes none', async () => {
    const { client } = served;
    const { planDefinitions: plan } = await client.get(
      'mutation ($sdl: String!) { planDefinitions(sdl: $sdl) { registryVersion changesAnything changes { kind name action version } } }',
      { sdl: RIDES_SDL },
    );
    expect(plan).toMatchObject({ registryVersion: 0, changesAnything: true });
    expect(plan.changes).toHaveLength(7);
    const register = `mutation ($sdl: String!, $expected: Int) {
      registerDefinitions(sdl: $sdl, expectedRegistryVersion: $expected) { registryVersion changes { name action version } }
    }`;
    const first = await client.get(register, { sdl: RIDES_SDL, expected: plan.registryVersion });
    expect(first.registerDefinitions.registryVersion).toBe(1);
    expect(first.registerDefinitions.changes).toContainEqual({ name: 'LongRide', action: 'CREATED', version: 1 });
    const again = await client.get(register, { sdl: RIDES_SDL });
    expect(again.registerDefinitions.registryVersion).toBe(1);
    expect(new Set(again.registerDefinitions.changes.map(({ action }: { action: string }) => action))).toEqual(
      new Set(['UNCHANGED']),
    );
  });

  test('a materialization brings every row in, and again has nothing to add', async () => {
    const materialize =
      'mutation { materialize(wait: true) { name state online report { rowsAdded entitiesWritten } } }';
    const first = await served.client.get(materialize);
    expect(first.materialize).toEqual([
      { name: 'StationUse@1', state: 'SUCCEEDED', online: true, report: { rowsAdded: 800, entitiesWritten: 5 } },
      { name: 'RideOutcome@1', state: 'SUCCEEDED', online: false, report: { rowsAdded: 800, entitiesWritten: 0 } },
    ]);
    const again = await served.client.get(materialize);
    expect(again.materialize.map(({ report }: { report: unknown }) => report)).toEqual([
      { rowsAdded: 0, entitiesWritten: 0 },
      { rowsAdded: 0, entitiesWritten: 0 },
    ]);
  });

  test('a training set from labels can be paged, downloaded three ways, and computed again', async () => {
    const { client } = served;
    const { trainingSet } = await client.get(TRAINING_SET, { service: 'RideOutlook', asOf: now() });
    expect(trainingSet.rowCount).toBe(800);
    const rows = await readPages(served, trainingSet.id);
    expect(rows).toHaveLength(800);
    await expectSameRows(served, trainingSet, rows);
    const { recordedTrainingSet } = await client.get(
      'query ($id: ID!) { recordedTrainingSet(id: $id, recompute: true) { fingerprint reproduced } }',
      { id: trainingSet.id },
    );
    expect(recordedTrainingSet).toEqual({ fingerprint: trainingSet.fingerprint, reproduced: true });
  });

  test('a training set from an inline spine keeps its order, its duplicates, its null keys and its further columns', async () => {
    const spine = [
      { station: "o'clock", eventTime: now(), note: 'first, "quoted"\nand broken' },
      { station: null, eventTime: now(), note: '' },
      { station: 'nowhere', eventTime: '2026-01-01T00:00:00.000001+02:00', note: null },
      { station: "o'clock", eventTime: now(), note: 'again' },
      ...STATIONS.map((station) => ({ station, eventTime: now(), note: 'Ω' })),
    ];
    const { trainingSet } = await served.client.get(TRAINING_SET, { service: 'StationFacts', asOf: now(), spine });
    const rows = await readPages(served, trainingSet.id);
    const columns = trainingSet.columns.map(({ name }: { name: string }) => name);
    const at = (row: number, column: string) => rows[row]?.[columns.indexOf(column)];
    expect(rows.map((row) => row[columns.indexOf('station')])).toEqual(spine.map(({ station }) => station));
    expect(rows.map((row) => row[columns.indexOf('note')])).toEqual(spine.map(({ note }) => note));
    expect(at(2, 'eventTime')).toBe('2025-12-31T22:00:00.000001Z');
    expect([at(1, 'StationUse.rides6h'), at(1, 'StationUse.takings')]).toEqual([0, null]);
    expect(rows.map((row) => row[columns.indexOf('StationUse.metres')])).toContain('9007199254740993');
    await expectSameRows(served, trainingSet, rows);
  });

  test('a model is trained, verified, promoted, predicts, and a prediction can be replayed', async () => {
    const { client } = served;
    const { trainModel } = await client.get(
      'mutation ($asOf: DateTime!) { trainModel(model: "LongRide", asOf: $asOf) { version state metrics features } }',
      { asOf: now() },
    );
    expect(trainModel).toMatchObject({ version: 1, state: 'CANDIDATE' });
    expect(trainModel.metrics.auc).toBeGreaterThan(0.7);
    const { verifyModel } = await client.get(
      'mutation { verifyModel(model: "LongRide", version: 1) { same differences artifactHash recomputedHash } }',
    );
    expect(verifyModel).toMatchObject({ same: true, differences: [] });
    const { promoteModel } = await client.get('mutation { promoteModel(model: "LongRide", version: 1) { state } }');
    expect(promoteModel.state).toBe('LIVE');
    const rows = [...STATIONS, 'nowhere'].map((station) => ({ station }));
    const { predict } = await client.get(
      'query ($rows: [JSONObject!]!) { predict(model: "LongRide", rows: $rows) { id version prediction probability columns features { entity values } } }',
      { rows },
    );
    expect(predict.map(({ features }: { features: { entity: unknown } }) => features.entity)).toEqual(rows);
    expect(predict[0].columns).toEqual(trainModel.features);
    for (const { id, probability } of predict) {
      const { replayPrediction } = await client.get(
        'mutation ($id: ID!) { replayPrediction(id: $id) { same logged replayed } }',
        { id },
      );
      expect(replayPrediction).toEqual({ same: true, logged: probability, replayed: probability });
    }
  });

  test('live features come in the order asked, unknown entities in their place, and equal a training set as of now', async () => {
    const { client } = served;
    const entities = ['nowhere', ...STATIONS, 'nowhere', 'north'].map((station) => ({ station }));
    const { onlineFeatures } = await client.get(LIVE, { service: 'StationFacts', entities });
    const vectors: {
      readonly entity: unknown;
      readonly values: readonly unknown[];
      readonly statuses: readonly string[];
    }[] = onlineFeatures.vectors;
    expect(vectors.map(({ entity }) => entity)).toEqual(entities);
    expect(vectors[0]?.values).toEqual([0, null, null, null, null, null, null]);
    expect(vectors[0]?.statuses.slice(2)).toEqual(['MISSING', 'MISSING', 'MISSING', 'MISSING', 'MISSING']);
    const moment = now();
    const { trainingSet } = await client.get(TRAINING_SET, {
      service: 'StationFacts',
      asOf: moment,
      spine: entities.map((entity) => ({ ...entity, eventTime: moment })),
    });
    const rows = await readPages(served, trainingSet.id);
    expect(vectors.map(({ values }) => values)).toEqual(rows.map((row) => row.slice(2)));
    const { onlineFeatures: some } = await client.get(LIVE, {
      features: ['StationUse.lastRide', 'StationUse@1.rides6h'],
      entities,
    });
    expect(some.vectors.map(({ values }: { values: unknown[] }) => [values[1], values[0]])).toEqual(
      vectors.map(({ values }) => [values[0], values[6]]),
    );
  });

  test('pushed rows are visible as soon as the push returns, in live reads and in training sets', async () => {
    const { client } = served;
    const moment = now();
    const row = {
      id: '9007199254740995',
      station: 'harbour',
      started_at: moment,
      ended_at: moment,
      minutes: 3.5,
      fare: '1.10',
      metres: '9007199254740995',
      rain: true,
      bicycle: null,
    };
    const { pushRows } = await client.get(
      'mutation ($rows: [JSONObject!]!) { pushRows(source: "Rides", rows: $rows, idempotencyKey: "harbour") { accepted duplicate refused { index } } }',
      { rows: [row] },
    );
    expect(pushRows).toEqual({ accepted: 1, duplicate: false, refused: [] });
    const { onlineFeatures } = await client.get(LIVE, { service: 'StationFacts', entities: [{ station: 'harbour' }] });
    const { values, statuses } = onlineFeatures.vectors[0];
    const sixDecimals = moment.replace('Z', '000Z');
    expect(values).toEqual([1, 3.5, '1.10', '9007199254740995', true, null, sixDecimals]);
    expect(statuses[5]).toBe('NULL');
    const { trainingSet } = await client.get(TRAINING_SET, {
      service: 'StationFacts',
      asOf: now(),
      spine: [{ station: 'harbour', eventTime: now() }],
    });
    expect((await readPages(served, trainingSet.id))[0]?.slice(2)).toEqual(values);
  });

  test('a recorded training set stays the same after everything that has arrived since', async () => {
    const { trainingSets } = await served.client.get('{ trainingSets(service: "StationFacts") { id fingerprint } }');
    for (const { id, fingerprint } of trainingSets) {
      const { recordedTrainingSet } = await served.client.get(
        'query ($id: ID!) { recordedTrainingSet(id: $id, recompute: true) { fingerprint recordedFingerprint } }',
        { id },
      );
      expect(recordedTrainingSet).toEqual({ fingerprint, recordedFingerprint: fingerprint });
    }
  });
});

interface Downloads {
  readonly parquet: string;
  readonly csv: string;
  readonly jsonl: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Compares the three files with what the pages gave. */
async function expectSameRows(
  { client }: ServedApp,
  { parquet, csv, jsonl, columns }: Downloads,
  rows: readonly (readonly unknown[])[],
): Promise<void> {
  const names = columns.map(({ name }) => name);
  const lines = (await client.request(jsonl)).text.trimEnd().split('\n');
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(objects.map((object) => Object.keys(object))).toEqual(rows.map(() => names));
  expect(objects.map((object) => Object.values(object))).toEqual(rows);
  const text = (value: unknown) => (value === null ? null : String(value));
  expect(parseCsv((await client.request(csv)).text)).toEqual([names, ...rows.map((row) => row.map(text))]);
  expect(await readParquet(parquet, columns)).toEqual(rows);
}
