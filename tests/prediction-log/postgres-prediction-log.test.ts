import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { createPostgresPredictionLog } from '../../src/prediction-log/postgres/postgres-prediction-log.js';
import { migratedTemplate } from '../registry/migrated.js';
import type { Json, PredictionLog } from '../../src/prediction-log/prediction-log.js';
import { idOf, samplePrediction } from './sample-prediction.js';

let database: FreshDatabase;
let log: PredictionLog;

beforeAll(async () => {
  database = await freshDatabase('predictions', { template: migratedTemplate });
  log = createPostgresPredictionLog(database.pool);
});

afterAll(() => database.drop());

test('gives back what was appended, to the microsecond and the last bit', async () => {
  const features = [
    { name: 'V.float', value: 0.1 + 0.2, status: 'PRESENT', eventTime: 1 },
    { name: 'V.tiny', value: 5e-324, status: 'PRESENT', eventTime: 7_289_654_399_999_999 },
    { name: 'V.huge', value: 1.7976931348623157e308, status: 'PRESENT', eventTime: 0 },
    { name: 'V.big', value: '9007199254740993', status: 'PRESENT', eventTime: 1_794_999_999_000_001 },
    { name: 'V.decimal', value: '1.10', status: 'DEFAULTED', eventTime: null },
    { name: 'V.text', value: "quo\"te, {curly} \\ 'single' 🛫 NULL", status: 'PRESENT', eventTime: null },
    { name: 'V.none', value: null, status: 'MISSING', eventTime: null },
    { name: 'V.flag', value: false, status: 'EXPIRED', eventTime: 5 },
  ];
  const prediction = samplePrediction(1, {
    features,
    entity: { origin: '1', destination: '23', number: 42 },
    modelVersionId: 2 ** 53 - 1,
  });
  await log.append([prediction]);
  expect(await log.find(prediction.id)).toEqual(prediction);
});

test('keeps predictions of every JSON kind and probabilities of none', async () => {
  const kinds: readonly Json[] = [null, true, 0, 1.5, 'null', 'a "b"', [1, null], { a: { b: [] } }];
  const predictions = kinds.map((prediction, index) =>
    samplePrediction(100 + index, { prediction, probability: index === 0 ? null : 1e-300 * index }),
  );
  await log.append(predictions);
  for (const each of predictions) expect(await log.find(each.id)).toEqual(each);
});

test('appends seventy thousand at once', async () => {
  await log.append(Array.from({ length: 70_000 }, (_, index) => samplePrediction(1_000 + index)));
  const { rows } = await database.pool.query<{ count: string }>(
    'SELECT count(*) FROM asof.prediction_log WHERE id >= $1',
    [idOf(1_000)],
  );
  expect(rows[0]?.count).toBe('70000');
  expect(await log.find(idOf(70_999))).toEqual(samplePrediction(70_999));
});

test('leaves a logged prediction as it is when it is appended again', async () => {
  const first = samplePrediction(200);
  await log.append([first]);
  await log.append([samplePrediction(200, { probability: 0.9 }), samplePrediction(201)]);
  expect(await log.find(first.id)).toEqual(first);
  expect(await log.find(idOf(201))).toEqual(samplePrediction(201));
});

test('logs none of an append that is refused', async () => {
  const wrong = [
    { id: 'no id' },
    { predictedAt: Number.NaN },
    { entity: { iata: 'a\u0000b' } },
    { modelVersion: 2 ** 31 },
  ];
  for (const changes of wrong) {
    const append = log.append([samplePrediction(300), samplePrediction(301, changes)]);
    await expect(append).rejects.toMatchObject({ code: 'VALUE_INVALID' });
  }
  expect(await log.find(idOf(300))).toBeUndefined();
});

test('finds nothing under an id that is unknown or no id, and appends nothing', async () => {
  await log.append([]);
  for (const id of [
    idOf(99_999_999),
    '',
    'x',
    "'; DROP TABLE asof.prediction_log; --",
    `${idOf(1)}\n`,
    `{${idOf(1)}}`,
  ]) {
    expect(await log.find(id)).toBeUndefined();
  }
  expect(await log.find(idOf(1).toUpperCase())).toMatchObject({ id: idOf(1) });
});
