import { describe, expect, test } from '@jest/globals';
import { GraphQLError, GraphQLList, GraphQLObjectType, GraphQLSchema, graphqlSync } from 'graphql';
import { seededRandom, seedFor } from '../harness/seed.js';
import { DateTime } from '../../src/graphql/scalars/date-time.js';
import { JsonObjectScalar, JsonScalar } from '../../src/graphql/scalars/json.js';

const seen: unknown[] = [];

/** Every scalar as an argument and as an answer: what comes in goes out again. */
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      time: { type: DateTime, args: { it: { type: DateTime } }, resolve: keep },
      json: { type: JsonScalar, args: { it: { type: JsonScalar } }, resolve: keep },
      object: { type: JsonObjectScalar, args: { it: { type: JsonObjectScalar } }, resolve: keep },
      objects: {
        type: new GraphQLList(JsonObjectScalar),
        args: { it: { type: new GraphQLList(JsonObjectScalar) } },
        resolve: keep,
      },
    },
  }),
});

function keep(_source: unknown, { it }: { readonly it?: unknown }): unknown {
  seen.push(it);
  return it;
}

/** What was thrown: GraphQL wraps it once for a literal and twice for a variable. */
function origin(error: Error): Error {
  return error instanceof GraphQLError && error.originalError ? origin(error.originalError) : error;
}

function ask(source: string, variableValues: Readonly<Record<string, unknown>> = {}) {
  const { data, errors = [] } = graphqlSync({ schema, source, variableValues });
  const codes = errors.map((error) => (origin(error) as { code?: string }).code);
  return { data: data === null ? null : JSON.parse(JSON.stringify(data ?? null)), codes, inside: seen.at(-1) };
}

describe('a DateTime in a query', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['1970-01-01T00:00:00.000001Z', 1],
    ['1969-12-31T19:00:00-05:00', 0],
    ['2024-02-29T23:59:59.999999Z', 1_709_251_199_999_999],
  ])('%s is the same moment written inline and as a variable', (text, instant) => {
    expect(ask(`{ time(it: "${text}") }`).inside).toBe(instant);
    expect(ask('query ($t: DateTime) { time(it: $t) }', { t: text }).inside).toBe(instant);
  });

  test('may be null and may be left out', () => {
    expect(ask('{ time(it: null) }')).toMatchObject({ data: { time: null }, codes: [], inside: null });
    expect(ask('{ time }')).toMatchObject({ data: { time: null }, codes: [], inside: undefined });
  });

  test('comes back as it went out, to the microsecond', () => {
    const random = seededRandom(seedFor('moments in queries'));
    for (let round = 0; round < 200; round += 1) {
      const instant = Math.floor(random() * 4_000_000_000_000_000);
      const text = DateTime.serialize(instant);
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(ask(`{ time(it: "${text}") }`)).toMatchObject({ inside: instant, data: { time: text } });
    }
  });

  test.each(['"2026-01-01"', '"2026-01-01T00:00:00"', '"now"', '""', '1', '1.5', 'true', 'NOW', '[]', '{}'])(
    'is refused when it is %s',
    (literal) => {
      expect(ask(`{ time(it: ${literal}) }`).codes).toEqual(['TIME_INVALID']);
    },
  );

  test.each([['2026-01-01T00:00:00'], [0], [true], [{}], [['2026-01-01T00:00:00Z']]])(
    'is refused when its variable is %p',
    (t) => {
      expect(ask('query ($t: DateTime) { time(it: $t) }', { t }).codes).toEqual(['TIME_INVALID']);
    },
  );
});

describe('JSON in a query', () => {
  test.each([
    ['{ json(it: {a: [1, 2.5, "x", true, null, {b: []}]}) }', { a: [1, 2.5, 'x', true, null, { b: [] }] }],
    ['{ json(it: "text") }', 'text'],
    ['{ json(it: """block "text" """) }', 'block "text" '],
    ['{ json(it: 0) }', 0],
    ['{ json(it: false) }', false],
    ['{ json(it: []) }', []],
    ['{ json(it: 9007199254740992) }', '9007199254740992'],
    ['{ json(it: -9007199254740991) }', -9_007_199_254_740_991],
    ['{ json(it: [1e3, -0.5e-2]) }', [1000, -0.005]],
  ])('%s is taken as it is written', (query, value) => {
    expect(ask(query)).toMatchObject({ inside: value, data: { json: value }, codes: [] });
  });

  test('may have variables inside, at any depth', () => {
    const query = 'query ($v: JSON, $w: JSON) { json(it: {a: [$v, {b: $w}]}) }';
    expect(ask(query, { v: { c: 1 }, w: null }).inside).toEqual({ a: [{ c: 1 }, { b: null }] });
    expect(ask(query, {}).inside).toEqual({ a: [null, { b: null }] });
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])(
    'takes a variable named %s that was left out for null',
    (name) => {
      expect(ask(`query ($${name}: JSON) { json(it: {a: $${name}}) }`).inside).toEqual({ a: null });
    },
  );

  test('as an object may be written inline or be a variable, and be one of a list', () => {
    const inline = ask('{ objects(it: [{id: 1}, {id: 9007199254740993, note: "x"}]) }');
    expect(inline.data).toEqual({ objects: [{ id: 1 }, { id: '9007199254740993', note: 'x' }] });
    const sent = [{ id: 1 }, { id: '9007199254740993', note: 'x' }];
    expect(ask('query ($o: [JSONObject]) { objects(it: $o) }', { o: sent }).data).toEqual(inline.data);
    expect(ask('{ objects(it: {id: 1}) }').data).toEqual({ objects: [{ id: 1 }] });
  });

  test.each(['[1]', '"{}"', '1', 'true', 'WORD'])('as an object is refused when it is %s', (literal) => {
    expect(ask(`{ object(it: ${literal}) }`).codes).toEqual(['INPUT_INVALID']);
  });

  test('is refused where a number is beyond every Float, and is not where it is only small', () => {
    expect(ask('{ json(it: [1, -1e309]) }').codes).toEqual(['VALUE_INVALID']);
    expect(ask('{ json(it: 1e-400) }').inside).toBe(0);
  });
});
