import { ApolloServerErrorCode } from '@apollo/server/errors';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { buildSchema, GraphQLError, type GraphQLFormattedError, parse, validate } from 'graphql';
import { AsofError } from '../../src/errors/asof-error.js';
import { createErrorFormatter } from '../../src/graphql/format-error.js';
import { limitQuery, QUERY_LIMITS } from '../../src/graphql/limit-query.js';

const logged: { error: unknown; errorId: string }[] = [];
beforeEach(() => {
  logged.length = 0;
});
const format = createErrorFormatter((error, errorId) => void logged.push({ error, errorId }));

/** As GraphQL wraps what a resolver throws, `times` times. */
function wrapped(error: Error, times = 1): GraphQLError {
  let current: Error = error;
  for (let round = 0; round < times; round += 1)
    current = new GraphQLError(current.message, { originalError: current, path: ['predict', 0] });
  return current as GraphQLError;
}

function seenOf(error: unknown, formatted: Partial<GraphQLFormattedError> = {}): GraphQLFormattedError {
  return format({ message: 'as GraphQL says it', path: ['predict', 0], ...formatted }, error);
}

const SECRET = 'SELECT password FROM "users" at /srv/asof/dist/app.js 10.0.0.7';

describe('an error that clients see', () => {
  test.each([0, 1, 2, 5])('is what was thrown, wrapped %d times', (times) => {
    const refusal = new AsofError('MODEL_NOT_FOUND', 'No model named "X".', { model: 'X' });
    expect(seenOf(times === 0 ? refusal : wrapped(refusal, times))).toEqual({
      message: 'No model named "X".',
      path: ['predict', 0],
      extensions: { code: 'MODEL_NOT_FOUND', details: { model: 'X' } },
    });
    expect(logged).toEqual([]);
  });

  test('keeps where it happened and nothing else that GraphQL would add', () => {
    const refusal = wrapped(new AsofError('INPUT_INVALID', 'No.'));
    const stacktrace = [SECRET];
    const locations = [{ line: 1, column: 3 }];
    const seen = seenOf(refusal, { locations, extensions: { code: 'X', stacktrace, exception: { stacktrace } } });
    expect(seen).toEqual({
      message: 'No.',
      locations,
      path: ['predict', 0],
      extensions: { code: 'INPUT_INVALID', details: {} },
    });
  });

  test('has whole numbers beyond 2^53 in its details as text', () => {
    const refusal = new AsofError('VALUE_INVALID', 'No.', { value: 2n ** 63n, rows: [{ id: 1n }] });
    expect(seenOf(refusal).extensions?.details).toEqual({ value: '9223372036854775808', rows: [{ id: '1' }] });
  });

  test('does not show its cause, which goes to the log', () => {
    const refusal = new AsofError('DATABASE_UNAVAILABLE', 'Away.', {}, { cause: new Error(SECRET) });
    expect(JSON.stringify(seenOf(wrapped(refusal)))).not.toContain('password');
    expect(logged.map(({ error }) => error)).toEqual([refusal]);
  });
});

describe('an error from inside', () => {
  test.each([
    ['an error', new Error(SECRET)],
    ['one that GraphQL wrapped', wrapped(new TypeError(SECRET), 2)],
    [
      'one with fields of a driver',
      Object.assign(new Error(SECRET), { code: '42P01', table: 'users', detail: SECRET }),
    ],
    ['one of our own that is INTERNAL', new AsofError('INTERNAL', SECRET, { sql: SECRET })],
    ['a text', SECRET],
    ['an object', { message: SECRET, extensions: { code: 'MODEL_NOT_FOUND' } }],
    ['nothing', undefined],
    [
      'one that calls itself AsofError',
      Object.assign(new Error(SECRET), { name: 'AsofError', code: 'MODEL_NOT_FOUND' }),
    ],
    [
      'a GraphQLError with a code of its own',
      new GraphQLError(SECRET, { extensions: { code: 'CUSTOM', sql: SECRET } }),
    ],
    ['too deep a recursion', new RangeError('Maximum call stack size exceeded')],
  ])('shows no more than an id to find it by: %s', (_what, error) => {
    const seen = seenOf(error, {
      message: SECRET,
      extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: [SECRET] },
    });
    expect(seen.extensions).toEqual({ code: 'INTERNAL', details: { errorId: logged[0]?.errorId } });
    expect(seen.message).toContain(`error id ${logged[0]?.errorId}`);
    expect(JSON.stringify(seen)).not.toMatch(/SELECT|password|users|\/srv|10\.0\.0|stacktrace|call stack/);
    expect(logged).toHaveLength(1);
  });

  test('has an id of its own every time', () => {
    for (let round = 0; round < 20; round += 1) seenOf(new Error('x'));
    const ids = logged.map(({ errorId }) => errorId);
    expect(new Set(ids).size).toBe(20);
  });
});

describe('a refusal of GraphQL itself', () => {
  const own = Object.values(ApolloServerErrorCode).filter((code) => code !== 'INTERNAL_SERVER_ERROR');

  test.each(own)('stays as it is: %s', (code) => {
    const formatted = { message: 'Syntax Error: Unexpected "}".', extensions: { code } };
    expect(format(formatted, new GraphQLError(formatted.message))).toBe(formatted);
    expect(logged).toEqual([]);
  });

  test('gives way to the reason of ours that it wraps', () => {
    const wrapping = wrapped(new AsofError('TIME_INVALID', 'A DateTime must be text.'));
    expect(seenOf(wrapping, { extensions: { code: 'BAD_USER_INPUT' } }).extensions?.code).toBe('TIME_INVALID');
  });

  test('of brackets nested beyond the stack says so', () => {
    const error = wrapped(new RangeError('Maximum call stack size exceeded'));
    const seen = seenOf(error, { extensions: { code: ApolloServerErrorCode.GRAPHQL_PARSE_FAILED } });
    expect(seen.message).toContain('nests brackets too deeply');
    expect(logged).toEqual([]);
  });
});

describe('the limits of a query', () => {
  const schema = buildSchema('type Query { node: Node } type Mutation { do: Node } type Node { node: Node, id: ID }');
  const said = (query: string) => validate(schema, parse(query), [limitQuery]).map(({ message }) => message);
  const deep = (levels: number, inner = 'id') => `${'node { '.repeat(levels)}${inner}${' }'.repeat(levels)}`;
  const { depth, fields, rootFields } = QUERY_LIMITS;

  test('count a level for each field and none for a fragment', () => {
    expect(said(`{ ... { ...f } } fragment f on Query { ... on Query { ${deep(depth - 1)} } }`)).toEqual([]);
    expect(said(`{ ... { ...f } } fragment f on Query { ... on Query { ${deep(depth)} } }`)).toHaveLength(1);
  });

  test('count levels on through fragments', () => {
    const half = Math.floor(depth / 2);
    const query = (more: number) => `{ ${deep(half, '...f')} } fragment f on Node { ${deep(depth - half - 1 + more)} }`;
    expect(said(query(0))).toEqual([]);
    expect(said(query(1))).toEqual([expect.stringMatching(/^This query is 21 levels deep; 20 are allowed/)]);
  });

  test('count just as many fields as there are', () => {
    const of = (count: number) => `{ node { ${Array.from({ length: count - 1 }, (_, i) => `a${i}: id`).join(' ')} } }`;
    expect(said(of(fields))).toEqual([]);
    expect(said(of(fields + 1))).toEqual([expect.stringMatching(/asks for 2001 fields; 2000 are allowed/)]);
  });

  test('count root fields in fragments of the root', () => {
    const names = Array.from({ length: rootFields }, (_, i) => `a${i}: node { id }`).join(' ');
    expect(said(`{ ...f } fragment f on Query { ${names} }`)).toEqual([]);
    expect(said(`{ node { id } ...f } fragment f on Query { ${names} }`)).toEqual([
      expect.stringMatching(/^This query asks 51 things at once/),
    ]);
  });

  test('hold for a mutation, and name it', () => {
    expect(said(`mutation { do { ${deep(depth)} } }`)).toEqual([expect.stringMatching(/^This mutation is 22 levels/)]);
  });

  test('say that there is nothing to subscribe to', () => {
    expect(said('subscription { node { id } }')).toEqual([
      'There is nothing to ask for with a subscription here. Send a query or a mutation.',
    ]);
  });

  test('do not mind a fragment that is not there, which another rule refuses', () => {
    expect(said('{ ...nope }')).toEqual([]);
  });
});
