import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Expression } from '../../src/expressions/expression.js';
import { LONGEST_EXPRESSION, loadExpressionParser, parseExpression } from '../../src/expressions/parse-expression.js';
import { quoteIdentifier, toSql } from '../../src/expressions/to-sql.js';
import type { CheckedExpression } from '../../src/expressions/type-expression.js';
import { checkExpression } from '../../src/expressions/type-expression.js';
import { COLUMNS } from './columns.js';

beforeAll(loadExpressionParser);

function checked(text: string, origin: 'written' | 'printed' = 'written'): CheckedExpression {
  const result = checkExpression(text, COLUMNS, origin);
  if (result.kind === 'refused') throw new Error(`${text.slice(0, 80)}: ${result.problems[0]?.message}`);
  return result;
}

const at = 0;
const I: Expression = { kind: 'column', name: 'i', at };
const OK: Expression = { kind: 'column', name: 'ok', at };
const ONE: Expression = { kind: 'number', digits: '1', at };
const NULL: Expression = { kind: 'null', at };

describe('each node is printed', () => {
  test.each<[string, Expression]>([
    ['"i"', I],
    ['"say ""hi"""', { kind: 'column', name: 'say "hi"', at }],
    ['1', ONE],
    ['(-1)', { kind: 'number', digits: '-1', at }],
    ["'it''s'", { kind: 'string', value: "it's", at }],
    ["E'back\\\\slash ''s'", { kind: 'string', value: "back\\slash 's", at }],
    ['TRUE', { kind: 'boolean', value: true, at }],
    ['FALSE', { kind: 'boolean', value: false, at }],
    ["(TIMESTAMPTZ '2026-01-01T00:00:00.000000Z')", { kind: 'instant', rfc3339: '2026-01-01T00:00:00.000000Z', at }],
    ['("i" >= 1)', { kind: 'comparison', operator: '>=', left: I, right: ONE, at }],
    ['("i" * 1)', { kind: 'arithmetic', operator: '*', left: I, right: ONE, at }],
    ['("i" / 1)', { kind: 'arithmetic', operator: '/', left: I, right: ONE, at }],
    ['("i" % NULLIF("i", 0))', { kind: 'arithmetic', operator: '%', left: I, right: I, at }],
    ['(- "i")', { kind: 'negation', operand: I, at }],
    ['("ok" AND "ok" AND "ok")', { kind: 'logic', operator: 'AND', operands: [OK, OK, OK], at }],
    ['("ok" OR "ok")', { kind: 'logic', operator: 'OR', operands: [OK, OK], at }],
    ['(NOT "ok")', { kind: 'not', operand: OK, at }],
    ['("i" IS NULL)', { kind: 'null-test', operand: I, negated: false, at }],
    ['("i" IS NOT NULL)', { kind: 'null-test', operand: I, negated: true, at }],
    ['("ok" IS TRUE)', { kind: 'truth-test', operand: OK, value: true, negated: false, at }],
    ['("ok" IS NOT FALSE)', { kind: 'truth-test', operand: OK, value: false, negated: true, at }],
    ['("i" IS DISTINCT FROM NULL)', { kind: 'distinct', left: I, right: NULL, negated: false, at }],
    ['("i" IS NOT DISTINCT FROM 1)', { kind: 'distinct', left: I, right: ONE, negated: true, at }],
    [
      '(CASE WHEN "ok" THEN 1 ELSE NULL END)',
      { kind: 'case', operand: null, branches: [{ when: OK, result: ONE }], otherwise: NULL, at },
    ],
    [
      '(CASE "i" WHEN 1 THEN "i" WHEN "i" THEN 1 ELSE 1 END)',
      {
        kind: 'case',
        operand: I,
        branches: [
          { when: ONE, result: I },
          { when: I, result: ONE },
        ],
        otherwise: ONE,
        at,
      },
    ],
    ['COALESCE("i", 1)', { kind: 'coalesce', operands: [I, ONE], at }],
    ['NULLIF("i", 1)', { kind: 'nullif', left: I, right: ONE, at }],
    ['("i" IN (1, "i"))', { kind: 'in', operand: I, options: [ONE, I], negated: false, at }],
    ['("i" NOT IN (1))', { kind: 'in', operand: I, options: [ONE], negated: true, at }],
    ['("i" BETWEEN 1 AND "i")', { kind: 'between', operand: I, low: ONE, high: I, negated: false, at }],
    ['("i" NOT BETWEEN 1 AND 1)', { kind: 'between', operand: I, low: ONE, high: ONE, negated: true, at }],
  ])('%s', (sql, expression) => {
    expect(toSql(expression)).toBe(sql);
    expect(checked(sql).sql).toBe(sql);
  });

  test('a collation says once that texts compare by code point', () => {
    const operand: Expression = { kind: 'column', name: 'kind', at };
    expect(toSql({ kind: 'code-point-text', operand, at })).toBe('("kind" COLLATE "C")');
    expect(checked('(kind COLLATE "C") COLLATE "C"').sql).toBe('"kind"');
  });

  test('columns are written as the caller says, however deep they stand', () => {
    const { expression } = checked('CASE WHEN i IN (j, 1) THEN COALESCE(i, 0) / NULLIF(j, i) ELSE -j END');
    expect(toSql(expression, (name) => `h.${name}`)).toBe(
      '(CASE WHEN (h.i IN (h.j, 1)) THEN (COALESCE(h.i, 0) / NULLIF(NULLIF(h.j, h.i), 0)) ELSE (- h.j) END)',
    );
  });

  test.each([
    ['plain', '"plain"'],
    ['', '""'],
    ['a"b', '"a""b"'],
    ['"; DROP TABLE x; --', '"""; DROP TABLE x; --"'],
  ])('the name %j is quoted', (name, quoted) => {
    expect(quoteIdentifier(name)).toBe(quoted);
  });
});

describe('one number has one form', () => {
  test.each([
    ['1_0.5_0', '10.50'],
    ['00012', '12'],
    ['0b101', '5'],
    ['0o17', '15'],
    ['0XfF', '255'],
    ['-0', '0'],
    ['-(-(5))', '5'],
    ['+(-5)', '(-5)'],
    ['- - 5', '5'],
    ['1E3', '1e3'],
    ['.25', '0.25'],
    ['-.25', '(-0.25)'],
    ['9'.repeat(1000), '9'.repeat(1000)],
  ])('%s is %s', (text, sql) => {
    expect(checked(text).sql).toBe(sql);
  });

  test('digits behind the point are kept, since Postgres counts them', () => {
    expect(checked('1.50').sql).not.toBe(checked('1.5').sql);
  });
});

describe('a division by zero is null', () => {
  test.each([
    ['i / 3', '("i" / 3)'],
    ['i / (-3)', '("i" / (-3))'],
    ['i / -0', '("i" / NULLIF(0, 0))'],
    ['i / -0.0', '("i" / NULLIF((-0.0), 0))'],
    ['i / 0e5', '("i" / NULLIF(0e5, 0))'],
    ['i / NULLIF(NULLIF(j, 0), 0.0)', '("i" / NULLIF("j", 0))'],
    ['i / NULLIF(0, j)', '("i" / NULLIF(NULLIF(0, "j"), 0))'],
    ['i / NULLIF(j, 1)', '("i" / NULLIF(NULLIF("j", 1), 0))'],
    ['i / (j - 1)', '("i" / NULLIF(("j" - 1), 0))'],
    ['NULLIF(i, 0) * NULLIF(j, 0)', '(NULLIF("i", 0) * NULLIF("j", 0))'],
  ])('%s is %s', (text, sql) => {
    expect(checked(text).sql).toBe(sql);
  });
});

describe('texts compare by code point', () => {
  test.each([
    ['kind = other', '(("kind" COLLATE "C") = "other")'],
    ['kind <> other', '(("kind" COLLATE "C") <> "other")'],
    ['kind IS DISTINCT FROM other', '(("kind" COLLATE "C") IS DISTINCT FROM "other")'],
    ["kind IN ('a', other)", `(("kind" COLLATE "C") IN ('a', "other"))`],
    ["kind BETWEEN 'a' AND 'b'", `(("kind" COLLATE "C") BETWEEN 'a' AND 'b')`],
    ['NULLIF(kind, other)', 'NULLIF(("kind" COLLATE "C"), "other")'],
    ["CASE kind WHEN 'a' THEN 1 END", `(CASE ("kind" COLLATE "C") WHEN 'a' THEN 1 ELSE NULL END)`],
    [
      "CASE WHEN ok THEN kind ELSE 'x' END = other",
      `(((CASE WHEN "ok" THEN "kind" ELSE 'x' END) COLLATE "C") = "other")`,
    ],
    ['COALESCE(kind, other)', 'COALESCE("kind", "other")'],
    ['i = j', '("i" = "j")'],
    ['kind IS NULL', '("kind" IS NULL)'],
  ])('%s is %s', (text, sql) => {
    expect(checked(text).sql).toBe(sql);
    expect(checked(sql).sql).toBe(sql);
  });
});

describe('a written time', () => {
  const instant = (text: string): string => `(TIMESTAMPTZ '${text}')`;

  test.each([
    ["at = '2026-03-29T01:00:00Z'", `("at" = ${instant('2026-03-29T01:00:00.000000Z')})`],
    ["'2026-03-29t01:00:00.5z' = at", `(${instant('2026-03-29T01:00:00.500000Z')} = "at")`],
    ["at = '2026-03-29T00:30:00-00:30'", `("at" = ${instant('2026-03-29T01:00:00.000000Z')})`],
    ["at = '2026-03-29T01:00:00.123456000Z'", `("at" = ${instant('2026-03-29T01:00:00.123456Z')})`],
    ["at < '2200-12-31T23:59:59.999999Z'", `("at" < ${instant('2200-12-31T23:59:59.999999Z')})`],
    ["at >= '1970-01-01T00:00:00Z'", `("at" >= ${instant('1970-01-01T00:00:00.000000Z')})`],
    [
      "CASE at WHEN '2026-01-01T00:00:00Z' THEN 1 END",
      `(CASE "at" WHEN ${instant('2026-01-01T00:00:00.000000Z')} THEN 1 ELSE NULL END)`,
    ],
    ["NULLIF(at, '2026-01-01T00:00:00Z')", `NULLIF("at", ${instant('2026-01-01T00:00:00.000000Z')})`],
    ["pg_catalog.timestamptz '2026-01-01T00:00:00Z'", instant('2026-01-01T00:00:00.000000Z')],
  ])('%s becomes a moment', (text, sql) => {
    expect(checked(text).sql).toBe(sql);
    expect(checked(sql).sql).toBe(sql);
  });

  test.each(["'2026-01-01T00:00:00Z' = kind", "'2026-01-01T00:00:00Z' < '2026-01-02T00:00:00Z'"])(
    '%s stays text where no time is beside it',
    (text) => {
      expect(checked(text).sql).not.toContain('TIMESTAMPTZ');
    },
  );

  test.each([
    ['2026-01-01T00:00:00', /no offset/],
    ['2026-01-01', /RFC 3339/],
    ['2026-02-29T00:00:00Z', /not a time of the calendar/],
    ['2026-01-01T24:00:00Z', /not a time of the calendar/],
    ['2026-01-01T00:00:60Z', /not a time of the calendar/],
    ['2026-01-01T00:00:00+25:00', /offset that does not exist/],
    ['2026-01-01T00:00:00.0000001Z', /finer than a microsecond/],
    ['1969-12-31T23:59:59.999999Z', /years 1970 to 2200/],
    ['2201-01-01T00:00:00Z', /years 1970 to 2200/],
    ['infinity', /RFC 3339/],
    ['now', /RFC 3339/],
    ['', /RFC 3339/],
  ])('%j names no moment', (time, message) => {
    const problem = { offset: 5, message: expect.stringMatching(message) };
    expect(checkExpression(`at = '${time}'`, COLUMNS)).toMatchObject({ kind: 'refused', problems: [problem] });
    const literal = { offset: 12, message: expect.stringMatching(message) };
    expect(checkExpression(`TIMESTAMPTZ '${time}'`, COLUMNS)).toMatchObject({ problems: [literal] });
  });
});

describe('what is too much', () => {
  const problems = (text: string): readonly unknown[] => {
    const result = checkExpression(text, COLUMNS);
    return result.kind === 'checked' ? [] : result.problems.map(({ message }) => message);
  };
  const padded = (length: number): string => 'i'.padEnd(length, ' ');
  const nested = (depth: number): string => '('.repeat(depth) + 'i' + ')'.repeat(depth);
  const cases = (depth: number): string => `${'CASE WHEN ok THEN '.repeat(depth)}1${' END'.repeat(depth)}`;
  const chain = (operators: number): string =>
    Array(operators + 1)
      .fill('i')
      .join('+');

  test('is counted to the character, the bracket and the operator', () => {
    expect(problems(padded(LONGEST_EXPRESSION))).toEqual([]);
    expect(problems(padded(LONGEST_EXPRESSION + 1))).toEqual([expect.stringMatching(/10001 characters/)]);
    expect(problems(nested(100))).toEqual([]);
    expect(problems(nested(101))).toEqual([expect.stringMatching(/nests more than 100/)]);
    expect(problems(cases(100))).toEqual([]);
    expect(problems(cases(101))).toEqual([expect.stringMatching(/nests more than 100/)]);
    expect(problems(chain(500))).toEqual([]);
    expect(problems(chain(501))).toEqual([expect.stringMatching(/more than 500 operators/)]);
  });

  test.each<[string, () => string]>([
    ['a chain of sums', () => chain(500)],
    ['a chain of quotients', () => Array(500).fill('i').join('/')],
    ['negations in a row', () => `${'NOT '.repeat(499)}ok`],
    ['minus signs in a row', () => `${'- '.repeat(499)}i`],
    ['comparisons of texts', () => Array(160).fill('kind = other').join(' AND ')],
    ['brackets', () => nested(100)],
    ['cases in cases', () => cases(100)],
    ['a list of numbers', () => `i IN (${Array.from({ length: 2000 }, (_, index) => index).join()})`],
    ['a list of columns', () => `i IN (${Array(4900).fill('j').join()})`],
    ['a list of times', () => `at IN (${Array(400).fill("'2026-01-01T00:00:00Z'").join()})`],
    ['a text of backslashes', () => `kind = '${'\\'.repeat(9900)}'`],
    ['a number of a thousand digits', () => `${'7'.repeat(1000)} > i`],
  ])('%s that may be written may be read again as it was printed', (_title, write) => {
    const first = checked(write());
    const again = checked(first.sql, 'printed');
    expect(again.sql === first.sql && again.type === first.type).toBe(true);
  });

  test('a list of thousands is read at once', () => {
    const started = performance.now();
    checked(`größe IN (${Array(4900).fill(1).join()})`);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('a place', () => {
  const places = (text: string): readonly unknown[] => {
    const result = checkExpression(text, COLUMNS);
    return result.kind === 'checked' ? [] : result.problems.map(({ offset, line, column }) => [offset, line, column]);
  };

  test.each<[string, string, readonly (readonly number[])[]]>([
    ['after letters of two bytes', 'größe > 0 AND nope', [[14, 1, 15]]],
    ['after a character of four bytes', "kind = '😀' AND nope", [[16, 1, 17]]],
    ['after characters that join', "kind = '👩‍👩‍👧é' AND nope", [[23, 1, 24]]],
    ['of syntax after four bytes', "'😀' i", [[5, 1, 6]]],
    ['of a comment after four bytes', "'😀' -- x", [[5, 1, 6]]],
    ['on a later line', 'i > 0 AND\n  nope', [[12, 2, 3]]],
    ['after both signs of a line end', 'i > 0 AND\r\n  nope', [[13, 2, 3]]],
    ['after an old line end', 'i > 0 AND\r  nope', [[12, 2, 3]]],
    ['after a text of two lines', "kind = 'a\nb' AND nope", [[17, 2, 8]]],
    [
      'of each of several problems',
      'nope > größe\nAND ok = 1\nAND other',
      [
        [0, 1, 1],
        [22, 2, 10],
        [28, 3, 5],
      ],
    ],
    ['at the end of what ends too early', 'größe +', [[7, 1, 8]]],
    ['of what is empty', '\n  ', [[0, 1, 1]]],
  ])('%s is given in characters as an editor counts them', (_title, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  test('is kept in the tree', () => {
    const parsed = parseExpression("'😀' = kind AND i IN (1, j)");
    expect(parsed).toMatchObject({
      expression: {
        kind: 'logic',
        operands: [
          { kind: 'comparison', at: 5, left: { at: 0 }, right: { at: 7 } },
          { kind: 'in', at: 18, options: [{ at: 22 }, { at: 25 }] },
        ],
      },
    });
  });
});
