import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { problemsOf, startRegistry, TABLES, table } from './resolve.js';

beforeAll(loadExpressionParser);

const SDL = `
type Thing @entity { k: String! @joinKey }
type Events @source(table: "events", rowKey: ["id"], eventTime: "at")
type Seen @featureView(entity: "Thing", source: "Events", where: "ok", ttl: "7d") {
  n1: Int! @count(over: "24h", where: "n > 0")
  last: Float @latest(of: "n")
  total: BigInt @sum(of: "n")
}
type Result @labels(source: "Events", entities: [{ entity: "Thing" }]) { won: Boolean @label(of: "n > 1") }
type Service @featureService(features: ["Seen"], labels: "Result")
type Learned @model(service: "Service", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: 1)
`;

const kindsOf = (differences: ReturnType<ReturnType<typeof startRegistry>['register']>): Record<string, string> =>
  Object.fromEntries(
    differences.map(({ kind, version, resolved }) => [resolved.definition.name, `${kind} ${version}`]),
  );

describe('the same definition', () => {
  const hashes = (sdl: string): string[] =>
    startRegistry()
      .plan(sdl)
      .map(({ hash }) => hash);
  const changed = (from: string | RegExp, to: string): string => {
    const text = SDL.replace(from, to);
    expect(text).not.toBe(SDL);
    return text;
  };

  test.each<[string, string | RegExp, string]>([
    ['white space and commas', /\n/g, ',\n\n  '],
    ['the order of arguments', 'entity: "Thing", source: "Events"', 'source: "Events", entity: "Thing"'],
    ['a duration in another unit', '"24h"', '"1d"'],
    ['the formatting of an expression', '"n > 0"', '"(N)>0"'],
    ['a block string', '"n > 0"', '"""\n  n\n    > 0\n"""'],
    ['an operator with two signs', 'where: "ok"', 'where: "((ok))"'],
    ['a default spelt out', 'ttl: "7d"', 'ttl: "7d", online: true, nonFinite: REFUSE, on: ["k"]'],
    ['a list of one without brackets', 'rowKey: ["id"]', 'rowKey: "id"'],
    ['a null for something left out', 'ttl: "7d"', 'ttl: "7d", owner: null'],
    ['a description', 'n1: Int!', '"How many." n1: Int!'],
    ['owner and tags', 'ttl: "7d"', 'ttl: "7d", owner: "ops", tags: ["a"]'],
    ['a reference to the newest version spelt another way', 'features: ["Seen"]', 'features: "Seen"'],
    ['the default of skipNulls', '@latest(of: "n")', '@latest(of: "n", skipNulls: false)'],
  ])('has one hash, whatever %s', (_title, from, to) => {
    expect(hashes(changed(from, to))).toEqual(hashes(SDL));
  });

  test.each<[string, string, string]>([
    ['a window', '"24h"', '"25h"'],
    ['an expression', '"n > 0"', '"n >= 0"'],
    ['the type of a feature', 'last: Float', 'last: Int'],
    ['the name of a feature', 'last:', 'latest:'],
    ['skipNulls', '@latest(of: "n")', '@latest(of: "n", skipNulls: true)'],
    ['whether it is served live', 'ttl: "7d"', 'ttl: "7d", online: false'],
    ['how its source changes', 'eventTime: "at"', 'eventTime: "at", changes: UPSERT'],
  ])('has another hash with another %s, and so has all that refers to it', (_title, from, to) => {
    const [before, after] = [SDL, changed(from, to)].map(hashes);
    const different = after?.filter((hash, index) => hash !== before?.[index]);
    expect(different?.length).toBeGreaterThanOrEqual(3);
    expect(after?.[0]).toBe(before?.[0]);
  });

  test('has another hash when the type of a column has changed', () => {
    const events = {
      events: table({
        ...Object.fromEntries(
          [...(TABLES.events?.columns ?? [])].map(([name, { databaseType }]) => [name, databaseType]),
        ),
        n: 'int8',
      }),
    };
    const text = SDL.replace('last: Float', 'last: Float');
    const before = startRegistry().plan(text);
    const after = startRegistry().plan(text, events);
    expect(after[2]?.hash).not.toBe(before[2]?.hash);
    expect(after[1]?.hash).toBe(before[1]?.hash);
  });
});

describe('registering again', () => {
  test('what is the same makes no version', () => {
    const registry = startRegistry();
    registry.register(SDL);
    expect(new Set(registry.register(SDL).map(({ kind }) => kind))).toEqual(new Set(['unchanged']));
    expect(registry.versions).toHaveLength(6);
  });

  test('a description alone makes no version, and is told apart', () => {
    const registry = startRegistry();
    registry.register(SDL);
    const differences = registry.register(
      `"Seen lately." ${SDL.slice(SDL.indexOf('type Seen'), SDL.indexOf('type Result'))}`,
    );
    expect(differences.map(({ kind, describedAnew }) => [kind, describedAnew])).toEqual([['unchanged', true]]);
  });

  test('a changed view alone makes versions of what refers to it, and says what is different', () => {
    const registry = startRegistry();
    registry.register(SDL);
    const view = SDL.slice(SDL.indexOf('type Seen'), SDL.indexOf('type Result')).replace('"24h"', '"12h"');
    const differences = registry.register(view);
    expect(kindsOf(differences)).toEqual({ Seen: 'changed 2', Service: 'changed 2', Learned: 'changed 2' });
    expect(differences[0]?.differences).toEqual(['features.n1.over']);
    expect(differences.map(({ resolved }) => resolved.inText)).toEqual([true, false, false]);
  });

  test('a changed source makes versions of the views and labels over it', () => {
    const registry = startRegistry();
    registry.register(SDL);
    const differences = registry.register(
      'type Events @source(table: "events", rowKey: ["id"], eventTime: "at", knownTime: "known_at")',
    );
    expect(kindsOf(differences)).toEqual({
      Events: 'changed 2',
      Seen: 'changed 2',
      Result: 'changed 2',
      Service: 'changed 2',
      Learned: 'changed 2',
    });
    expect(differences[1]?.resolved.history?.knownTime).toBe('known_at');
    expect(
      kindsOf(registry.register(SDL.replace('eventTime: "at"', 'eventTime: "at", knownTime: "known_at"'))),
    ).toMatchObject({ Seen: 'unchanged 2', Learned: 'unchanged 2' });
  });

  test('a change that breaks a registered definition is refused, and names it', () => {
    const registry = startRegistry();
    registry.register(`${SDL}\ntype Last @featureService(features: ["Seen.last"])`);
    const view = SDL.slice(SDL.indexOf('type Seen'), SDL.indexOf('type Result')).replace('last: Float', 'final: Float');
    expect(problemsOf(() => registry.register(view))).toEqual([
      {
        code: 'DEFINITION_UNKNOWN_NAME',
        message: expect.stringMatching(/no feature "last".*"Last" is registered and refers to what is changed here/),
      },
    ]);
  });

  test('a service may go on naming an old version', () => {
    const registry = startRegistry();
    registry.register(SDL);
    registry.register('type Old @featureService(features: ["Seen@1.last"])');
    const view = SDL.slice(SDL.indexOf('type Seen'), SDL.indexOf('type Result')).replace('last: Float', 'final: Float');
    expect(kindsOf(registry.register(view))).toEqual({ Seen: 'changed 2', Service: 'changed 2', Learned: 'changed 2' });
    expect(kindsOf(registry.register('type Old @featureService(features: ["Seen@1.last", "Seen@2.final"])'))).toEqual({
      Old: 'changed 2',
    });
    expect(registry.versions.at(-1)?.refersTo).toEqual({});
    expect(problemsOf(() => registry.plan('type New @featureService(features: ["Seen@3"])'))).toMatchObject([
      { code: 'VERSION_NOT_FOUND' },
    ]);
  });

  test('a service may name the version that the same text makes, if it makes it', () => {
    const registry = startRegistry();
    registry.register(SDL);
    const view = SDL.slice(SDL.indexOf('type Seen'), SDL.indexOf('type Result'));
    const service = 'type Next @featureService(features: ["Seen@2.last"])';
    expect(problemsOf(() => registry.plan(`${view}\n${service}`))).toMatchObject([
      { code: 'VERSION_NOT_FOUND', column: expect.any(Number) },
    ]);
    expect(kindsOf(registry.register(`${view.replace('"24h"', '"1h"')}\n${service}`))).toMatchObject({
      Seen: 'changed 2',
      Next: 'created 1',
    });
  });

  test('a name cannot become another kind', () => {
    const registry = startRegistry();
    registry.register(SDL);
    expect(problemsOf(() => registry.plan('type Service @entity { k: Int! @joinKey }'))).toMatchObject([
      { message: expect.stringMatching(/registered as feature service/) },
      { message: expect.anything() },
    ]);
  });
});

describe('a history', () => {
  const layoutOf = (
    fields: string,
    args = '',
  ): ReturnType<ReturnType<typeof startRegistry>['plan']>[number]['history'] => {
    const sdl = `type Thing @entity { id: BigInt! @joinKey }\ntype Events @source(table: "events", rowKey: ["id"], eventTime: "at")\ntype V @featureView(entity: "Thing", source: "Events"${args}) { ${fields} }`;
    return startRegistry().plan(sdl)[2]?.history ?? null;
  };

  test('reads columns of other types as the type of the feature', () => {
    expect(
      layoutOf(
        'a: Int @latest(of: "small") b: String @latest(of: "kind") c: String @latest(of: "code") d: Float @sum(of: "n") e: Decimal @max(of: "n")',
      )?.values,
    ).toEqual([
      { column: 'v0', type: 'Int', sql: 'CAST("small" AS integer)' },
      { column: 'v1', type: 'String', sql: 'CAST("kind" AS text)' },
      { column: 'v2', type: 'String', sql: 'CAST("code" AS text)' },
      { column: 'v3', type: 'Int', sql: '"n"' },
      { column: 'v4', type: 'Decimal', sql: 'CAST("n" AS numeric)' },
    ]);
  });

  test('keeps an expression once, however it is written', () => {
    const layout = layoutOf(
      'a: Float @mean(of: "n+1") b: BigInt @sum(of: "(n + 1)") c: Int! @count(where: "ok") d: Int! @count(where: "OK AND n>0")',
      ', where: "ok"',
    );
    expect(layout?.values).toHaveLength(1);
    expect(layout?.conditions.map(({ column, sql }) => [column, sql])).toEqual([
      ['w0', '"ok"'],
      ['w1', '("ok" AND ("n" > 0))'],
    ]);
    expect(layout?.outputs).toEqual([
      { name: 'a', value: 0, conditions: [0] },
      { name: 'b', value: 0, conditions: [0] },
      { name: 'c', value: null, conditions: [0] },
      { name: 'd', value: null, conditions: [0, 1] },
    ]);
  });

  test('takes columns whose names need quotes', () => {
    expect(layoutOf('a: Int @latest(of: "\\"Odd \\"\\"Name\\"\\"\\" + 1")')?.values[0]?.sql).toBe(
      '("Odd ""Name""" + 1)',
    );
  });
});
