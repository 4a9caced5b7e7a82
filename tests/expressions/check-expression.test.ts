import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { checkExpression } from '../../src/expressions/type-expression.js';
import { COLUMNS } from './columns.js';

beforeAll(loadExpressionParser);

describe('what is of the language', () => {
  test.each([
    ['i', 'Int', '"i"'],
    ['"Delay"', 'Int', '"Delay"'],
    ['"two words" + 1', 'Int', '("two words" + 1)'],
    [`"say ""hi""" = 'o''clock'`, 'Boolean', `(("say ""hi""" COLLATE "C") = 'o''clock')`],
    ['größe > 0', 'Boolean', '("größe" > 0)'],
    ['OK', 'Boolean', '"ok"'],
    ["kind = 'buy'", 'Boolean', `(("kind" COLLATE "C") = 'buy')`],
    [`kind = E'back\\\\slash'`, 'Boolean', `(("kind" COLLATE "C") = E'back\\\\slash')`],
    ['i > 0', 'Boolean', '("i" > 0)'],
    ['i != 0', 'Boolean', '("i" <> 0)'],
    ['CASE WHEN i > 15 THEN 1.0 ELSE 0.0 END', 'Decimal', '(CASE WHEN ("i" > 15) THEN 1.0 ELSE 0.0 END)'],
    [
      "CASE kind WHEN 'a' THEN 1 WHEN 'b' THEN 2 END",
      'Int',
      `(CASE ("kind" COLLATE "C") WHEN 'a' THEN 1 WHEN 'b' THEN 2 ELSE NULL END)`,
    ],
    ['CASE WHEN ok THEN i ELSE f END', 'Float', '(CASE WHEN "ok" THEN "i" ELSE "f" END)'],
    ['CASE WHEN ok THEN NULL ELSE b END', 'BigInt', '(CASE WHEN "ok" THEN NULL ELSE "b" END)'],
    ['i + b', 'BigInt', '("i" + "b")'],
    ['i / j', 'Int', '("i" / NULLIF("j", 0))'],
    ['i / NULLIF(j, 0)', 'Int', '("i" / NULLIF("j", 0))'],
    ['i / 60.0', 'Decimal', '("i" / 60.0)'],
    ['i / 0', 'Int', '("i" / NULLIF(0, 0))'],
    ['i % 7', 'Int', '("i" % 7)'],
    ['d * f', 'Float', '("d" * "f")'],
    ['b * 1.5', 'Decimal', '("b" * 1.5)'],
    ['-i', 'Int', '(- "i")'],
    ['- -5', 'Int', '5'],
    ['-(5)', 'Int', '(-5)'],
    ['+i', 'Int', '"i"'],
    ['2147483647', 'Int', '2147483647'],
    ['2147483648', 'BigInt', '2147483648'],
    ['-2147483648', 'Int', '(-2147483648)'],
    ['9223372036854775808', 'Decimal', '9223372036854775808'],
    ['-9223372036854775808', 'BigInt', '(-9223372036854775808)'],
    ['0x1F', 'Int', '31'],
    ['0xFFFFFFFFFF', 'BigInt', '1099511627775'],
    ['1_000_000', 'Int', '1000000'],
    ['.5', 'Decimal', '0.5'],
    ['1e3', 'Decimal', '1e3'],
    ['i > 1 AND (ok AND done)', 'Boolean', '(("i" > 1) AND "ok" AND "done")'],
    ['i > 1 OR ok AND done', 'Boolean', '(("i" > 1) OR ("ok" AND "done"))'],
    ['NOT ok', 'Boolean', '(NOT "ok")'],
    ['i IS NULL', 'Boolean', '("i" IS NULL)'],
    ['kind IS NOT NULL', 'Boolean', '("kind" IS NOT NULL)'],
    ['ok IS NOT TRUE', 'Boolean', '("ok" IS NOT TRUE)'],
    ['(i > 1) IS FALSE', 'Boolean', '(("i" > 1) IS FALSE)'],
    ['ok IS UNKNOWN', 'Boolean', '("ok" IS NULL)'],
    ['i IS DISTINCT FROM j', 'Boolean', '("i" IS DISTINCT FROM "j")'],
    ['kind IS NOT DISTINCT FROM NULL', 'Boolean', '(("kind" COLLATE "C") IS NOT DISTINCT FROM NULL)'],
    ['COALESCE(i, b, 0)', 'BigInt', 'COALESCE("i", "b", 0)'],
    ["NULLIF(kind, '')", 'String', `NULLIF(("kind" COLLATE "C"), '')`],
    ['NULLIF(i, b)', 'Int', 'NULLIF("i", "b")'],
    ['NULLIF(i, 0.5)', 'Decimal', 'NULLIF("i", 0.5)'],
    ['i IN (1, 2)', 'Boolean', '("i" IN (1, 2))'],
    ["kind NOT IN ('a', 'b')", 'Boolean', `(("kind" COLLATE "C") NOT IN ('a', 'b'))`],
    ['i BETWEEN 1 AND 2', 'Boolean', '("i" BETWEEN 1 AND 2)'],
    ['i NOT BETWEEN 1 AND 2', 'Boolean', '("i" NOT BETWEEN 1 AND 2)'],
    ["at > '2026-03-29T03:00:00+02:00'", 'Boolean', `("at" > (TIMESTAMPTZ '2026-03-29T01:00:00.000000Z'))`],
    ["timestamptz '2026-03-29T01:00:00Z' <= at", 'Boolean', `((TIMESTAMPTZ '2026-03-29T01:00:00.000000Z') <= "at")`],
    [
      "CAST('2026-03-29T01:00:00Z' AS timestamp with time zone) < at",
      'Boolean',
      `((TIMESTAMPTZ '2026-03-29T01:00:00.000000Z') < "at")`,
    ],
    ["COALESCE(at, '2026-01-01T00:00:00Z')", 'DateTime', `COALESCE("at", (TIMESTAMPTZ '2026-01-01T00:00:00.000000Z'))`],
    ['at BETWEEN known_at AND at', 'Boolean', '("at" BETWEEN "known_at" AND "at")'],
    ['kind < other COLLATE "C"', 'Boolean', '(("kind" COLLATE "C") < "other")'],
    ['TRUE', 'Boolean', 'TRUE'],
    ["'plain'", 'String', "'plain'"],
    ['ok = TRUE', 'Boolean', '("ok" = TRUE)'],
  ])('%s is %s', (text, type, sql) => {
    const checked = checkExpression(text, COLUMNS);
    expect(checked).toMatchObject({ kind: 'checked', type, sql });
    expect(checkExpression(sql, COLUMNS)).toMatchObject({ kind: 'checked', type, sql });
  });

  test('names the columns it looks at, sorted and once', () => {
    expect(checkExpression('j + i + j', COLUMNS)).toMatchObject({ columns: ['i', 'j'] });
  });

  test('takes a long list, but not a long chain', () => {
    const list = `i IN (${Array.from({ length: 2000 }, (_, index) => index).join(',')})`;
    expect(checkExpression(list, COLUMNS).kind).toBe('checked');
    expect(checkExpression(Array(600).fill('i').join('+'), COLUMNS).kind).toBe('refused');
  });
});

describe('what is refused, with its place', () => {
  test.each<[string, string, number, RegExp]>([
    ['', 'EXPRESSION_INVALID', 0, /empty/],
    ['   ', 'EXPRESSION_INVALID', 0, /empty/],
    ['i +', 'EXPRESSION_INVALID', 3, /ends too early/],
    ['i ++ +', 'EXPRESSION_INVALID', 6, /ends too early/],
    ['i > > 1', 'EXPRESSION_INVALID', 4, /syntax error/],
    ["größe = 'ü' größe", 'EXPRESSION_INVALID', 12, /syntax error/],
    ['i) , (j', 'EXPRESSION_INVALID', 1, /nothing open/],
    ['i), (j', 'EXPRESSION_INVALID', 1, /nothing open/],
    ['i, j', 'EXPRESSION_INVALID', 0, /row of several/],
    ['i; DROP TABLE x', 'EXPRESSION_INVALID', 1, /not a statement/],
    ['i) FROM pg_user WHERE (ok', 'EXPRESSION_INVALID', 1, /nothing open/],
    ['i AS x', 'EXPRESSION_INVALID', 2, /syntax error/],
    ['i -- all', 'EXPRESSION_INVALID', 2, /comment/],
    ['i /* all */', 'EXPRESSION_INVALID', 2, /comment/],
    ['i /* all', 'EXPRESSION_INVALID', 2, /unterminated/],
    ["kind = 'x", 'EXPRESSION_INVALID', 7, /unterminated/],
    ['(SELECT 1)', 'EXPRESSION_INVALID', 0, /query/],
    ['i IN (SELECT 1)', 'EXPRESSION_INVALID', 2, /query/],
    ['EXISTS (SELECT 1)', 'EXPRESSION_INVALID', 0, /query/],
    ['ok AND colesce(i, 1) > 0', 'EXPRESSION_INVALID', 7, /Did you mean "COALESCE"/],
    ['pg_sleep(10)', 'EXPRESSION_INVALID', 0, /function "pg_sleep"/],
    ['sum(i)', 'EXPRESSION_INVALID', 0, /@sum/],
    ['avg(i)', 'EXPRESSION_INVALID', 0, /@mean/],
    ['count(*)', 'EXPRESSION_INVALID', 0, /@count/],
    ['sum(i) OVER ()', 'EXPRESSION_INVALID', 0, /@sum/],
    ['now()', 'EXPRESSION_INVALID', 0, /function "now"/],
    ['current_timestamp', 'EXPRESSION_INVALID', 0, /clock/],
    ['current_user = kind', 'EXPRESSION_INVALID', 0, /clock/],
    ['extract(hour FROM at)', 'EXPRESSION_INVALID', 0, /function "extract"/],
    ["'pg_authid'::regclass", 'EXPRESSION_INVALID', 13, /cast to regclass/],
    ['CAST(i AS text)', 'EXPRESSION_INVALID', 10, /cast to text/],
    ["interval '1 day'", 'EXPRESSION_INVALID', 0, /cast to interval/],
    ["DATE '2026-01-01'", 'EXPRESSION_INVALID', 0, /cast to date/],
    ["timestamptz(3) '2026-03-29T01:00:00Z'", 'EXPRESSION_INVALID', 0, /cast to timestamptz/],
    ["timestamptz '2026-03-29'", 'EXPRESSION_INVALID', 12, /RFC 3339/],
    ['$1', 'EXPRESSION_INVALID', 0, /parameter/],
    ['ROW(1, 2)', 'EXPRESSION_INVALID', 0, /row of several/],
    ['GREATEST(i, j)', 'EXPRESSION_INVALID', 0, /CASE WHEN/],
    ['ARRAY[1]', 'EXPRESSION_INVALID', 0, /array/],
    ['i[1]', 'EXPRESSION_INVALID', 0, /array/],
    ['events.i', 'EXPRESSION_INVALID', 0, /Write the column alone: "i"/],
    ['events.*', 'EXPRESSION_INVALID', 0, /Write the column alone/],
    ["kind LIKE 'b%'", 'EXPRESSION_INVALID', 5, /LIKE/],
    ["kind ILIKE 'b%'", 'EXPRESSION_INVALID', 5, /not of the language/],
    ["kind || 'x' = 'y'", 'EXPRESSION_INVALID', 5, /not joined/],
    ['i ^ 2', 'EXPRESSION_INVALID', 2, /x \* x/],
    ['i == 2', 'EXPRESSION_INVALID', 2, /"="/],
    ['i & 2', 'EXPRESSION_INVALID', 2, /Allowed/],
    ['i OPERATOR(pg_catalog.+) 1', 'EXPRESSION_INVALID', 2, /not of the language/],
    ['i = ANY(j)', 'EXPRESSION_INVALID', 2, /not of the language/],
    ['i BETWEEN SYMMETRIC 2 AND 1', 'EXPRESSION_INVALID', 2, /not of the language/],
    ['kind COLLATE "de_DE" < other', 'EXPRESSION_INVALID', 5, /collation/],
    ["B'1'", 'EXPRESSION_INVALID', 0, /constant/],
    [`1e2000`, 'EXPRESSION_INVALID', 0, /constant/],
    ['delay', 'SOURCE_COLUMN_NOT_FOUND', 0, /double quotes/],
    ['knd = 1', 'SOURCE_COLUMN_NOT_FOUND', 0, /Did you mean "kind"/],
    ['ok AND flavour', 'SOURCE_COLUMN_NOT_FOUND', 7, /no column "flavour"/],
    ["i = '5'", 'EXPRESSION_INVALID', 4, /without quotes/],
    ['kind = 5', 'EXPRESSION_INVALID', 7, /single quotes/],
    ['kind > i', 'EXPRESSION_INVALID', 7, /do not meet/],
    ["ok = 't'", 'EXPRESSION_INVALID', 5, /TRUE or FALSE/],
    ['ok = 1', 'EXPRESSION_INVALID', 5, /TRUE or FALSE/],
    ['at > 5', 'EXPRESSION_INVALID', 5, /do not meet/],
    ["at > '2026-03-29 01:00:00'", 'EXPRESSION_INVALID', 5, /no offset/],
    ["at > 'yesterday'", 'EXPRESSION_INVALID', 5, /RFC 3339/],
    ["at BETWEEN '2026-01-01T00:00:00Z' AND '2026'", 'EXPRESSION_INVALID', 38, /RFC 3339/],
    ['at > kind', 'EXPRESSION_INVALID', 5, /do not meet/],
    ['at - known_at', 'EXPRESSION_INVALID', 0, /Times are compared/],
    ['at + 1', 'EXPRESSION_INVALID', 0, /Times are compared/],
    ['kind + 1', 'EXPRESSION_INVALID', 0, /numbers/],
    ['ok + 1', 'EXPRESSION_INVALID', 0, /CASE WHEN/],
    ['-kind', 'EXPRESSION_INVALID', 1, /numbers/],
    ['f % 2', 'EXPRESSION_INVALID', 2, /remainder/],
    ['i AND ok', 'EXPRESSION_INVALID', 0, /condition/],
    ['NOT i', 'EXPRESSION_INVALID', 4, /condition/],
    ['kind IS TRUE', 'EXPRESSION_INVALID', 0, /condition/],
    ['CASE WHEN i THEN 1 END', 'EXPRESSION_INVALID', 10, /condition/],
    ["CASE WHEN ok THEN 1 ELSE 'x' END", 'EXPRESSION_INVALID', 25, /do not meet/],
    ["CASE i WHEN 'a' THEN 1 END", 'EXPRESSION_INVALID', 12, /do not meet/],
    ["COALESCE(i, 'x')", 'EXPRESSION_INVALID', 12, /do not meet/],
    ['NULL', 'EXPRESSION_INVALID', 0, /always NULL/],
    ['NULL + NULL', 'EXPRESSION_INVALID', 5, /no type/],
    ['-NULL', 'EXPRESSION_INVALID', 0, /no type/],
    ['COALESCE(NULL, NULL)', 'EXPRESSION_INVALID', 0, /always NULL/],
    ['i = NULL', 'EXPRESSION_INVALID', 4, /IS NULL/],
    ['i NOT IN (1, NULL)', 'EXPRESSION_INVALID', 13, /IS NULL/],
    ['NULLIF(NULL, 1)', 'EXPRESSION_INVALID', 7, /IS NULL/],
    ['i + \u0000j', 'EXPRESSION_INVALID', 4, /control character U\+0000/],
    ["kind = '\ud800'", 'EXPRESSION_INVALID', 8, /control character U\+D800/],
    ['('.repeat(200) + 'i' + ')'.repeat(200), 'EXPRESSION_INVALID', 100, /nests/],
    ['NOT '.repeat(3000) + 'ok', 'EXPRESSION_INVALID', 10_000, /at most 10000/],
    ['NOT '.repeat(2000) + 'ok', 'EXPRESSION_INVALID', 2000, /nests/],
    ['CASE WHEN ok THEN '.repeat(150) + '1' + ' END'.repeat(150), 'EXPRESSION_INVALID', 1800, /nests/],
  ])('%j', (text, code, offset, message) => {
    const refused = checkExpression(text, COLUMNS);
    if (refused.kind !== 'refused') throw new Error(`not refused: ${refused.sql}`);
    expect(refused.problems.map((each) => [each.code, each.offset, each.message])).toContainEqual([
      code,
      offset,
      expect.stringMatching(message),
    ]);
  });

  test('lists every problem at once, located by line and column', () => {
    const refused = checkExpression('colesce(i) > 0\n  AND flavour\n  AND kind = 5', COLUMNS);
    expect(refused).toMatchObject({ kind: 'refused', problems: [{ line: 1, column: 1 }] });
    const typed = checkExpression('nope > 0\n  AND flavour\n  AND kind = 5', COLUMNS);
    expect(typed).toMatchObject({
      problems: [
        { line: 1, column: 1 },
        { line: 2, column: 7 },
        { line: 3, column: 14 },
      ],
    });
  });
});
