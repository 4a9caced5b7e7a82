import { type BadRequest, registration } from './bad-request.js';

const definitions = (title: string, sdl: string, says: BadRequest['says']): BadRequest => ({
  title,
  ...registration(sdl),
  code: 'DEFINITIONS_INVALID',
  says,
});

const view = (field: string, entity = 'Station', source = 'Rides'): string =>
  `type V @featureView(entity: "${entity}", source: "${source}") { ${field} }`;
const source = (rest: string): string => `type S @source(${rest})`;

/** Texts of definitions that do not hold together. */
export const WRONG_DEFINITIONS: readonly BadRequest[] = [
  definitions('a text that ends too early', 'type A @entity {\n  station: String! @joinKey ', [
    /2:\d+ The text is not GraphQL/,
  ]),
  definitions('an entity that is not there', view('n: Int! @count', 'Staton'), ['"Staton"', 'Did you mean "Station"?']),
  definitions('a source that is not there', view('n: Int! @count', 'Station', 'Ridez'), [
    '"Ridez"',
    'Did you mean "Rides"?',
  ]),
  definitions('a service of a view that is not there', 'type S @featureService(features: ["StationUsee"])', [
    'Did you mean "StationUse"?',
  ]),
  definitions('a service of a feature that is not there', 'type S @featureService(features: ["StationUse.rides"])', [
    'Did you mean "rides6h"?',
  ]),
  definitions('a service of a version that is not there', 'type S @featureService(features: ["StationUse@9"])', [
    'no version 9',
  ]),
  definitions('a service of nothing', 'type S @featureService(features: [])', ['an empty list']),
  definitions('a service of itself', 'type S @featureService(features: ["S"])', [
    'needs a feature view here',
    '"S" is a feature service',
  ]),
  definitions('an entity where a source belongs', view('n: Int! @count', 'Station', 'Station'), [
    '"Station" is an entity',
  ]),
  definitions(
    'a model of a service that is not there',
    'type M @model(service: "RideOutlok", predicts: "long", algorithm: LOGISTIC_REGRESSION, seed: 1)',
    ['Did you mean "RideOutlook"?'],
  ),
  definitions(
    'a model of a label that is not there',
    'type M @model(service: "RideOutlook", predicts: "lang", algorithm: LOGISTIC_REGRESSION, seed: 1)',
    ['"lang"', 'Did you mean "long"?'],
  ),
  definitions(
    'an algorithm that is not there',
    'type M @model(service: "RideOutlook", predicts: "long", algorithm: LOGISTC_REGRESSION, seed: 1)',
    ['Did you mean "LOGISTIC_REGRESSION"?'],
  ),
  definitions('a table that is not there', source('table: "ridess", eventTime: "started_at"'), [
    '"ridess"',
    'not in the database',
  ]),
  definitions('a table name with SQL in it', source('table: "rides; DROP TABLE rides", eventTime: "started_at"'), [
    'not in the database',
  ]),
  definitions('a table of Postgres', source('table: "pg_shadow", eventTime: "valuntil"'), [
    '"pg_shadow"',
    'belongs to Postgres',
  ]),
  definitions('a table of the registry', source('table: "asof.definition_version", eventTime: "registered_at"'), [
    'or to Asof itself',
  ]),
  definitions(
    'a database that is not there',
    source('table: "rides", database: "elsewhere", eventTime: "started_at"'),
    ['"elsewhere"', 'ASOF_SOURCES'],
  ),
  definitions('an event time that is not there', source('table: "rides", eventTime: "startd_at"'), [
    '"startd_at"',
    'Did you mean "started_at"?',
  ]),
  definitions('an event time without a zone', source('table: "naive", eventTime: "at"'), [
    '"at"',
    'naive timestamp',
    'timestamptz',
  ]),
  definitions('an event time that is a number', source('table: "rides", eventTime: "id"'), [
    '"id"',
    'BigInt',
    'timestamptz',
  ]),
  definitions('a row key that is not there', source('table: "rides", rowKey: ["idd"], eventTime: "started_at"'), [
    '"idd"',
    'Did you mean "id"?',
  ]),
  definitions('a column that is not there', view('n: Float @mean(of: "minuts", over: "1h")'), [
    '"minuts"',
    'Did you mean "minutes"?',
  ]),
  definitions('a feature of another type than its column', view('n: Int @latest(of: "minutes")'), ['"V.n"', 'Float']),
  definitions('a sum of text', view('n: Float @sum(of: "station")'), ['"station" must be a number']),
  definitions(
    'durations',
    view('a: Int! @count(over: "1x") b: Int! @count(over: "0h") c: Int! @count(over: "99999999999d")'),
    ['3 problems', '"1x"', '"0h"', '"99999999999d"'],
  ),
  definitions('a name of the platform', 'type TrainingSet @entity { q: String! @joinKey }', [
    '"TrainingSet"',
    'taken by the platform',
  ]),
  definitions(
    'a definition that stands there twice',
    'type A @entity { q: String! @joinKey }\ntype A @entity { q: String! @joinKey }',
    ['2:6', 'defined twice'],
  ),
  definitions(
    'a definition that becomes another kind',
    'type Station @source(table: "rides", eventTime: "started_at")',
    ['"Station" is registered as entity'],
  ),
  definitions('a type that defines nothing', 'type A { q: String! }', ['"A"', '@entity']),
  definitions('a union', 'union U = Station', ['Found a union type']),
  definitions('a name of a megabyte', `type ${'A'.repeat(1_000_000)} @entity { q: String! @joinKey }`, [
    '1000000 characters',
    'at most 200',
  ]),
  definitions(
    'lists in lists, twenty thousand deep',
    `type A @entity(x: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { q: String! @joinKey }`,
    ['nests brackets too deeply'],
  ),
  definitions(
    'two megabytes of types',
    Array.from(
      { length: 30_000 },
      (_, index) => `type E${index} @entity { station: String! @joinKey, x: Float! @joinKey }`,
    ).join('\n'),
    ['tokens'],
  ),
  definitions('two megabytes of hashes before an error', `${'#'.repeat(2_000_000)}\ntype A @entity {`, ['2:']),
];

/** Expressions that try to do more than compute a value, and words that the refusal must hold. */
export const WILD_EXPRESSIONS: readonly (readonly [expression: string, says: string])[] = [
  ["'; DROP TABLE rides; --", 'unterminated quoted string'],
  ['minutes; DELETE FROM rides', 'Found ";"'],
  ['minutes -- x', 'comment'],
  ['minutes /* x */', 'comment'],
  ['(SELECT 1)', 'Found a query'],
  ['EXISTS (SELECT 1 FROM rides)', 'Found a query'],
  ['minutes UNION SELECT 1', 'syntax error'],
  ['1 = 1) OR (1 = 1', 'nothing open before it'],
  ['pg_sleep(10)', '"pg_sleep"'],
  ["pg_read_file('/etc/passwd')", '"pg_read_file"'],
  ["lo_import('/etc/passwd')", '"lo_import"'],
  ["current_setting('data_directory')", '"current_setting"'],
  ['current_user', 'clock or the session'],
  ["'rides'::regclass", 'cast to regclass'],
  ["CAST('1' AS bigint)", 'cast to int8'],
  ['rides.minutes', 'columns of its own source only'],
  ['ctid', '"ctid"'],
  ['$1', 'parameter'],
  ['count(*)', '@count'],
  ['ARRAY[1]', 'array'],
  ["station ~ '(a+)+$'", '"~"'],
  ['', 'empty'],
  ['\u0000', 'U+0000'],
  [`${'('.repeat(5_000)}1${')'.repeat(5_000)}`, 'at most 10000'],
  [`${'NOT '.repeat(2_000)}rain`, 'nests more than 100 levels'],
];
