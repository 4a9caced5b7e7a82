import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../harness/postgres.js';
import { FEATURE_TYPES, type FeatureType } from '../../src/values/feature-type.js';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { isSameOrWider, typeOfNumber, widerNumeric } from '../../src/expressions/static-type.js';
import { checkExpression } from '../../src/expressions/type-expression.js';
import { SQL_TYPES } from '../../src/definitions/table-columns.js';

/** Two columns of every type: `Int1`, `Int2`, … by the names of the types in small letters. */
const COLUMNS = new Map(
  FEATURE_TYPES.flatMap((type) => [1, 2].map((n) => [`${type.toLowerCase()}${n}`, type] as const)),
);
const NUMBERS: readonly FeatureType[] = ['Int', 'BigInt', 'Decimal', 'Float'];
const PAIRS = FEATURE_TYPES.flatMap((left) => FEATURE_TYPES.map((right) => [left, right] as const));

let database: FreshDatabase;

beforeAll(async () => {
  await loadExpressionParser();
  database = await freshDatabase('type_pairs');
  const columns = [...COLUMNS].map(([name, type]) => `${name} ${SQL_TYPES[type]}`);
  await database.pool.query(`CREATE TABLE events (${columns.join(', ')})`);
  await database.pool.query('INSERT INTO events DEFAULT VALUES');
});

afterAll(() => database.drop());

const meet = (left: FeatureType, right: FeatureType): FeatureType | null => {
  if (NUMBERS.includes(left) && NUMBERS.includes(right)) return widerNumeric(left, right);
  return left === right ? left : null;
};
const condition = (left: FeatureType, right: FeatureType): FeatureType | null => meet(left, right) && 'Boolean';
const arithmetic = (left: FeatureType, right: FeatureType): FeatureType | null =>
  NUMBERS.includes(left) ? meet(left, right) : null;

/** Each node over two values, with the type that it must have for two types; null where it must be refused. */
const NODES: readonly (readonly [
  template: string,
  typeOf: (left: FeatureType, right: FeatureType) => FeatureType | null,
])[] = [
  ...['=', '<>', '<', '<=', '>', '>='].map((sign) => [`a ${sign} b`, condition] as const),
  ...['+', '-', '*', '/'].map((sign) => [`a ${sign} b`, arithmetic] as const),
  ['a % b', (left, right) => (arithmetic(left, right) === 'Float' ? null : arithmetic(left, right))],
  ['a IS DISTINCT FROM b', condition],
  ['a IS NOT DISTINCT FROM b', condition],
  ['a IN (b, a)', condition],
  ['a NOT IN (b)', condition],
  ['a BETWEEN b AND a', condition],
  ['a NOT BETWEEN a AND b', condition],
  ['COALESCE(a, b)', meet],
  ['COALESCE(a, b, NULL)', meet],
  ['CASE WHEN a IS NULL THEN b ELSE a END', meet],
  ['CASE WHEN boolean1 THEN a WHEN boolean2 THEN b END', meet],
  ['CASE a WHEN b THEN 1 END', (left, right) => meet(left, right) && 'Int'],
  [
    'NULLIF(a, b)',
    (left, right) => {
      const whole = [left, right].every((type) => type === 'Int' || type === 'BigInt');
      return whole ? left : meet(left, right);
    },
  ],
  ['a AND b', (left, right) => (left === 'Boolean' && right === 'Boolean' ? 'Boolean' : null)],
  ['a OR NOT b', (left, right) => (left === 'Boolean' && right === 'Boolean' ? 'Boolean' : null)],
  ['a IS NULL OR b IS NOT NULL', () => 'Boolean'],
  ['CASE WHEN b IS NULL THEN - a ELSE a END', (left) => (NUMBERS.includes(left) ? left : null)],
  ['(a IS TRUE) = (b IS NOT FALSE)', (left, right) => (left === 'Boolean' && right === 'Boolean' ? 'Boolean' : null)],
];

const written = (template: string, left: FeatureType, right: FeatureType): string =>
  template.replace(/\ba\b/g, `${left.toLowerCase()}1`).replace(/\bb\b/g, `${right.toLowerCase()}2`);

describe.each(NODES)('%s, over every two types,', (template, typeOf) => {
  test('has the type that the two meet in, or is refused', () => {
    const found = PAIRS.map(([left, right]) => {
      const result = checkExpression(written(template, left, right), COLUMNS);
      return `${left} ${right}: ${result.kind === 'checked' ? result.type : null}`;
    });
    expect(found).toEqual(PAIRS.map(([left, right]) => `${left} ${right}: ${typeOf(left, right)}`));
  });

  test('has the type in Postgres that it has here', async () => {
    const taken = PAIRS.flatMap(([left, right]) => {
      const result = checkExpression(written(template, left, right), COLUMNS);
      return result.kind === 'checked' ? [result] : [];
    });
    const types = taken.map(({ sql }) => `pg_typeof(${sql})::text`).join(', ');
    const { rows } = await database.pool.query(`SELECT ARRAY[${types}] AS types FROM events`);
    expect(rows[0]?.types).toEqual(taken.map(({ type }) => SQL_TYPES[type]));
  });
});

test.each([
  ['0', 'Int'],
  ['2147483647', 'Int'],
  ['-2147483648', 'Int'],
  ['2147483648', 'BigInt'],
  ['-2147483649', 'BigInt'],
  ['9223372036854775807', 'BigInt'],
  ['-9223372036854775808', 'BigInt'],
  ['9223372036854775808', 'Decimal'],
  ['1.0', 'Decimal'],
  ['1e0', 'Decimal'],
])('the number %s is %s', (digits, type) => {
  expect(typeOfNumber(digits)).toBe(type);
});

test('a type stands for itself and for narrower numbers only', () => {
  const wider = PAIRS.filter(([to, from]) => to !== from && isSameOrWider(to, from)).map((pair) => pair.join(' < '));
  expect(wider).toEqual([
    'BigInt < Int',
    'Float < Int',
    'Float < BigInt',
    'Float < Decimal',
    'Decimal < Int',
    'Decimal < BigInt',
  ]);
});
