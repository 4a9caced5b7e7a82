import { type BadRequest, live, trainingSet } from './bad-request.js';

const KEY = 'ENTITY_KEY_INVALID';
const STATION = { station: 'north', eventTime: '2026-01-01T00:00:00Z' };
const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));

const keys = (title: string, station: unknown, found: string): BadRequest => ({
  title: `a text key that is ${title}`,
  ...live({ features: ['StationUse'] }, [{ station: 'north' }, { station }]),
  code: KEY,
  says: ['"station" of row 1', 'must be a String', found],
});

const times = (title: string, asOf: unknown, says: BadRequest['says'], code = 'TIME_INVALID'): BadRequest => ({
  title: `asOf that is ${title}`,
  ...trainingSet({ asOf }),
  code,
  says,
});

const spines = (title: string, row: Readonly<Record<string, unknown>>, says: BadRequest['says']): BadRequest => ({
  title: `a spine ${title}`,
  ...trainingSet({ service: 'StationFacts', spine: [STATION, row] }),
  code: 'INPUT_INVALID',
  says: ['The spine cannot be used', ...says],
});

/** Requests whose names are right and whose values are not. */
export const WRONG_VALUES: readonly BadRequest[] = [
  keys('true', true, 'is true'),
  keys('a number', 5, 'is 5'),
  keys('an object', { a: { b: { c: 1 } } }, 'is {"a":{"b":{…}}}'),
  keys('nested two thousand deep', deep(2_000), 'is [[[…]]]'),
  keys('text with NUL', 'a\u0000b', 'without NUL'),
  keys('half of a surrogate pair', 'a\ud800b', 'well-formed'),
  { title: 'a key of no entity', ...live({ features: ['StationUse'] }, [{}]), code: KEY, says: ['lacks the join key'] },
  {
    title: 'an entity that is no object',
    ...live({ features: ['StationUse'] }, ['north']),
    code: 'INPUT_INVALID',
    says: ['JSON object'],
  },
  {
    title: '1,001 entities',
    ...live(
      { features: ['StationUse'] },
      Array.from({ length: 1_001 }, () => ({ station: 'north' })),
    ),
    code: 'TOO_MANY_ROWS',
    says: ['1000', '1001'],
  },
  {
    title: '1,001 rows to predict',
    query: 'query ($rows: [JSONObject!]!) { predict(model: "LongRide", rows: $rows) { id } }',
    variables: { rows: Array.from({ length: 1_001 }, () => ({ station: 'north' })) },
    code: 'MODEL_NOT_PROMOTED',
    says: ['"LongRide"'],
  },
  { title: 'neither service nor features', ...live({}), code: 'INPUT_INVALID', says: ['"service"', '"features"'] },
  {
    title: 'both service and features',
    ...live({ service: 'StationFacts', features: ['StationUse'] }),
    code: 'INPUT_INVALID',
    says: ['exactly one'],
  },
  { title: 'an empty list of features', ...live({ features: [] }), code: 'INPUT_INVALID', says: ['features is empty'] },
  { title: 'an empty text for a feature', ...live({ features: [''] }), code: 'INPUT_INVALID', says: ['""'] },
  times('naive', '2026-01-01T00:00:00', ['"2026-01-01T00:00:00"', 'no offset']),
  times('the 30th of February', '2026-02-30T00:00:00Z', ['not a time of the calendar']),
  times('a leap second', '2026-02-20T23:59:60Z', ['not a time of the calendar']),
  times('in the year 9999', '9999-01-01T00:00:00Z', ['1970 to 2200']),
  times('before 1970', '1969-12-31T23:59:59Z', ['1970 to 2200']),
  times('finer than a microsecond', '2026-01-01T00:00:00.1234567Z', ['finer than a microsecond']),
  times('a number', 1_767_225_600, ['text in quotes']),
  times('a date', '2026-01-01', ['"2026-01-01"']),
  times('empty', '', ['""']),
  times('in the future', '2190-01-01T00:00:00Z', ['ahead of now', 'years'], 'AS_OF_IN_FUTURE'),
  times('null', null, ['$asOf'], 'BAD_USER_INPUT'),
  {
    title: 'no labels and no spine',
    ...trainingSet({ service: 'StationFacts' }),
    code: 'SPINE_REQUIRED',
    says: ['"StationFacts"'],
  },
  spines('without a time', { station: 'a' }, ['Row 1 of the spine lacks "eventTime"']),
  spines('with a null time', { ...STATION, eventTime: null }, ['Row 1 of the spine lacks "eventTime"']),
  spines('with a naive time', { ...STATION, eventTime: '2026-01-01T00:00:00' }, ['Row 1 of the spine', 'no offset']),
  spines('with the 30th of February', { ...STATION, eventTime: '2026-02-30T00:00:00Z' }, ['Row 1', 'calendar']),
  spines('with a numeric time', { ...STATION, eventTime: 5 }, ['"eventTime" in row 1', 'is 5']),
  spines('without a key', { eventTime: STATION.eventTime }, ['Row 1 of the spine lacks "station"']),
  spines('with a key of a wrong type', { ...STATION, station: 7 }, ['"station" in row 1', 'is 7']),
  spines('with a column named like a feature', { ...STATION, 'StationUse.rides6h': 1 }, [
    '"StationUse.rides6h"',
    'named like a feature',
  ]),
  spines('with a column without a name', { ...STATION, '': 1 }, ['""', 'Rename it']),
  spines('with NUL in the name of a column', { ...STATION, 'a\u0000': 1 }, ['without NUL']),
  spines('with an object in a column', { ...STATION, note: { a: 1 } }, ['"note" holds objects']),
  {
    title: 'a spine and a condition on labels',
    ...trainingSet({ spine: [STATION], where: 'long' }),
    code: 'INPUT_INVALID',
    says: ['"where"', 'spine'],
  },
  {
    title: 'a model version past 32 bits',
    query: '{ predict(model: "LongRide", version: 2147483648, rows: []) { id } }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    says: ['2147483648', '32-bit'],
  },
  {
    title: 'a number past every Float',
    query: '{ onlineFeatures(features: ["StationUse"], entities: [{ station: 1e999 }]) { columns } }',
    code: 'VALUE_INVALID',
    says: ['1e999', 'Float'],
  },
  {
    title: 'a page of runs of -1',
    query: '{ materializationRuns(first: -1) { nodes { id } } }',
    code: 'INPUT_INVALID',
    says: ['first is -1'],
  },
  {
    title: 'a page of definitions of 1,001',
    query: '{ entities(first: 1001) { nodes { name } } }',
    code: 'INPUT_INVALID',
    says: ['first is 1001', '1000'],
  },
  ...['!!!', 'zzzz', '', 'x'.repeat(100_000)].map(
    (after): BadRequest => ({
      title: `the cursor ${JSON.stringify(after.slice(0, 10))}`,
      query: 'query ($after: String) { materializationRuns(after: $after) { nodes { id } } }',
      variables: { after },
      code: 'INPUT_INVALID',
      says: ['not a cursor of this list'],
    }),
  ),
  {
    title: 'an empty idempotency key',
    query: 'mutation { pushRows(source: "Rides", rows: [{ id: 1 }], idempotencyKey: "") { accepted } }',
    code: 'INPUT_INVALID',
    says: ['idempotency key', 'has 0'],
  },
  {
    title: 'a megabyte of an idempotency key',
    query:
      'mutation ($key: String) { pushRows(source: "Rides", rows: [{ id: 1 }], idempotencyKey: $key) { accepted } }',
    variables: { key: 'k'.repeat(1_000_000) },
    code: 'INPUT_INVALID',
    says: ['idempotency key', '1000000'],
  },
  {
    title: '10,001 pushed rows',
    query: 'mutation ($rows: [JSONObject!]!) { pushRows(source: "Rides", rows: $rows) { accepted } }',
    variables: { rows: Array.from({ length: 10_001 }, (_, id) => ({ id })) },
    code: 'TOO_MANY_ROWS',
    says: ['10000', '10001'],
  },
  {
    title: 'a wish not to wait for training',
    query: 'mutation { trainModel(model: "LongRide", asOf: "2026-01-01T00:00:00Z", wait: false) { version } }',
    code: 'INPUT_INVALID',
    says: ['wait'],
  },
  {
    title: 'a variable of a wrong type',
    query: 'query ($model: String!) { modelVersions(model: $model) { totalCount } }',
    variables: { model: 5 },
    code: 'BAD_USER_INPUT',
    says: ['$model', '5'],
  },
  {
    title: 'a variable that is missing',
    query: 'query ($model: String!) { modelVersions(model: $model) { totalCount } }',
    code: 'BAD_USER_INPUT',
    says: ['$model'],
  },
];

const V = 'VALUE_INVALID';

/** What is wrong with a row that is pushed, as GraphQL; the code and words of its refusal. */
export const WRONG_ROWS: readonly (readonly [title: string, wrong: string, code: string, says: string])[] = [
  ['a column that is not there', 'minuts: 5', 'SOURCE_COLUMN_NOT_FOUND', 'Did you mean "minutes"?'],
  ['SQL for a column', '_drop: 1', 'SOURCE_COLUMN_NOT_FOUND', '"_drop"'],
  ['a BigInt past 64 bits', 'metres: "9223372036854775808"', V, '"9223372036854775808"'],
  ['a BigInt with a fraction', 'metres: 1.5', V, '1.5'],
  ['a BigInt that is true', 'metres: true', V, 'true'],
  ['a Float that is NaN', 'minutes: NaN', V, '"NaN"'],
  ['a Float that is text', 'minutes: "5"', V, '"5"'],
  ['a Float that is Infinity', 'minutes: "Infinity"', V, '"Infinity"'],
  ['a Decimal that is NaN', 'fare: "NaN"', V, '"NaN"'],
  ['a Decimal with an exponent', 'fare: "1e5"', V, '"1e5"'],
  ['a Decimal with a comma', 'fare: "1,5"', V, '"1,5"'],
  ['a Decimal that is an object', 'fare: { euros: 1 }', V, '{"euros":1}'],
  ['a Boolean that is text', 'rain: "true"', V, '"true"'],
  ['text that is a number', 'bicycle: 5', V, '5'],
  ['text with NUL', 'bicycle: "a\\u0000"', V, 'without NUL'],
  ['a time without an offset', 'ended_at: "2026-01-01T00:00:00"', 'TIME_INVALID', 'no offset'],
  ['the 30th of February', 'ended_at: "2026-02-30T00:00:00Z"', 'TIME_INVALID', 'calendar'],
  ['a time in the year 9999', 'ended_at: "9999-01-01T00:00:00Z"', 'TIME_INVALID', '1970 to 2200'],
  ['a time that is a number', 'ended_at: 1767225600', V, '1767225600'],
];
