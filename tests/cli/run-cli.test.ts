import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CliBench, openCliBench } from './cli-context.js';

const CSV = `id,customer,amount,sent_at,paid_at,days_late
1,ada,120.00,2024-01-02T09:00:00Z,2024-01-15T10:00:00Z,0
2,bob,75.50,2024-01-03T09:00:00Z,2024-02-20T16:00:00Z,18
3,ada,99.90,2024-01-09T09:00:00Z,2024-01-20T08:00:00Z,0
4,bob,210.00,2024-01-12T09:00:00Z,2024-02-25T12:00:00Z,14
5,ada,130.00,2024-01-23T09:00:00Z,2024-02-05T10:00:00Z,0
6,bob,64.00,2024-02-26T09:00:00Z,2024-03-04T15:00:00Z,0
7,ada,77.00,2024-02-27T09:00:00Z,2024-03-19T09:00:00Z,4
25,dee,10,2024-03-05T09:00:00Z,2024-04-01T09:00:00Z,0
26,dee,10,2024-03-06T09:00:00Z,2024-04-01T09:00:00Z,3
27,dee,10,2024-03-07T09:00:00Z,2024-04-01T09:00:00Z,0
28,dee,10,2024-03-08T09:00:00Z,2024-04-01T09:00:00Z,5
`;

const SDL = `
type Customer @entity { customer: String! @joinKey }
type Invoices @source(table: "invoices", rowKey: ["id"], eventTime: "sent_at", knownTime: "paid_at")
type PaymentHabits @featureView(entity: "Customer", source: "Invoices") {
  invoices: Int! @count
  lastDaysLate: Int @latest(of: "days_late")
}
type InvoiceOutcome @labels(source: "Invoices", entities: [{ entity: "Customer", on: ["customer"] }]) {
  late: Boolean! @label(of: "days_late > 0")
}
type InvoiceRisk @featureService(features: ["PaymentHabits"], labels: "InvoiceOutcome")
type LatePayment @model(service: "InvoiceRisk", predicts: "late", algorithm: LOGISTIC_REGRESSION, seed: 1)
`;

describe('the command line, from a file to a prediction', () => {
  let bench: CliBench;
  const at = (name: string) => join(bench.directory, name);
  beforeAll(async () => {
    bench = await openCliBench();
    await writeFile(at('invoices.csv'), CSV);
    await writeFile(at('invoices.graphql'), SDL);
  });
  afterAll(() => bench.close());

  test('imports a file into a new table', async () => {
    const { status, out } = await bench.run('import', at('invoices.csv'), '--table', 'invoices', '--key', 'id');
    expect(status).toBe(0);
    expect(out).toMatch(/The table invoices was created\.[\s\S]*paid_at +timestamptz[\s\S]*11 rows into invoices/);
  });

  test('plans, applies and finds nothing more to do', async () => {
    expect((await bench.run('plan', at('invoices.graphql'))).out).toMatch(/^\+ Entity +Customer@1$/m);
    const applied = await bench.run('apply', at('invoices.graphql'), '--json');
    expect(applied.json()).toMatchObject({
      registryVersion: 1,
      changes: expect.arrayContaining([
        expect.objectContaining({ kind: 'Model', name: 'LatePayment', action: 'CREATED', version: 1 }),
      ]),
    });
    expect((await bench.run('plan', at('invoices.graphql'))).out).toContain('Nothing would change.');
  });

  test('materializes and lists the runs', async () => {
    const { status, out } = await bench.run('materialize');
    expect(status).toBe(0);
    expect(out).toMatch(/PaymentHabits@1 +1 +SUCCEEDED/);
    expect((await bench.run('runs', '--json')).json()).toHaveLength(2);
    expect((await bench.run('runs', '--limit', '1', '--json')).json()).toHaveLength(1);
  });

  test('writes a training set of what was known', async () => {
    const file = at('training.csv');
    const { status, out } = await bench.run(
      'training-set',
      'InvoiceRisk',
      '--as-of',
      '2024-02-28T00:00:00Z',
      '--out',
      file,
    );
    expect(status).toBe(0);
    expect(out).toContain('5 rows as of 2024-02-28T00:00:00.000000Z');
    expect((await readFile(file, 'utf8')).split('\n')).toEqual([
      'customer,eventTime,PaymentHabits.invoices,PaymentHabits.lastDaysLate,late',
      'ada,2024-01-02T09:00:00.000000Z,0,,false',
      'bob,2024-01-03T09:00:00.000000Z,0,,true',
      'ada,2024-01-09T09:00:00.000000Z,0,,false',
      'bob,2024-01-12T09:00:00.000000Z,0,,true',
      'ada,2024-01-23T09:00:00.000000Z,2,0,false',
      '',
    ]);
  });

  test('writes a training set for rows of its own, from CSV and JSON alike, with and without hindsight', async () => {
    await writeFile(at('spine.csv'), 'customer,eventTime\nbob,2024-01-20T00:00:00Z\n,2024-01-20T00:00:00Z\n');
    await writeFile(
      at('spine.json'),
      '[{"customer": "bob", "eventTime": "2024-01-20T00:00:00Z"}, {"customer": null, "eventTime": "2024-01-20T00:00:00Z"}]',
    );
    const rowsOf = async (spine: string, ...more: string[]) => {
      const { note } = await bench.run(
        'training-set',
        'InvoiceRisk',
        '--spine',
        at(spine),
        '--out',
        at('own.jsonl'),
        ...more,
      );
      expect(note).toBe('');
      return (await readFile(at('own.jsonl'), 'utf8'))
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)['PaymentHabits.invoices']);
    };
    expect(await rowsOf('spine.csv')).toEqual([0, 0]);
    expect(await rowsOf('spine.json')).toEqual([0, 0]);
    expect(await rowsOf('spine.json', '--hindsight')).toEqual([2, 0]);
  });

  test('shows live features of a service, of a view and of one feature', async () => {
    const all = await bench.run(
      'features',
      'InvoiceRisk',
      '--entity',
      'customer=ada',
      '--entity',
      'customer=nobody',
      '--json',
    );
    expect(all.json()).toMatchObject({
      columns: ['PaymentHabits.invoices', 'PaymentHabits.lastDaysLate'],
      vectors: [{ values: [4, 4], statuses: ['PRESENT', 'PRESENT'] }, { values: [0, null] }],
    });
    expect((await bench.run('features', 'PaymentHabits.lastDaysLate', '--entity', 'customer=bob')).out).toMatch(
      /PaymentHabits\.lastDaysLate +0 +PRESENT +2024-02-26T09:00:00\.000000Z/,
    );
  });

  test('trains, promotes and predicts', async () => {
    expect((await bench.run('predict', 'LatePayment', '--row', 'customer=ada')).note).toContain('MODEL_NOT_PROMOTED');
    const trained = await bench.run('train', 'LatePayment', '--promote', '--json');
    expect(trained.json()).toMatchObject({ model: 'LatePayment', version: 1, state: 'LIVE', hindsight: false });
    const predicted = await bench.run(
      'predict',
      'LatePayment',
      '--row',
      'customer=ada',
      '--row',
      'customer=bob',
      '--json',
    );
    expect(predicted.json()).toMatchObject([{ version: 1, features: { values: [4, 4] } }, { version: 1 }]);
    expect((await bench.run('predict', 'LatePayment', '--row', 'customer=ada')).out).toContain('LatePayment@1');
  });

  test('imports into the table of a source, and refuses a row that is there already', async () => {
    await writeFile(
      at('more.jsonl'),
      '{"id": 8, "customer": "cy", "amount": 5, "sent_at": "2024-03-01T00:00:00Z", "paid_at": "2024-03-02T00:00:00Z", "days_late": 0}\n',
    );
    expect((await bench.run('import', at('more.jsonl'), '--source', 'Invoices', '--json')).json()).toMatchObject({
      table: 'invoices',
      created: false,
      rows: 1,
    });
    const again = await bench.run('import', at('more.jsonl'), '--source', 'Invoices');
    expect(again).toMatchObject({ status: 1, note: expect.stringContaining('No row was taken in.') });
  });

  test('says that all is well, and what is not', async () => {
    const well = await bench.run('doctor', '--json');
    expect(well.status).toBe(0);
    expect(well.json().map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['node', 'postgres', 'clocks', 'online store', 'registry', 'source']),
    );
    await bench.database.pool.query('ALTER TABLE invoices RENAME TO elsewhere');
    const ill = await bench.run('doctor');
    expect(ill.status).toBe(1);
    expect(ill.out).toMatch(
      /problem +source +Invoices cannot read invoices: relation "invoices" does not exist\n +→ Create the table/,
    );
    const failed = await bench.run('materialize');
    expect(failed.status).toBe(1);
    expect(failed.out).toMatch(/PaymentHabits@1 run 2 failed with [A-Z_]+: .*invoices/);
  });
});

describe('a command line that is refused', () => {
  let bench: CliBench;
  beforeAll(async () => {
    bench = await openCliBench();
  });
  afterAll(() => bench.close());

  test.each([
    [['materialise'], "unknown command 'materialise'\n(Did you mean materialize?)"],
    [['features', 'View'], "required option '--entity <keys>' not specified"],
    [['features', 'View', '--entity', 'ORD'], 'is not of the form key=value'],
    [['runs', '--limit', 'many'], '--limit is "many"'],
    [['training-set', 'Service', '--out', 'rows.xlsx'], 'does not end in .parquet, .csv or .jsonl'],
    [['import', 'rows.csv'], 'Say where the rows go'],
    [['runs', '--what'], "unknown option '--what'"],
  ])('%j is wrong usage', async (args, sentence) => {
    const { status, out, note } = await bench.run(...args);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(note).toContain(sentence);
  });

  test.each([
    [['training-set', 'Nope'], 'FEATURE_SERVICE_NOT_FOUND'],
    [['train', 'Nope'], 'MODEL_NOT_FOUND'],
    [['predict', 'Nope', '--row', 'a=1'], 'MODEL_NOT_FOUND'],
    [['features', 'Nope', '--entity', 'a=1'], 'FEATURE_VIEW_NOT_FOUND'],
    [['import', 'nope.csv', '--table', 't'], 'INPUT_INVALID'],
    [['import', 'nope.csv', '--source', 'Nope'], 'SOURCE_NOT_FOUND'],
    [['apply', 'nope.graphql'], 'INPUT_INVALID'],
    [['training-set', 'Nope', '--as-of', '2024-01-01'], 'TIME_INVALID'],
    [['materialize', '--every', '0s'], 'DURATION_INVALID'],
  ])('%j fails with a code on standard error', async (args, code) => {
    const { status, out, note } = await bench.run(...args);
    expect(status).toBe(1);
    expect(out).toBe('');
    expect(note).toContain(`error ${code}: `);
    expect(note).not.toContain('    at ');
  });

  test('tells a failure as JSON where data was asked for', async () => {
    const { note } = await bench.run('train', 'Nope', '--json');
    expect(JSON.parse(note)).toMatchObject({
      error: { code: 'MODEL_NOT_FOUND', message: expect.any(String), remedy: expect.any(String) },
    });
  });

  test('lists every problem of definitions with its place', async () => {
    const file = join(bench.directory, 'wrong.graphql');
    await writeFile(
      file,
      'type A @entity { a: Strin! @joinKey }\ntype B @featureView(entity: "C", source: "D") { x: Int @count }\n',
    );
    const { status, note } = await bench.run('plan', file);
    expect(status).toBe(1);
    expect(note).toContain('DEFINITIONS_INVALID');
    expect(note).toContain('1:');
    expect(note).toContain('2:');
  });

  test('helps', async () => {
    const { status, out } = await bench.run('--help');
    expect(status).toBe(0);
    for (const command of [
      'dev',
      'demo',
      'serve',
      'plan',
      'apply',
      'materialize',
      'runs',
      'training-set',
      'train',
      'features',
      'predict',
      'import',
      'doctor',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
      expect((await bench.run(command, '--help')).out).toContain('--json');
    }
  });
});

test('a database that is down is named by the doctor', async () => {
  const bench = await openCliBench({ DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none' });
  const { status, out } = await bench.run('doctor');
  expect(status).toBe(1);
  expect(out).toMatch(/problem +start +Postgres cannot be reached/);
  expect(out).not.toContain('secret');
  await bench.close();
});

test('a wrong configuration is told by the doctor', async () => {
  const bench = await openCliBench({ ASOF_PORT: 'x', REDIS_URL: 'http://y' });
  const { status, out } = await bench.run('doctor');
  expect(status).toBe(1);
  expect(out).toMatch(/ASOF_PORT[\s\S]*REDIS_URL|REDIS_URL[\s\S]*ASOF_PORT/);
  await bench.close();
});
