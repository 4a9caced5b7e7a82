import { describe, expect, test } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { limitQuery, QUERY_LIMITS } from '../../src/graphql/limit-query.js';

const schema = buildSchema('type Query { node: Node } type Node { node: Node, id: ID }');
const complaints = (query: string) => validate(schema, parse(query), [limitQuery]).map(({ message }) => message);
const nested = (depth: number) => `${'{ node '.repeat(depth - 1)}{ id }${' }'.repeat(depth - 1)}`;
const aliased = (count: number, field: string) =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

describe('the limits of a query', () => {
  test('let the introspection of tools through', () => {
    expect(
      complaints(getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true, schemaDescription: true })),
    ).toEqual([]);
  });

  test('allow a query of just the deepest kind and refuse one level more', () => {
    expect(complaints(nested(QUERY_LIMITS.depth))).toEqual([]);
    expect(complaints(nested(QUERY_LIMITS.depth + 1))).toEqual([expect.stringContaining('21 levels deep')]);
  });

  test('count root fields', () => {
    expect(complaints(`{ ${aliased(QUERY_LIMITS.rootFields, 'node { id }')} }`)).toEqual([]);
    expect(complaints(`{ ${aliased(QUERY_LIMITS.rootFields + 1, 'node { id }')} }`)).toEqual([
      expect.stringContaining('51 things at once'),
    ]);
  });

  test('count fields with fragments written out, however they multiply', () => {
    const levels = Array.from(
      { length: 15 },
      (_, level) => `fragment f${level} on Node { a: node { ...f${level + 1} } b: node { ...f${level + 1} } }`,
    );
    const bomb = `{ node { ...f0 } } ${levels.join(' ')} fragment f15 on Node { id }`;
    expect(complaints(bomb)).toEqual([expect.stringMatching(/asks for \d+ fields/)]);
  });

  test('end on fragments that contain themselves', () => {
    expect(
      complaints('{ node { ...f } } fragment f on Node { node { ...g } } fragment g on Node { node { ...f } }'),
    ).toEqual([]);
  });

  test('hold for every operation of a document', () => {
    expect(complaints(`query a ${nested(3)} query b ${nested(30)}`)).toHaveLength(1);
  });
});
