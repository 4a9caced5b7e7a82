import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { checkExpression } from '../../src/expressions/type-expression.js';
import { COLUMNS } from './columns.js';

beforeAll(loadExpressionParser);

/** Constructs by topic; each is refused where « stands (the mark is taken out), and by that alone. */
const REFUSED: Readonly<Record<string, readonly (readonly [text: string, message: RegExp])[]>> = {
  'another query': [
    ['«SELECT 1', /Found a query/],
    ['«(SELECT i)', /Found a query/],
    ['«SELECT 1 UNION SELECT 2', /Found a query/],
    ['«SELECT i INTO stolen FROM pg_authid', /Found a query/],
    ['«SELECT 1 FOR UPDATE', /Found a query/],
    ['«VALUES (1)', /Found a query/],
    ['«TABLE pg_authid', /Found a query/],
    ['«WITH x AS (SELECT 1) SELECT 1', /Found a query/],
    ['«WITH gone AS (DELETE FROM events RETURNING 1) SELECT 1', /Found a query/],
    ['«ARRAY(SELECT 1)', /Found a query/],
    ['i «> ALL (SELECT 1)', /Found a query/],
    ['i «= ANY (SELECT 1)', /Found a query/],
    ['i «NOT IN (SELECT 1)', /Found a query/],
    ['«EXISTS (TABLE events)', /Found a query/],
    ['COALESCE(i, «(SELECT 1))', /Found a query/],
  ],
  'more than an expression': [
    ['1«; SELECT 2', /not a statement/],
    ['i«;', /not a statement/],
    ['i «FROM events', /syntax error/],
    ['i «WHERE ok', /syntax error/],
    ['i «AS alias', /syntax error/],
    ['i «INTO stolen', /syntax error/],
    ['i «GROUP BY j', /syntax error/],
    ['DROP «TABLE events', /syntax error/],
    ["COPY «events TO PROGRAM 'sh'", /syntax error/],
    ['«*', /syntax error/],
    ['«i, j', /row of several values/],
    ['«(i, j) = i', /row of several values/],
    ['«ROW()', /row of several values/],
    ['i«) UNION SELECT (1', /nothing open before it/],
    ['ok«] AND [ok', /nothing open before it/],
    ['i «END', /nothing open before it/],
  ],
  'a comment': [
    ['i«-- rest', /A comment stands/],
    ['i«--5', /A comment stands/],
    ['«/* before */ i', /A comment stands/],
    ['i «/**/ + 1', /A comment stands/],
    ['i + «/* /* nested */ */ 1', /A comment stands/],
    ['CASE WHEN ok THEN «/* inside */ 1 END', /A comment stands/],
  ],
  'a parameter or variable': [
    ['«$1', /Found a parameter/],
    ['i + «$2', /Found a parameter/],
    ['«:i', /syntax error/],
    ['«@i', /operator "@"/],
  ],
  'a cast': [
    ["'pg_authid'::«regclass", /cast to regclass/],
    ["'sh'::«regproc", /cast to regproc/],
    ["'x'::«oid", /cast to oid/],
    ['i::«int', /cast to int4/],
    ['i::«text', /cast to text/],
    ["«int '5'", /cast to int4/],
    ["«bool 't'", /cast to bool/],
    ["«N'x' = kind", /cast to bpchar/],
    ['CAST(i AS «bigint)', /cast to int8/],
    ['CAST(NULL AS «timestamptz)', /cast to timestamptz/],
    ['CAST(kind AS «timestamptz)', /cast to timestamptz/],
    ["«evil.timestamptz '2026-01-01T00:00:00Z'", /cast to timestamptz/],
    ["«timestamp '2026-01-01T00:00:00'", /cast to timestamp\b/],
    ["«time '01:00'", /cast to time\b/],
    ["«INTERVAL '1 day'", /cast to interval/],
    ["«INTERVAL '1' DAY", /cast to interval/],
    ["at - «INTERVAL '1 hour' > known_at", /cast to interval/],
    ["«json '{}'", /cast to json/],
    ["'{1}'::«int[]", /cast to int4/],
  ],
  'a function': [
    ["«pg_read_file('/etc/passwd')", /function "pg_read_file"/],
    ["«lo_import('/etc/passwd')", /function "lo_import"/],
    ["«dblink('host=x', 'q')", /function "dblink"/],
    ["«set_config('role', 'postgres', false)", /function "set_config"/],
    ["«nextval('s')", /function "nextval"/],
    ['«random()', /function "random"/],
    ['«clock_timestamp()', /function "clock_timestamp"/],
    ['«lower(kind)', /function "lower"/],
    ['«abs(i)', /function "abs"/],
    ['«evil.coalesce(i)', /function "evil.coalesce" is not of the language. Did you mean "COALESCE"/],
    ['«pg_catalog.lower(kind)', /function "lower"/],
    ['«"COALESCE"(i, 1)', /function "COALESCE" is not of the language/],
    ['«f(VARIADIC j)', /function "f"/],
    ['«f(a => 1)', /function "f"/],
    ['«substring(kind FROM 1)', /function "substring"/],
    ['«trim(kind)', /function "btrim"/],
    ['«position(kind IN kind)', /function "position"/],
    ['«overlay(kind PLACING kind FROM 1)', /function "overlay"/],
    ['«COLLATION FOR (kind)', /function "pg_collation_for"/],
    ['«TREAT(i AS int)', /not of the language/],
    ["at «AT TIME ZONE 'UTC'", /function "timezone"/],
    ['kind «IS NORMALIZED', /function "is_normalized"/],
    ['«system_user', /function "system_user"/],
    ['«GREATEST(i, j)', /GREATEST and LEAST/],
    ['«LEAST(i)', /GREATEST and LEAST/],
  ],
  'an aggregate or a window': [
    ['«count(DISTINCT i)', /Say @count on the feature/],
    ['«pg_catalog.count(i)', /Say @count on the feature/],
    ['«sum(i) FILTER (WHERE ok)', /Say @sum on the feature/],
    ['«min(i)', /Say @min on the feature/],
    ['«max(i) OVER (PARTITION BY j)', /Say @max on the feature/],
    ['«stddev_samp(i)', /Say @stddev on the feature/],
    ['«rank() OVER w', /function "rank"/],
    ['«lag(i) OVER (ORDER BY at)', /function "lag"/],
    ['«percentile_cont(0.5) WITHIN GROUP (ORDER BY i)', /function "percentile_cont"/],
    ['«GROUPING(i)', /GroupingFunc/],
  ],
  'the clock or the session': [
    ['«current_date', /clock or the session/],
    ['«current_time', /clock or the session/],
    ['at > «current_timestamp', /clock or the session/],
    ['«current_timestamp(3)', /clock or the session/],
    ['«localtime', /clock or the session/],
    ['«localtimestamp', /clock or the session/],
    ['«session_user = kind', /clock or the session/],
    ['«user = kind', /clock or the session/],
    ['«current_role = kind', /clock or the session/],
    ['«current_catalog = kind', /clock or the session/],
    ['«current_schema = kind', /clock or the session/],
  ],
  'an operator': [
    ['i «@@ j', /operator "@@"/],
    ['i «-> j', /operator "->"/],
    ['i «#>> j', /operator "#>>"/],
    ['i «@> j', /operator "@>"/],
    ['i «&& j', /operator "&&"/],
    ['i «<=> j', /operator "<=>"/],
    ['i «<< 2', /operator "<<"/],
    ['i «# j', /operator "#"/],
    ['i «? j', /operator "\?"/],
    ['«~ i', /operator "~"/],
    ['«|/ f', /operator "\|\/"/],
    ["kind «~ 'a.*'", /operator "~"/],
    ["kind «!~* 'a'", /operator "!~\*"/],
    ["kind «LIKE 'a%' ESCAPE '!'", /LIKE is not of the language/],
    ["kind «NOT LIKE 'a%'", /NOT LIKE is not of the language/],
    ["kind «SIMILAR TO 'a'", /SIMILAR/],
    ["kind «NOT SIMILAR TO 'a'", /SIMILAR/],
    ["kind «NOT ILIKE 'a'", /ILIKE/],
    ['i «OPERATOR(evil.=) j', /operator "evil.="/],
    ['i «= ALL(j)', /OP ALL/],
    ['i «= SOME(j)', /OP ANY/],
    ['i «NOT BETWEEN SYMMETRIC 1 AND 2', /BETWEEN SYM/],
  ],
  'a structure': [
    ['«ARRAY[i, j]', /arrays are not of the language/],
    ['«i[1:2]', /arrays are not of the language/],
    ['(«i).field', /arrays are not of the language/],
    ['(«i).*', /arrays are not of the language/],
    ['«public.events.i', /Write the column alone: "i"/],
    ['«events.*', /Write the column alone\.$/],
    ['kind «COLLATE "en_US" = other', /texts always compare by code point/],
    ['kind «COLLATE evil."C" = other', /texts always compare by code point/],
    ['«XMLELEMENT(NAME a)', /XmlExpr/],
    ['«kind IS JSON', /JsonIsPredicate/],
    ["«JSON_VALUE(kind, '$')", /JsonFuncExpr/],
    ['«JSON_OBJECT()', /JsonObjectConstructor/],
    ['«merge_action()', /MergeSupportFunc/],
    ['«DEFAULT', /SetToDefault/],
  ],
  'a constant': [
    ["«X'1F' = i", /Found a constant/],
    ["«B'101' = i", /Found a constant/],
    ["«E'\\000' = kind", /invalid byte sequence/],
    ['«1e1001', /at most 1,000 digits/],
    ['«1e-1001', /at most 1,000 digits/],
    [`«${'9'.repeat(1001)}`, /at most 1,000 digits/],
    [`«0x${'f'.repeat(900)}`, /at most 1,000 digits/],
    [`«0.${'1'.repeat(1000)}`, /at most 1,000 digits/],
    ['i > «1and ok', /trailing junk/],
    ['«0x', /invalid hexadecimal/],
    ['«1__0', /trailing junk/],
    ['«""', /zero-length delimited identifier/],
    ['kind = «$x$ never closed', /unterminated/],
    ["kind = U&'«\\00' = kind", /Unicode escape/],
  ],
};

const cases = Object.values(REFUSED).flat();

describe.each(Object.entries(REFUSED))('%s is refused:', (_topic, constructs) => {
  test.each(constructs)('%s', (marked, message) => {
    const text = marked.replace('«', '');
    const refused = checkExpression(text, COLUMNS);
    if (refused.kind === 'checked') throw new Error(`taken as ${refused.sql}`);
    expect(refused.problems[0]).toMatchObject({
      code: 'EXPRESSION_INVALID',
      offset: marked.indexOf('«'),
      message: expect.stringMatching(message),
    });
  });
});

test('holds over a hundred and twenty constructs', () => {
  expect(cases.length).toBeGreaterThan(120);
});

test.each([
  ['a result of CASE', (inner: string) => `CASE WHEN ok THEN (${inner}) END`],
  ['a condition of CASE', (inner: string) => `CASE WHEN (${inner}) IS NULL THEN 1 END`],
  ['an operand of CASE', (inner: string) => `CASE (${inner}) WHEN 1 THEN 2 END`],
  ['the other result of CASE', (inner: string) => `CASE WHEN ok THEN NULL ELSE (${inner}) END`],
  ['an item of IN', (inner: string) => `i IN (1, (${inner}))`],
  ['an end of BETWEEN', (inner: string) => `i BETWEEN 1 AND (${inner})`],
  ['a later operand of COALESCE', (inner: string) => `COALESCE(i, (${inner}))`],
  ['the second of NULLIF', (inner: string) => `NULLIF(i, (${inner}))`],
  ['a divisor', (inner: string) => `i / NULLIF((${inner}), 0)`],
  ['a side of IS DISTINCT FROM', (inner: string) => `i IS DISTINCT FROM (${inner})`],
  ['a part of a long condition', (inner: string) => `ok AND NOT (done OR (${inner}) IS NULL)`],
  ['what carries a collation', (inner: string) => `(${inner}) COLLATE "C" IS NULL`],
])('nothing refused gets in as %s', (_place, around) => {
  const taken = cases
    .map(([marked]) => around(marked.replace('«', '')))
    .filter((text) => {
      return checkExpression(text, COLUMNS).kind === 'checked';
    });
  expect(taken).toEqual([]);
});

test.each([
  ["kind = $$it's$$", `(("kind" COLLATE "C") = 'it''s')`],
  ['kind = $tag$; -- $$ /*$tag$', `(("kind" COLLATE "C") = '; -- $$ /*')`],
  ["U&'d\\0061t' = kind", `(('dat' COLLATE "C") = "kind")`],
  ['U&"k\\0069nd" = other', `(("kind" COLLATE "C") = "other")`],
  ["E'\\u0041\\x42\\'\\n' = kind", `(('AB''\n' COLLATE "C") = "kind")`],
  ["'a'\n'b' = kind", `(('ab' COLLATE "C") = "kind")`],
  ["kind = 'DROP TABLE x; --'", `(("kind" COLLATE "C") = 'DROP TABLE x; --')`],
])('a text in whatever quotes, %j, is printed as a plain one', (text, sql) => {
  expect(checkExpression(text, COLUMNS)).toMatchObject({ kind: 'checked', sql });
});

test('columns named as key words are columns', () => {
  const columns = new Map([...COLUMNS, ['case', 'Int'], ['end', 'Int'], ['select', 'Int'], ['null', 'Int']] as const);
  expect(checkExpression('"case" > "end" + "select" - "null"', columns)).toMatchObject({
    sql: '("case" > (("end" + "select") - "null"))',
    columns: ['case', 'end', 'null', 'select'],
  });
});
