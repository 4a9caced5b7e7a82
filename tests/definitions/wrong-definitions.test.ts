import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { problemsOf, startRegistry } from './resolve.js';

beforeAll(loadExpressionParser);

/** Wrong pieces stand in «» with the mark taken out; the problem is expected where the mark opens. */
const THING = 'type Thing @entity { k: String! @joinKey }';
const EVENTS = 'type Events @source(table: "events", rowKey: ["id"], eventTime: "at", knownTime: "known_at")';
const SEEN =
  'type Seen @featureView(entity: "Thing", source: "Events") { n1: Int! @count(over: "1h") last: Int @latest(of: "n") }';
const RESULT =
  'type Result @labels(source: "Events", entities: [{ entity: "Thing" }]) { won: Boolean! @label(of: "ok") price: Decimal @label(of: "price") }';
const SERVICE = 'type Service @featureService(features: ["Seen"], labels: "Result")';
const BASE = [THING, EVENTS].join('\n');
const ALL = [THING, EVENTS, SEEN, RESULT, SERVICE].join('\n');

const view = (fields: string, args = ''): string =>
  `${BASE}\ntype V @featureView(entity: "Thing", source: "Events"${args}) { ${fields} }`;
const labels = (fields: string): string =>
  `${BASE}\ntype L @labels(source: "Events", entities: [{ entity: "Thing" }]) { ${fields} }`;
const model = (args: string): string => `${ALL}\ntype M @model(${args})`;

type Case = readonly [title: string, sdl: string, code: string, message: RegExp];

const I = 'DEFINITION_INVALID';
const U = 'DEFINITION_UNKNOWN_NAME';
const X = 'EXPRESSION_INVALID';

const WRONG: Readonly<Record<string, readonly Case[]>> = {
  'the text': [
    ['no GraphQL', 'type Thing @entity { k: «}', 'SYNTAX_INVALID', /Expected Name, found "}"/],
    ['an unclosed string', 'type Events @source(table: "events)«', 'SYNTAX_INVALID', /Unterminated string/],
    ['a query', '«{ airport { iata } }', I, /Found an operation/],
    ['an enum', `${THING}\n«enum Kind { A B }`, I, /Found an enum type/],
    ['an input', '«input Ask { a: Int }', I, /Found an input object type/],
    [
      'request data, which is not in the language',
      'input Ask «@requestData { a: Int }',
      I,
      /Unknown directive "@requestData"/,
    ],
    ['an extension', `${THING}\n«extend type Thing { l: Int! @joinKey }`, I, /Found an object type extension/],
    ['an interface', `${BASE}\ntype A implements «Node @entity { k: Int! @joinKey }`, I, /implements Node/],
    [
      'a type without a directive',
      '«type Thing { k: Int }'.replace('«type Thing', 'type «Thing'),
      I,
      /does not say what it defines/,
    ],
    [
      'a type with two directives',
      `${BASE}\ntype A @entity «@featureService(features: ["V"]) { k: Int! @joinKey }`,
      I,
      /exactly one/,
    ],
    ['an unknown directive', 'type Thing «@entitty { k: Int! @joinKey }', I, /Did you mean "entity"/],
    [
      'an on-demand view, which is not in the language',
      `${BASE}\ntype A «@onDemandView(uses: ["V"]) { k: Int }`,
      I,
      /Unknown directive "@onDemandView"/,
    ],
    ['a field directive on a type', `${BASE}\ntype A «@latest(of: "n")`, I, /stands on a field/],
    [
      'a name defined twice',
      `${THING}\ntype «Thing @entity { k: Int! @joinKey }`,
      I,
      /twice; the first time on line 1/,
    ],
  ],
  arguments: [
    [
      'an unknown argument',
      `${THING}\ntype Events @source(table: "events", eventTime: "at", «knowTime: "known_at")`,
      I,
      /Did you mean "knownTime"/,
    ],
    ['an argument of a directive without any', 'type Thing @entity(«name: "x") { k: Int! @joinKey }', I, /takes none/],
    ['a missing argument', 'type Events «@source(table: "events")', I, /needs the argument "eventTime"/],
    ['a null for a needed argument', 'type Events @source(table: «null, eventTime: "at")', I, /is null/],
    ['a number for a string', 'type Events @source(table: «5, eventTime: "at")', I, /must be a string; found 5/],
    ['a word for a string', 'type Events @source(table: «events, eventTime: "at")', I, /double quotes: "events"/],
    ['an empty string', 'type Events @source(table: «"", eventTime: "at")', I, /an empty one/],
    ['an argument twice', 'type Events @source(table: "events", «table: "flights", eventTime: "at")', I, /twice/],
    [
      'a number in a list of strings',
      'type Events @source(table: "events", rowKey: ["id", «3], eventTime: "at")',
      I,
      /list of strings; found 3/,
    ],
    ['an empty list', 'type Events @source(table: "events", rowKey: «[], eventTime: "at")', I, /an empty list/],
    [
      'an unknown enum value',
      'type Events @source(table: "events", eventTime: "at", changes: «APEND)',
      I,
      /Did you mean "APPEND"/,
    ],
    [
      'an enum value in quotes',
      'type Events @source(table: "events", eventTime: "at", changes: «"APPEND")',
      I,
      /without quotes/,
    ],
    ['a string for a Boolean', view('n1: Int! @count', ', online: «"yes"'), I, /true or false; found "yes"/],
    ['a number for an expression', view('last: Int @latest(of: «5)'), I, /expression in a string/],
    ['a duration without a unit', view('n1: Int! @count(over: «"5")'), 'DURATION_INVALID', /units/],
    ['a duration of zero', view('n1: Int! @count(over: «"0h")'), 'DURATION_INVALID', /above zero/],
    ['a duration of a month', view('n1: Int! @count(over: «"1mo")'), 'DURATION_INVALID', /units/],
    ['a ttl of zero', view('n1: Int! @count', ', ttl: «"0s"'), 'DURATION_INVALID', /above zero/],
    ['a duration as a number', view('n1: Int! @count(over: «3600)'), I, /a duration such as/],
    ['a tag that is no string', view('n1: Int! @count', ', tags: [«7]'), I, /list of strings/],
    [
      'an object for labels with a wrong field',
      `${BASE}\ntype L @labels(source: "Events", entities: [{ entity: "Thing", «onn: ["k"] }]) { won: Boolean @label(of: "ok") }`,
      I,
      /Did you mean "on"/,
    ],
    [
      'an entity of labels as a string',
      `${BASE}\ntype L @labels(source: "Events", entities: [«"Thing"]) { won: Boolean @label(of: "ok") }`,
      I,
      /Write it like this/,
    ],
    [
      'no entity for labels',
      `${BASE}\ntype L @labels(source: "Events", entities: «[]) { won: Boolean @label(of: "ok") }`,
      I,
      /at least one entity/,
    ],
    [
      'a seed that is no whole number',
      model('service: "Service", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: «1.5'),
      I,
      /whole number/,
    ],
    [
      'a seed beyond 32 bits',
      model('service: "Service", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: «3000000000'),
      I,
      /32 bits/,
    ],
    [
      'a hyperparameter that is no number',
      model(
        'service: "Service", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: 1, hyperparameters: «{ rate: "fast" }',
      ),
      I,
      /must be a number/,
    ],
    [
      'an unknown algorithm',
      model('service: "Service", predicts: "won", algorithm: «RANDOM_FOREST, seed: 1'),
      I,
      /one of LOGISTIC_REGRESSION; found RANDOM_FOREST/,
    ],
  ],
  fields: [
    [
      'an unknown type',
      view('last: «Integer @latest(of: "n")'),
      I,
      /unknown: "Integer".* Did you mean|unknown: "Integer"/,
    ],
    ['a list', view('last: «[Int] @latest(of: "n")'), I, /is a list/],
    ['a field with arguments', view('last(«a: Int): Int @latest(of: "n")'), I, /takes arguments/],
    ['a field twice', view('a: Int @latest(of: "n") «a: Int @max(of: "n")'), I, /stands twice/],
    ['a feature without a directive', view('«last: Int'), I, /carries no directive/],
    ['a feature with two directives', view('last: Int @latest(of: "n") «@max(of: "n")'), I, /exactly one; remove one/],
    ['an unknown aggregate', view('last: Float «@avg(of: "n")'), I, /Unknown directive "@avg"/],
    ['a misspelt aggregate', view('last: Float «@meann(of: "n")'), I, /Did you mean/],
    [
      'a derived feature, which is not in the language',
      view('a: Int @latest(of: "n") b: Int «@derived(from: "a + 1")'),
      I,
      /Unknown directive "@derived"/,
    ],
    [
      'a default, which is not in the language',
      view('a: Int @latest(of: "n") «@default(value: 0)'),
      I,
      /Unknown directive "@default"/,
    ],
    ['a label on a feature view', view('a: Boolean «@label(of: "ok")'), I, /does not stand on the fields of this kind/],
    ['a join key on a feature view', view('a: Int «@joinKey'), I, /does not stand/],
    ['a window for the latest', view('a: Int @latest(of: "n", «over: "1h")'), I, /Unknown argument "over"/],
    ['a sum of nothing', view('a: Int «@sum(over: "1h")'), I, /needs the argument "of"/],
    [
      'a view without features',
      `${BASE}\ntype «V @featureView(entity: "Thing", source: "Events")`,
      I,
      /has no feature/,
    ],
    ['an entity without keys', 'type «Thing @entity', I, /has no join key/],
    ['a join key that may be null', 'type Thing @entity { k: «String @joinKey }', I, /may be null/],
    ['a join key of floats', 'type Thing @entity { k: «Float! @joinKey }', I, /is Float; a join key is one of/],
    [
      'an entity field that is no key',
      'type Thing @entity { k: Int! @joinKey «l: Int! }',
      I,
      /Add exactly one of @joinKey/,
    ],
    ['a service with fields', `${ALL}\ntype S @featureService(features: ["Seen"]) { «a: Int }`, I, /has fields/],
    [
      'a source field with a directive',
      'type Events @source(table: "events", eventTime: "at") { n: Int «@latest(of: "n") }',
      I,
      /may carry none/,
    ],
    [
      'labels without a label',
      `${BASE}\ntype «L @labels(source: "Events", entities: [{ entity: "Thing" }]) { n: Int @request(of: "n") }`,
      I,
      /has no label/,
    ],
  ],
  names: [
    ['a name GraphQL keeps', 'type «__Thing @entity { k: Int! @joinKey }', I, /GraphQL keeps/],
    ['a feature name GraphQL keeps', view('«__a: Int! @count'), I, /GraphQL keeps/],
    ['a name of the platform', 'type «TrainingSet @entity { k: Int! @joinKey }', I, /taken by the platform/],
    ['a name whose query the platform has', 'type «Predict @entity { k: Int! @joinKey }', I, /taken by the platform/],
    ['a name of a scalar', 'type «DateTime @entity { k: Int! @joinKey }', I, /taken by the platform/],
    [
      'names that differ in their first letter',
      `${THING}\ntype «thing @entity { k: Int! @joinKey }`,
      I,
      /differ only in the case/,
    ],
  ],
  references: [
    [
      'an unknown entity',
      `${BASE}\ntype V @featureView(entity: «"Thng", source: "Events") { a: Int! @count }`,
      U,
      /Did you mean "Thing"/,
    ],
    [
      'an unknown source',
      `${BASE}\ntype V @featureView(entity: "Thing", source: «"Event") { a: Int! @count }`,
      U,
      /Did you mean "Events"/,
    ],
    [
      'a source where an entity is needed',
      `${BASE}\ntype V @featureView(entity: «"Events", source: "Events") { a: Int! @count }`,
      U,
      /"Events" is a source/,
    ],
    ['an unknown view', `${ALL}\ntype S @featureService(features: [«"Sen"])`, U, /Did you mean "Seen"/],
    [
      'an unknown feature',
      `${ALL}\ntype S @featureService(features: ["Seen.n1", «"Seen.lst"])`,
      U,
      /Did you mean "last"/,
    ],
    [
      'a service naming a service',
      `${ALL}\ntype S @featureService(features: [«"Service"])`,
      U,
      /"Service" is a feature service/,
    ],
    ['a service naming itself', `${ALL}\ntype S @featureService(features: [«"S"])`, U, /"S" is a feature service/],
    [
      'a view naming itself',
      `${BASE}\ntype V @featureView(entity: «"V", source: "Events") { a: Int! @count }`,
      U,
      /"V" is a feature view/,
    ],
    [
      'a version that is not there',
      `${ALL}\ntype S @featureService(features: [«"Seen@7"])`,
      'VERSION_NOT_FOUND',
      /no version 7/,
    ],
    [
      'a reference that is none',
      `${ALL}\ntype S @featureService(features: [«"Seen.a.b"])`,
      I,
      /does not name features/,
    ],
    ['version zero', `${ALL}\ntype S @featureService(features: [«"Seen@0"])`, I, /does not name features/],
    [
      'unknown labels',
      `${ALL}\ntype S @featureService(features: ["Seen"], labels: «"Reslt")`,
      U,
      /Did you mean "Result"/,
    ],
    [
      'an unknown service',
      model('service: «"Servce", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: 1'),
      U,
      /Did you mean "Service"/,
    ],
    [
      'an unknown entity of labels',
      `${BASE}\ntype L @labels(source: "Events", entities: [{ entity: «"Thong" }]) { won: Boolean @label(of: "ok") }`,
      U,
      /Did you mean "Thing"/,
    ],
  ],
  rules: [
    ['too many columns for the keys', view('a: Int! @count', ', on: «["k", "kind"]'), I, /names 2 columns \(k, kind\)/],
    [
      'too few columns for the keys of labels',
      `type Two @entity { a: String! @joinKey b: String! @joinKey }\n${EVENTS}\ntype L @labels(source: "Events", entities: [{ entity: "Two", on: «["k"] }]) { won: Boolean @label(of: "ok") }`,
      I,
      /names 1 column/,
    ],
    ['a step without a window', view('a: Int! @count(step: «"1h")'), I, /no window/],
    ['a sum that is never null', view('a: «BigInt! @sum(of: "n")'), I, /null where there are no rows/],
    ['a latest that is never null', view('a: «Int! @latest(of: "n")'), I, /Write Int\./],
    [
      'a feature twice in a service',
      `${ALL}\ntype S @featureService(features: ["Seen.last", «"Seen"])`,
      I,
      /"Seen.last" twice/,
    ],
    [
      'labels without the entity of a view',
      `${ALL}\ntype Other @entity { k: String! @joinKey }\ntype V @featureView(entity: "Other", source: "Events") { a: Int! @count }\ntype S @featureService(features: ["V"], labels: «"Result")`,
      I,
      /does not name \(Thing\)/,
    ],
    [
      'an entity twice in labels',
      `${BASE}\ntype L @labels(source: "Events", entities: [{ entity: "Thing" }, { entity: «"Thing" }]) { won: Boolean @label(of: "ok") }`,
      I,
      /twice/,
    ],
    ['a label named as a key', labels('«k: Boolean @label(of: "ok")'), I, /name of a join key/],
    [
      'a request named as the time',
      labels('won: Boolean @label(of: "ok") «eventTime: DateTime @request(of: "at")'),
      I,
      /the event time/,
    ],
    [
      'a model of a service without labels',
      `${ALL}\ntype S @featureService(features: ["Seen"])\ntype M @model(service: «"S", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: 1)`,
      I,
      /has no labels/,
    ],
    [
      'a model of an unknown label',
      model('service: "Service", predicts: «"wun", algorithm: LOGISTIC_REGRESSION, seed: 1'),
      U,
      /Did you mean "won"/,
    ],
    [
      'a model of a label that is no Boolean',
      model('service: "Service", predicts: «"price", algorithm: LOGISTIC_REGRESSION, seed: 1'),
      I,
      /predicts a Boolean label/,
    ],
    [
      'a model that looks at text',
      `${ALL}\ntype V @featureView(entity: "Thing", source: "Events") { kind: String @latest(of: "kind") }\ntype S @featureService(features: ["V"], labels: "Result")\ntype M @model(service: «"S", predicts: "won", algorithm: LOGISTIC_REGRESSION, seed: 1)`,
      I,
      /"V.kind", which is String/,
    ],
  ],
  'tables and columns': [
    [
      'a table that is not there',
      'type Events @source(table: «"evnts", eventTime: "at")',
      'SOURCE_TABLE_NOT_FOUND',
      /"evnts" of the source "Events"/,
    ],
    [
      'an event time that is not there',
      'type Events @source(table: "events", eventTime: «"happened_at")',
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "happened_at"/,
    ],
    ['a naive event time', 'type Events @source(table: "events", eventTime: «"naive")', I, /naive timestamp/],
    ['a date as event time', 'type Events @source(table: "events", eventTime: «"day")', I, /is a date/],
    ['a number as event time', 'type Events @source(table: "events", eventTime: «"n")', I, /must be a timestamptz/],
    [
      'a text as known time',
      'type Events @source(table: "events", eventTime: "at", knownTime: «"kind")',
      I,
      /must be a timestamptz/,
    ],
    [
      'a row key that is not there',
      'type Events @source(table: "events", eventTime: "at", rowKey: ["id", «"uid"])',
      'SOURCE_COLUMN_NOT_FOUND',
      /Did you mean|Known|no column "uid"/,
    ],
    ['a row key twice', 'type Events @source(table: "events", eventTime: "at", «rowKey: ["id", "id"])', I, /twice/],
    [
      'a contract column that is not there',
      'type Events @source(table: "events", eventTime: "at") { «amont: Float }',
      'SOURCE_COLUMN_NOT_FOUND',
      /Did you mean "amount"/,
    ],
    [
      'a contract column of another type',
      'type Events @source(table: "events", eventTime: "at") { amount: «Int }',
      I,
      /declared Int, but the column is Float/,
    ],
    [
      'a key column that is not there',
      `type Thing @entity { «key: Int! @joinKey }\n${EVENTS}\ntype V @featureView(entity: "Thing", source: "Events", on: ["key"]) { a: Int! @count }`
        .replace('«key', 'key')
        .replace('["key"]', '[«"key"]'),
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "key"/,
    ],
    [
      'a key column that is not there, by its default name',
      `type Thing @entity { key: Int! @joinKey }\n${EVENTS}\ntype «V @featureView(entity: "Thing", source: "Events") { a: Int! @count }`,
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "key"/,
    ],
    [
      'a key of text for a number',
      `type Thing @entity { id: Int! @joinKey }\n${EVENTS}\ntype V @featureView(entity: "Thing", source: "Events", on: [«"k"]) { a: Int! @count }`,
      I,
      /is Int, but the column "k" is String/,
    ],
    [
      'a wide key for a narrow one',
      `type Thing @entity { id: Int! @joinKey }\n${EVENTS}\ntype V @featureView(entity: "Thing", source: "Events", on: [«"big"]) { a: Int! @count }`,
      I,
      /is Int, but the column "big" is BigInt/,
    ],
  ],
  expressions: [
    ['an unknown column', view('a: Int @latest(of: "«amuont")'), 'SOURCE_COLUMN_NOT_FOUND', /Did you mean "amount"/],
    [
      'an unknown column in the middle',
      view('a: Float @mean(of: "CASE WHEN ok THEN «nn ELSE 0 END")'),
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "nn"/,
    ],
    [
      'a place behind an escape',
      view(`a: Int! @count(where: "k = '\\"' AND «nn > 0")`),
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "nn"/,
    ],
    [
      'a place behind a unicode escape',
      view(`a: Int! @count(where: "k = '\\u{1F600}\\u0041' AND «nn > 0")`),
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "nn"/,
    ],
    [
      'a place in a block string',
      view('a: Int! @count(where: """\n    ok AND\n      k = \'\\"""\' AND «nn > 0\n  """)'),
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "nn"/,
    ],
    [
      'a place in the first line of a block string',
      view('a: Int! @count(where: """«nn > 0""")'),
      'SOURCE_COLUMN_NOT_FOUND',
      /no column "nn"/,
    ],
    ['a naive column', view('a: DateTime @latest(of: "«naive")'), X, /naive timestamp/],
    ['a column of a type without a feature type', view('a: String @latest(of: "«raw")'), X, /database type jsonb/],
    ['an unknown function', view('a: Int @latest(of: "n + «colesce(n, 0)")'), X, /Did you mean "COALESCE"/],
    ['syntax', view('a: Int @latest(of: "n + «")'), X, /ends too early/],
    ['an empty expression', view('a: Int @latest(of: "«")'), X, /empty/],
    ['a condition that is none', view('a: Int! @count(where: "«n")'), X, /is a condition/],
    ['a condition of the view that is none', view('a: Int! @count', ', where: "«kind"'), X, /is a condition/],
    ['a naive time', view(`a: Int! @count(where: "at > «'2026-01-01'")`), X, /RFC 3339/],
    [
      'syntax where there is no table',
      `type Events @source(table: "nope", eventTime: "at")\n${THING}\ntype V @featureView(entity: "Thing", source: "Events") { a: Int @latest(of: "n +«") }`,
      X,
      /ends too early/,
    ],
    [
      'a label of another type',
      labels('won: «Boolean @label(of: "n")'),
      I,
      /declared Boolean, but its expression gives Int/,
    ],
    [
      'a request that is too narrow',
      labels('won: Boolean @label(of: "ok") b: «Int @request(of: "big")'),
      I,
      /Declare it BigInt/,
    ],
    [
      'an unknown column of a label',
      labels('won: Boolean @label(of: "«okk")'),
      'SOURCE_COLUMN_NOT_FOUND',
      /Did you mean "ok"/,
    ],
  ],
  'types of features': [
    ['a count that is a float', view('a: «Float @count'), I, /gives Int or BigInt/],
    ['a mean that is whole', view('a: «Int @mean(of: "n")'), I, /Declare it Float/],
    ['a sum of wide numbers that is narrow', view('a: «Int @sum(of: "big")'), I, /Declare it BigInt/],
    ['a sum of floats that is whole', view('a: «BigInt @sum(of: "amount")'), I, /Declare it Float/],
    ['a sum of decimals that is whole', view('a: «BigInt @sum(of: "price")'), I, /Decimal or Float/],
    ['a sum of text', view('a: Int @sum(of: «"kind")'), I, /must be a number/],
    ['a mean of Booleans', view('a: Float @mean(of: «"ok")'), I, /must be a number/],
    ['a deviation of times', view('a: Float @stddev(of: «"at")'), I, /must be a number/],
    ['a greatest Boolean', view('a: Boolean @max(of: «"ok")'), I, /anything but a Boolean/],
    ['a greatest that is too narrow', view('a: «Int @max(of: "big")'), I, /Declare it BigInt/],
    ['a latest of another type', view('a: «String @latest(of: "n")'), I, /gives Int or BigInt or Decimal or Float/],
    ['a latest that is too narrow', view('a: «Int @latest(of: "amount")'), I, /Declare it Float/],
  ],
};

describe.each(Object.entries(WRONG))('refuses, in %s,', (_topic, cases) => {
  test.each(cases)('%s', (_title, marked, code, message) => {
    const at = marked.indexOf('«');
    const before = marked.slice(0, at).split('\n');
    const sdl = marked.replace('«', '');
    const registry = startRegistry(new Set(['TrainingSet', 'predict']));
    const problems = problemsOf(() => registry.plan(sdl));
    expect(problems).toContainEqual(
      expect.objectContaining({
        code,
        message: expect.stringMatching(message),
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
      }),
    );
  });
});

test('holds over a hundred wrong definitions', () => {
  expect(Object.values(WRONG).flat().length).toBeGreaterThan(100);
});

test('takes the definitions that the wrong ones are made from', () => {
  expect(problemsOf(() => startRegistry().plan(ALL))).toEqual([]);
});

test('reports a mistake once, not what follows from it', () => {
  const cases = Object.values(WRONG)
    .flat()
    .filter(([title]) => title !== 'syntax where there is no table');
  const counts = cases.map(
    ([title, marked]) =>
      [
        title,
        problemsOf(() => startRegistry(new Set(['TrainingSet', 'predict'])).plan(marked.replace('«', ''))).length,
      ] as const,
  );
  expect(counts.filter(([, count]) => count > 1)).toEqual([]);
});

test('reports everything wrong at once, in the order of the text, with the name of each text', () => {
  const texts = [
    {
      name: 'a.graphql',
      sdl: 'type Thing @entity { k: Float! @joinKey }\ntype V @featureView(entity: "Thing", source: "Nope") {\n  a: Int @latest(off: "n")\n}',
    },
    { name: 'b.graphql', sdl: 'type Events @source(table: "events", eventTime: "att"' },
  ];
  const problems = problemsOf(() => startRegistry().plan(texts));
  expect(problems.map(({ code, message, line }) => [code, line, message.slice(0, 10)])).toEqual([
    [I, 1, 'a.graphql:'],
    ['SYNTAX_INVALID', 1, 'b.graphql:'],
    [U, 2, 'a.graphql:'],
    [I, 3, 'a.graphql:'],
    [I, 3, 'a.graphql:'],
  ]);
});
