import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { canonicalJson } from '../../src/definitions/canonical-form.js';
import { problemsOf, startRegistry } from './resolve.js';

beforeAll(loadExpressionParser);

/** One definition of every kind, with everything said that can be said. */
const KINDS = {
  Thing: 'type Thing @entity { k: String! @joinKey n: Int! @joinKey }',
  Events: `type Events @source(table: "events", database: "main", rowKey: ["id", "k"], eventTime: "at", knownTime: "known_at", changes: UPSERT) {
    amount: Float
    price: Decimal
  }`,
  Seen: `type Seen @featureView(entity: "Thing", source: "Events", on: ["k", "n"], ttl: "7d", where: "ok", owner: "ops", tags: ["a", "b"]) {
    hits: Int! @count(of: "amount", over: "24h", step: "1h", where: "n > 0")
    last: Float @latest(of: "n", where: "n > 1")
    total: BigInt @sum(of: "n")
  }`,
  Result: `type Result @labels(source: "Events", entities: [{ entity: "Thing", on: ["k", "n"] }]) {
    won: Boolean! @label(of: "n > 1")
    also: Boolean @label(of: "ok")
    asked: Int @request(of: "n")
  }`,
  Service: 'type Service @featureService(features: ["Seen.last", "Seen.hits"], labels: "Result")',
  Learned: `type Learned @model(service: "Service", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: 1, hyperparameters: { rate: 0.5, rounds: 10 }, preprocessing: { scale: true })`,
} as const;
type Name = keyof typeof KINDS;

const TEXT = Object.values(KINDS).join('\n');

/** What registering a definition again, changed, does to all that is registered. */
function change(name: Name, from: string, to: string): readonly (readonly [string, string, readonly string[]])[] {
  const text = KINDS[name].replace(from, to);
  expect(text).not.toBe(KINDS[name]);
  const registry = startRegistry();
  registry.register(TEXT);
  return registry
    .register(text)
    .map(({ kind, resolved, differences }) => [resolved.definition.name, kind, differences] as const);
}

describe('a change makes a version and says what is different:', () => {
  test.each<[Name, string, string, string, readonly string[]]>([
    ['Events', 'the database', '"main"', '"other"', ['database']],
    ['Events', 'the platform’s own database', ', database: "main"', '', ['database']],
    ['Events', 'a column of the row key', '["id", "k"]', '["id"]', ['rowKey.1']],
    ['Events', 'the order of the row key', '["id", "k"]', '["k", "id"]', ['rowKey.0', 'rowKey.1']],
    ['Events', 'the event time', 'eventTime: "at"', 'eventTime: "known_at"', ['eventTime']],
    ['Events', 'the known time', 'knownTime: "known_at"', 'knownTime: "at"', ['knownTime']],
    ['Events', 'no known time', ', knownTime: "known_at"', '', ['knownTime']],
    ['Events', 'how rows change', 'UPSERT', 'SNAPSHOT', ['changes']],
    ['Events', 'a field of the contract', 'price: Decimal', '', ['fields.1']],
    ['Seen', 'the ttl', '"7d"', '"8d"', ['ttl']],
    ['Seen', 'no ttl', ', ttl: "7d"', '', ['ttl']],
    ['Seen', 'the condition', 'where: "ok"', 'where: "NOT ok"', ['where']],
    ['Seen', 'no condition', ', where: "ok"', '', ['where']],
    ['Seen', 'not served live', 'ttl: "7d"', 'ttl: "7d", online: false', ['online']],
    ['Seen', 'what is not finite', 'ttl: "7d"', 'ttl: "7d", nonFinite: AS_NULL', ['nonFinite']],
    ['Seen', 'a window', 'over: "24h"', 'over: "25h"', ['features.hits.over']],
    ['Seen', 'a step', 'step: "1h"', 'step: "2h"', ['features.hits.step']],
    ['Seen', 'no step', ', step: "1h"', '', ['features.hits.step']],
    ['Seen', 'what is counted', 'of: "amount"', 'of: "price"', ['features.hits.of']],
    ['Seen', 'a condition of a feature', 'n > 0', 'n >= 0', ['features.hits.where']],
    ['Seen', 'whether it may be null', 'hits: Int!', 'hits: Int', ['features.hits.nonNull']],
    ['Seen', 'a type', 'last: Float', 'last: Decimal', ['features.last.type']],
    ['Seen', 'nulls skipped', 'of: "n", where', 'of: "n", skipNulls: true, where', ['features.last.skipNulls']],
    ['Seen', 'an aggregate', '@sum', '@max', ['features.total.aggregate']],
    ['Seen', 'a new feature', 'total:', 'more: Int! @count total:', ['features.more']],
    ['Seen', 'a name', 'total:', 'sum:', ['features.total', 'features.sum']],
    ['Result', 'a label', 'n > 1', 'n > 2', ['labels.won.of']],
    ['Result', 'whether a label may be null', 'won: Boolean!', 'won: Boolean', ['labels.won.nonNull']],
    ['Result', 'a request', 'of: "n")\n  }', 'of: "n + 0")\n  }', ['requests.asked.of']],
    ['Result', 'the type of a request', 'asked: Int', 'asked: BigInt', ['requests.asked.type']],
    [
      'Result',
      'a label that becomes a request',
      'also: Boolean @label',
      'also: Boolean @request',
      ['labels.also', 'requests.also'],
    ],
    [
      'Service',
      'the order of features',
      '"Seen.last", "Seen.hits"',
      '"Seen.hits", "Seen.last"',
      ['features.0', 'features.1'],
    ],
    ['Service', 'all features of a view', '["Seen.last", "Seen.hits"]', '["Seen"]', ['features.0', 'features.1']],
    ['Service', 'a version', '"Seen.hits"', '"Seen@1.hits"', ['features.1', 'refersTo.Seen@1']],
    ['Learned', 'the label', 'predicts: "won"', 'predicts: "also"', ['predicts']],
    ['Learned', 'the seed', 'seed: 1,', 'seed: -2147483648,', ['seed']],
    ['Learned', 'a hyperparameter', 'rate: 0.5', 'rate: 0.25', ['hyperparameters.rate']],
    ['Learned', 'a new hyperparameter', 'rate: 0.5', 'rate: 0.5, l2: 1', ['hyperparameters.l2']],
    ['Learned', 'the preprocessing', 'scale: true', 'scale: false', ['preprocessing.scale']],
    ['Learned', 'an enum in the preprocessing', 'scale: true', 'scale: { by: DEVIATION }', ['preprocessing.scale']],
  ])('of %s, %s', (name, _what, from, to, differences) => {
    const [first] = change(name, from, to);
    expect(first?.slice(0, 2)).toEqual([name, 'changed']);
    expect([...(first?.[2] ?? [])].sort()).toEqual([...differences].sort());
  });
});

describe('no version is made by', () => {
  test.each<[Name, string, string, string]>([
    ['Thing', 'a description', 'type Thing', '"A thing." type Thing'],
    ['Thing', 'a description of a key', '{ k:', '{ "Its name." k:'],
    ['Events', 'the order of the contract', 'amount: Float\n    price: Decimal', 'price: Decimal amount: Float'],
    ['Events', 'a contract field that must not be null', 'amount: Float', 'amount: Float!'],
    ['Events', 'the order of arguments', 'table: "events", database: "main"', 'database: "main", table: "events"'],
    ['Events', 'a block string', '"at"', '"""at"""'],
    ['Events', 'an escape', '"events"', '"\\u0065vents"'],
    ['Seen', 'an owner', 'owner: "ops"', 'owner: "us"'],
    ['Seen', 'no owner', ', owner: "ops"', ''],
    ['Seen', 'tags', 'tags: ["a", "b"]', 'tags: "c"'],
    ['Seen', 'no tags', ', tags: ["a", "b"]', ''],
    ['Seen', 'defaults spelt out', 'ttl: "7d"', 'ttl: "7d", online: true, nonFinite: REFUSE'],
    ['Seen', 'nulls for what is left out', 'ttl: "7d"', 'ttl: "7d", online: null, nonFinite: null'],
    ['Seen', 'keys of the same names left out', ', on: ["k", "n"]', ''],
    ['Seen', 'another unit', '"24h"', '"1440m"'],
    ['Seen', 'the unit of the ttl', '"7d"', '"168h"'],
    ['Seen', 'another way to write a condition', '"n > 0"', '"(N)>(00)"'],
    ['Seen', 'another inequality', '"n > 1"', '"n > 0x1"'],
    ['Seen', 'a condition in brackets', 'where: "ok"', 'where: " ( ( OK ) ) "'],
    ['Seen', 'a description of a feature', 'hits:', '"""\n    How often.\n    """\n    hits:'],
    ['Seen', 'skipNulls as it is', 'of: "n", where', 'of: "n", skipNulls: false, where'],
    ['Result', 'keys of the same names left out', ', on: ["k", "n"]', ''],
    [
      'Result',
      'entities without brackets',
      '[{ entity: "Thing", on: ["k", "n"] }]',
      '{ on: ["k", "n"], entity: "Thing" }',
    ],
    ['Result', 'a description of a label', 'won:', '"It won." won:'],
    ['Learned', 'the order of hyperparameters', 'rate: 0.5, rounds: 10', 'rounds: 10, rate: 0.5'],
    ['Learned', 'another way to write a number', 'rate: 0.5, rounds: 10', 'rate: 5e-1, rounds: 10.0'],
  ])('%s with %s', (name, _what, from, to) => {
    expect(change(name, from, to)).toEqual([[name, 'unchanged', []]]);
  });
});

describe('a change reaches', () => {
  test.each<[Name, string, string, readonly string[]]>([
    [
      'Thing',
      'k: String! @joinKey n: Int! @joinKey',
      'k: String! @joinKey n: BigInt! @joinKey',
      ['Thing', 'Seen', 'Result', 'Service', 'Learned'],
    ],
    ['Events', '"id", "k"', '"id"', ['Events', 'Seen', 'Result', 'Service', 'Learned']],
    ['Seen', '"7d"', '"8d"', ['Seen', 'Service', 'Learned']],
    ['Result', 'n > 1', 'n > 2', ['Result', 'Service', 'Learned']],
    ['Service', '"Seen.last", ', '', ['Service', 'Learned']],
    ['Learned', 'seed: 1', 'seed: 2', ['Learned']],
  ])('from %s, all that refers to it, directly or not, in order of dependency', (name, from, to, reached) => {
    const changes = change(name, from, to);
    expect(changes.map(([each]) => each)).toEqual(reached);
    expect(changes.every(([, kind]) => kind === 'changed')).toBe(true);
  });

  test('dependents, which say through whom they change', () => {
    const changes = change('Seen', '"7d"', '"8d"');
    expect(changes.slice(1)).toEqual([
      ['Service', 'changed', ['refersTo.Seen']],
      ['Learned', 'changed', ['refersTo.Service']],
    ]);
  });
});

test('the order of join keys makes a version', () => {
  const registry = startRegistry();
  registry.register(KINDS.Thing);
  expect(registry.register('type Thing @entity { n: Int! @joinKey k: String! @joinKey }')).toMatchObject([
    { kind: 'changed', differences: ['joinKeys.0', 'joinKeys.1'] },
  ]);
});

test('going back to what was makes a third version with the hash of the first', () => {
  const registry = startRegistry();
  registry.register(TEXT);
  registry.register(KINDS.Seen.replace('"7d"', '"8d"'));
  const [back] = registry.register(KINDS.Seen);
  expect(back).toMatchObject({ kind: 'changed', version: 3, differences: ['ttl'] });
  const hashes = registry.versions.filter(({ definition }) => definition.name === 'Seen').map(({ hash }) => hash);
  expect(hashes[2]).toBe(hashes[0]);
  expect(hashes[1]).not.toBe(hashes[0]);
  expect(hashes.every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
});

test('the order of definitions in the text makes no difference', () => {
  const forwards = startRegistry().plan(TEXT);
  const backwards = startRegistry().plan(Object.values(KINDS).reverse().join('\n'));
  expect(backwards.map(({ hash }) => hash)).toEqual(forwards.map(({ hash }) => hash));
});

test('canonical JSON orders members by name, deeply, and keeps the order of lists', () => {
  expect(canonicalJson({ b: [{ z: 1, a: null }, 'x'], a: { B: 1, a: 2, é: 3 } })).toBe(
    '{"a":{"B":1,"a":2,"é":3},"b":[{"a":null,"z":1},"x"]}',
  );
});

test('a description told anew is told apart, for every kind', () => {
  const registry = startRegistry();
  registry.register(TEXT);
  const described = Object.values(KINDS).map((each) => each.replace(/^type/, '"Anew." type'));
  expect(registry.register(TEXT).map(({ describedAnew }) => describedAnew)).toEqual(Array(6).fill(false));
  expect(registry.register(described.join('\n')).map(({ kind, describedAnew }) => [kind, describedAnew])).toEqual(
    Array(6).fill(['unchanged', true]),
  );
});

describe('references with versions', () => {
  const seen = (over: string): string => KINDS.Seen.replace('"24h"', `"${over}"`);
  const pinned = (name: string, version: number): string =>
    `type ${name} @featureService(features: ["Seen@${version}.hits"])`;

  test('the first version may be named by the text that makes it', () => {
    const registry = startRegistry();
    expect(problemsOf(() => registry.register(`${TEXT}\n${pinned('First', 1)}`))).toEqual([]);
    expect(registry.register(pinned('First', 1))).toMatchObject([{ kind: 'unchanged' }]);
    expect(problemsOf(() => startRegistry().plan(`${TEXT}\n${pinned('Second', 2)}`))).toMatchObject([
      { code: 'VERSION_NOT_FOUND', message: expect.stringMatching(/not registered yet; leave the version out/) },
    ]);
  });

  test('a pinned service does not move when its view does', () => {
    const registry = startRegistry();
    registry.register(`${TEXT}\n${pinned('First', 1)}`);
    const names = registry.register(seen('1h')).map(({ resolved }) => resolved.definition.name);
    expect(names).toEqual(['Seen', 'Service', 'Learned']);
    expect(registry.register(pinned('First', 1))).toMatchObject([{ kind: 'unchanged', version: 1 }]);
    expect(registry.register(pinned('First', 2))).toMatchObject([
      { kind: 'changed', differences: ['features.0', 'refersTo.Seen@1', 'refersTo.Seen@2'] },
    ]);
  });

  test('a version two ahead is not there, though the text makes the next', () => {
    const registry = startRegistry();
    registry.register(TEXT);
    expect(problemsOf(() => registry.plan(`${seen('1h')}\n${pinned('Far', 3)}`))).toMatchObject([
      { code: 'VERSION_NOT_FOUND', message: expect.stringMatching(/no version 3. Its newest version is 1/) },
    ]);
  });

  test('a pinned feature is looked for in its own version', () => {
    const registry = startRegistry();
    registry.register(TEXT);
    registry.register(`${KINDS.Seen.replace('total:', 'sum:')}`);
    const service = (feature: string): string => `type S @featureService(features: ["${feature}"])`;
    expect(problemsOf(() => registry.plan(service('Seen@1.total')))).toEqual([]);
    expect(problemsOf(() => registry.plan(service('Seen@2.sum')))).toEqual([]);
    expect(problemsOf(() => registry.plan(service('Seen@2.total')))).toMatchObject([
      {
        code: 'DEFINITION_UNKNOWN_NAME',
        message: 'The feature view "Seen" has no feature "total". Known: "hits", "last", "sum".',
      },
    ]);
    expect(problemsOf(() => registry.plan(service('Seen@1.sum')))).toHaveLength(1);
  });

  test('two versions of one feature are two features', () => {
    const registry = startRegistry();
    registry.register(TEXT);
    registry.register(seen('1h'));
    const both = 'type Both @featureService(features: ["Seen@1.hits", "Seen.hits", "Seen@2"])';
    expect(problemsOf(() => registry.plan(both))).toEqual([]);
    const twice = 'type Twice @featureService(features: ["Seen@2", "Seen.hits", "Seen@2.hits"])';
    expect(problemsOf(() => registry.plan(twice))).toMatchObject([
      { message: expect.stringMatching(/"Seen@2.hits" twice: through "Seen@2" and "Seen@2.hits"/) },
    ]);
  });
});

describe('a registered definition that a change reaches', () => {
  const SOURCE = 'type Events @source(table: "events", rowKey: ["id"], eventTime: "at", knownTime: "known_at")';
  const view = (of: string): string =>
    `type Thing @entity { k: String! @joinKey }\ntype Events @source(table: "events", rowKey: ["id"], eventTime: "at")\ntype V @featureView(entity: "Thing", source: "Events") { a: Decimal @latest(of: "${of}") c: Int! @count(where: "${of} > 0") }`;

  test.each([
    ['a chain of sums', Array(400).fill('n').join(' + ')],
    ['a chain of quotients', Array(300).fill('n').join('/')],
    ['minus signs in a row', `${'- '.repeat(400)}n`],
    ['a long list', `CASE WHEN n IN (${Array.from({ length: 2000 }, (_, index) => index).join()}) THEN 1 END`],
  ])('is read again as it was printed, with %s', (_title, of) => {
    const registry = startRegistry();
    registry.register(view(of));
    expect(registry.register(SOURCE).map(({ kind }) => kind)).toEqual(['changed', 'changed']);
    expect(registry.register(view(of).replace(/type Events.*/, SOURCE)).map(({ kind }) => kind)).toEqual([
      'unchanged',
      'unchanged',
      'unchanged',
    ]);
  });

  test('is named with what it lacks, without a place', () => {
    const registry = startRegistry();
    registry.register(`${TEXT}\ntype Flown @source(table: "flights", eventTime: "scheduled_at")`);
    expect(problemsOf(() => registry.plan('type Events @source(table: "flights", eventTime: "scheduled_at")'))).toEqual(
      expect.arrayContaining([
        {
          code: 'SOURCE_COLUMN_NOT_FOUND',
          message: expect.stringMatching(
            /has no column "n".*\("Seen" is registered and refers to what is changed here\.\)/,
          ),
        },
      ]),
    );
  });

  test.each([
    ['Thing', 'type Thing @entity { k: String! @joinKey }', /"on" names 2 columns \(k, n\).*"Seen" is registered/],
    ['Result', KINDS.Result.replace('won: Boolean! @label(of: "n > 1")', ''), /no label "won" for "Learned"/],
    [
      'Seen',
      KINDS.Seen.replace('last: Float', 'last: Int').replace(
        'last: Int @latest(of: "n", where: "n > 1")',
        'last: DateTime @latest(of: "at")',
      ),
      /"Seen.last", which is DateTime/,
    ],
    [
      'Service',
      'type Service @featureService(features: ["Seen.hits"])',
      /"Service" of the model "Learned" has no labels/,
    ],
  ])('is broken by a change of %s, which is refused', (_name, text, message) => {
    const registry = startRegistry();
    registry.register(TEXT);
    const problems = problemsOf(() => registry.plan(text));
    expect(problems.map((each) => each.message)).toContainEqual(expect.stringMatching(message));
    expect(problems.every(({ line }) => line === undefined)).toBe(true);
  });
});
