import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { DIRECTIVES, type DirectiveSpec } from '../../src/definitions/directives.js';
import { parseVersionReference } from '../../src/definitions/feature-reference.js';
import { parseDefinitions, readDefinitions } from '../../src/definitions/parse-definitions.js';
import { problemsOf, startRegistry, table } from './resolve.js';

beforeAll(loadExpressionParser);

const BASE = `type Thing @entity { k: String! @joinKey }
type Events @source(table: "events", rowKey: ["id"], eventTime: "at")
`;
const problem = (message: RegExp, more: object = {}): object =>
  expect.objectContaining({ message: expect.stringMatching(message), ...more }) as object;

/** A text in which a directive stands with the arguments given, and the least of arguments that it takes. */
const WITH: Readonly<
  Record<string, readonly [around: (args: string) => string, least: Readonly<Record<string, string>>]>
> = {
  source: [(args) => `type Events @source(${args})`, { table: '"events"', eventTime: '"at"' }],
  featureView: [
    (args) => `${BASE}type V @featureView(${args}) { a: Int! @count }`,
    { entity: '"Thing"', source: '"Events"' },
  ],
  ...Object.fromEntries(
    (['latest', 'count', 'countDistinct', 'sum', 'mean', 'min', 'max', 'stddev'] as const).map((name) => [
      name,
      [
        (args: string) =>
          `${BASE}type V @featureView(entity: "Thing", source: "Events") { a: Float @${name}(${args}) }`,
        { of: '"amount"' },
      ],
    ]),
  ),
  labels: [
    (args) => `${BASE}type L @labels(${args}) { won: Boolean @label(of: "ok") }`,
    { source: '"Events"', entities: '{ entity: "Thing" }' },
  ],
  label: [
    (args) => `${BASE}type L @labels(source: "Events", entities: { entity: "Thing" }) { won: Boolean @label(${args}) }`,
    { of: '"ok"' },
  ],
  request: [
    (args) =>
      `${BASE}type L @labels(source: "Events", entities: { entity: "Thing" }) { won: Boolean @label(of: "ok") n: Int @request(${args}) }`,
    { of: '"n"' },
  ],
  featureService: [(args) => `type S @featureService(${args})`, { features: '"V"' }],
  model: [
    (args) => `type M @model(${args})`,
    { service: '"S"', predicts: '"won"', algorithm: 'LOGISTIC_REGRESSION', seed: '1' },
  ],
};

/** A value that an argument of the type cannot have. */
const WRONG: Readonly<Record<string, string>> = {
  String: '7',
  '[String!]': '[7]',
  Boolean: '"true"',
  Int: '"1"',
  JSONObject: '[1]',
  Duration: '3',
  Expression: '7',
  '[LabelEntity!]': '"Thing"',
};

const ARGUMENTS = Object.entries(DIRECTIVES as Readonly<Record<string, DirectiveSpec>>).flatMap(([directive, spec]) =>
  Object.entries(spec.arguments).map(
    ([argument, { type, required }]) => [directive, argument, type, required] as const,
  ),
);

describe.each(ARGUMENTS)('@%s(%s)', (directive, argument, type, required) => {
  const [around, least] = WITH[directive] as (typeof WITH)[string];
  const text = (values: Readonly<Record<string, string>>, more = ''): string =>
    around(
      `${Object.entries(values)
        .map((each) => each.join(': '))
        .join(', ')}${more}`,
    );
  const problems = (sdl: string): readonly unknown[] => readDefinitions(sdl).problems;
  const wrong = typeof type === 'object' ? 'NO_SUCH_THING' : (WRONG[type] ?? '');

  test('is refused with a value of another type, where the value stands', () => {
    const sdl = text({ ...least, [argument]: wrong });
    const found = problems(sdl);
    expect(found).toEqual([expect.objectContaining({ line: sdl.split('\n').length })]);
    const { column } = found[0] as { column: number };
    expect(
      sdl
        .split('\n')
        .at(-1)
        ?.slice(column - 1),
    ).toMatch(new RegExp(`^${wrong.replace(/^\[/, '(\\[)?').replace(/\]$/, '')}`));
  });

  test('is refused when it stands there twice, at the second', () => {
    const value = least[argument];
    if (value === undefined) return;
    expect(problems(text(least, `, ${argument}: ${value}`))).toEqual([problem(/stands there twice/)]);
  });

  test('is needed, or may be left out or null', () => {
    const { [argument]: _left, ...others } = least;
    const without = Object.keys(others).length === 0 ? text({}).replace('()', '') : text(others);
    const nulled = problems(text({ ...others, [argument]: 'null' }));
    expect(problems(without)).toEqual(required ? [problem(new RegExp(`needs the argument "${argument}"`))] : []);
    expect(nulled).toEqual(required ? [problem(new RegExp(`"${argument}" of @${directive} is null`))] : []);
  });
});

test('reads everything that can be said of every kind', () => {
  const { definitions } = parseDefinitions(`
    "A thing." type Thing @entity { k: String! @joinKey n: BigInt! @joinKey }
    type Events @source(table: "s.events", database: "main", rowKey: "id", eventTime: "at", knownTime: "known_at", changes: SNAPSHOT) { amount: Float! }
    type Seen @featureView(entity: "Thing", source: "Events", on: ["k", "n"], ttl: "90s", where: "ok", online: false, owner: "ops", tags: "t", nonFinite: AS_NULL) {
      "How many." hits: Int! @count(of: "n", over: "1h", step: "5m", where: "ok")
      last: Float @latest(of: "n", skipNulls: true)
    }
    type Result @labels(source: "Events", entities: { entity: "Thing", on: "k" }) { won: Boolean! @label(of: "ok") "Asked." n: Int @request(of: "n") }
    type S @featureService(features: ["Seen", "Seen@3.hits"], labels: "Result")
    type M @model(service: "S", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: -1, hyperparameters: { rate: 0.5 }, preprocessing: { scale: { by: DEVIATION } })`);
  expect(definitions).toEqual([
    {
      kind: 'Entity',
      name: 'Thing',
      description: 'A thing.',
      joinKeys: [
        { name: 'k', type: 'String' },
        { name: 'n', type: 'BigInt' },
      ],
    },
    {
      kind: 'Source',
      name: 'Events',
      description: null,
      table: 's.events',
      database: 'main',
      rowKey: ['id'],
      eventTime: 'at',
      knownTime: 'known_at',
      changes: 'SNAPSHOT',
      fields: [{ name: 'amount', type: 'Float' }],
    },
    {
      kind: 'FeatureView',
      name: 'Seen',
      description: null,
      entity: 'Thing',
      source: 'Events',
      on: ['k', 'n'],
      ttlMicros: 90_000_000,
      where: 'ok',
      online: false,
      owner: 'ops',
      tags: ['t'],
      nonFinite: 'AS_NULL',
      features: [
        {
          name: 'hits',
          description: 'How many.',
          type: 'Int',
          nonNull: true,
          aggregate: 'count',
          of: 'n',
          where: 'ok',
          overMicros: 3_600_000_000,
          stepMicros: 300_000_000,
          skipNulls: false,
        },
        {
          name: 'last',
          description: null,
          type: 'Float',
          nonNull: false,
          aggregate: 'latest',
          of: 'n',
          where: null,
          overMicros: null,
          stepMicros: null,
          skipNulls: true,
        },
      ],
    },
    {
      kind: 'LabelSet',
      name: 'Result',
      description: null,
      source: 'Events',
      entities: [{ entity: 'Thing', on: ['k'] }],
      labels: [{ name: 'won', description: null, type: 'Boolean', nonNull: true, of: 'ok' }],
      requests: [{ name: 'n', description: 'Asked.', type: 'Int', nonNull: false, of: 'n' }],
    },
    {
      kind: 'FeatureService',
      name: 'S',
      description: null,
      labels: 'Result',
      features: [
        { view: 'Seen', version: null, feature: null },
        { view: 'Seen', version: 3, feature: 'hits' },
      ],
    },
    {
      kind: 'Model',
      name: 'M',
      description: null,
      service: 'S',
      predicts: 'won',
      algorithm: 'LOGISTIC_REGRESSION',
      seed: -1,
      hyperparameters: { rate: 0.5 },
      preprocessing: { scale: { by: 'DEVIATION' } },
    },
  ]);
});

test('takes names that objects of JavaScript have of their own', () => {
  const sdl = `${BASE}type constructor @featureView(entity: "Thing", source: "Events") { toString: Int! @count hasOwnProperty: Int! @count }
type valueOf @featureService(features: ["constructor.toString", "constructor.hasOwnProperty"])`;
  expect(problemsOf(() => startRegistry().register(sdl))).toEqual([]);
  expect(readDefinitions('type A @toString { k: Int! @joinKey }').problems).toEqual([
    problem(/Unknown directive "@toString"/),
  ]);
  expect(readDefinitions('type A @entity(valueOf: 1) { k: Int! @joinKey }').problems).toEqual([problem(/takes none/)]);
});

describe('an object', () => {
  const model = (values: string): readonly unknown[] =>
    readDefinitions(`type M @model(service: "S", predicts: "p", algorithm: LOGISTIC_REGRESSION, seed: 1, ${values})`)
      .problems;

  test.each([
    ['hyperparameters: { rate: 1, rate: 2 }', /has the field "rate" twice/],
    ['preprocessing: { a: { b: 1, b: 2 } }', /has the field "b" twice/],
    ['preprocessing: { a: [{ b: 1, b: 2 }] }', /has the field "b" twice/],
    ['hyperparameters: { rate: 1e999 }', /number 1e999, which is too large/],
    ['preprocessing: { a: [9007199254740993] }', /number 9007199254740993, which is too large/],
    ['hyperparameters: { rate: null }', /must be a number; found null/],
    ['hyperparameters: { rate: [1] }', /must be a number; found \[1\]/],
  ])('is refused with %s', (values, message) => {
    expect(model(values)).toEqual([problem(message)]);
  });

  test('of an entity names it once', () => {
    const sdl = `${BASE}type L @labels(source: "Events", entities: [{ entity: "Thing", entity: "Other" }]) { won: Boolean @label(of: "ok") }`;
    expect(readDefinitions(sdl).problems).toEqual([problem(/has the field "entity" twice/, { line: 3 })]);
  });

  test.each([
    ['{ on: ["k"] }', /"entity" must be the name/],
    ['{ entity: 5 }', /"entity" must be the name/],
    ['{ entity: "" }', /"entity" must be the name/],
    ['{ entity: "Thing", on: [] }', /list of column names/],
    ['{ entity: "Thing", on: ["k", 5] }', /list of column names/],
    ['{ entity: "Thing", on: [""] }', /list of column names/],
  ])('%s is no entity of labels', (entity, message) => {
    const sdl = `${BASE}type L @labels(source: "Events", entities: [${entity}]) { won: Boolean @label(of: "ok") }`;
    expect(readDefinitions(sdl).problems).toEqual([problem(message)]);
  });
});

describe('names in other words', () => {
  test.each([
    ['Delays', { name: 'Delays', version: null }],
    ['Delays@2', { name: 'Delays', version: 2 }],
    ['Delays@999999999', { name: 'Delays', version: 999_999_999 }],
  ])('%s is a version', (text, expected) => {
    expect(parseVersionReference(text)).toEqual(expected);
  });

  test.each([
    '',
    '@',
    '@2',
    'Delays@',
    'Delays@0',
    'Delays@-1',
    'Delays@1.5',
    'Delays@x',
    'Delays@1@2',
    'Delays@9999999999',
  ])('%j is no version', (text) => {
    expect(() => parseVersionReference(text)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID' }) as unknown as Error,
    );
  });
});

test('a text that is only remarks defines nothing, and one that nests without end is refused', () => {
  for (const text of ['', '\n \t', '# nothing', '\ufeff# nothing\r\n# more'])
    expect(parseDefinitions(text).definitions).toEqual([]);
  const nested = `type Events @source(table: ${'['.repeat(20_000)}${']'.repeat(20_000)}, eventTime: "at")`;
  expect(readDefinitions(nested).problems).toEqual([problem(/nests brackets too deeply/, { code: 'SYNTAX_INVALID' })]);
  expect(readDefinitions(`${'type A @entity { k: Int! @joinKey } '.repeat(25_000)}`).problems).toEqual([
    problem(/200000 tokens/),
  ]);
});

test('a row key of a column that no feature type stands for is refused once, at its name', () => {
  const tables = { events: table({ id: 'int8', at: 'timestamptz', raw: 'jsonb' }) };
  const sdl = 'type Events @source(table: "events", eventTime: "at", rowKey: ["id", "raw"])';
  expect(problemsOf(() => startRegistry().plan(sdl, tables))).toEqual([
    problem(/database type jsonb/, { column: sdl.indexOf('"raw"') + 1 }),
  ]);
});
