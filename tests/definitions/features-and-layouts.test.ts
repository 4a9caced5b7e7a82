import { beforeAll, describe, expect, test } from '@jest/globals';
import { FEATURE_TYPES, type FeatureType } from '../../src/values/feature-type.js';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import type { AggregateName } from '../../src/definitions/model.js';
import { castOf, describeUnreadable, featureTypeOf, SQL_TYPES } from '../../src/definitions/table-columns.js';
import { problemsOf, startRegistry } from './resolve.js';

beforeAll(loadExpressionParser);

const BASE = `type Thing @entity { k: String! @joinKey }
type Events @source(table: "events", rowKey: ["id"], eventTime: "at")
`;
describe('what a feature may declare', () => {
  const SOURCES: Readonly<Record<FeatureType, string>> = {
    Int: 'n',
    BigInt: 'big',
    Float: 'amount',
    Decimal: 'price',
    Boolean: 'ok',
    String: 'kind',
    DateTime: 'at',
  };
  const numbers: Partial<Record<FeatureType, readonly FeatureType[]>> = {
    Int: ['Int', 'BigInt', 'Float', 'Decimal'],
    BigInt: ['BigInt', 'Float', 'Decimal'],
    Float: ['Float'],
    Decimal: ['Float', 'Decimal'],
  };
  const expected = (aggregate: AggregateName, of: FeatureType): readonly FeatureType[] => {
    if (aggregate === 'count' || aggregate === 'countDistinct') return ['Int', 'BigInt'];
    if (aggregate === 'mean' || aggregate === 'stddev') return numbers[of] ? ['Float'] : [];
    if (aggregate === 'sum') return numbers[of] ?? [];
    if (aggregate !== 'latest' && of === 'Boolean') return [];
    return numbers[of] ?? [of];
  };

  test.each(['latest', 'count', 'countDistinct', 'sum', 'mean', 'min', 'max', 'stddev'] as const)(
    'with @%s of each type, is what can hold it and nothing else',
    (aggregate) => {
      for (const of of FEATURE_TYPES) {
        const taken = FEATURE_TYPES.filter((type) => {
          const view = `type V @featureView(entity: "Thing", source: "Events") { a: ${type} @${aggregate}(of: "${SOURCES[of]}") }`;
          return problemsOf(() => startRegistry().plan(BASE + view)).length === 0;
        });
        expect([of, taken]).toEqual([of, expected(aggregate, of)]);
      }
    },
  );
});

describe('a column', () => {
  test.each<[string, FeatureType | null, string | null]>([
    ['smallint', 'Int', 'integer'],
    ['pg_catalog.int4', 'Int', null],
    ['real', 'Float', 'double precision'],
    ['numeric(12, 2)', 'Decimal', null],
    ['CHARACTER VARYING(20)', 'String', 'text'],
    ['char(3)', 'String', 'text'],
    ['citext', 'String', 'text'],
    ['uuid', 'String', 'text'],
    ['timestamp(3) with time zone', 'DateTime', null],
    ['timestamp(3) without time zone', null, null],
    ['date', null, null],
    ['time with time zone', null, null],
    ['interval', null, null],
    ['integer[]', null, null],
    ['_int4', null, null],
    ['money', null, null],
    ['"char"', null, null],
    ['bytea', null, null],
  ])('of %s is read as %s by %s', (databaseType, type, cast) => {
    expect([featureTypeOf(databaseType), castOf(databaseType)]).toEqual([type, cast]);
  });

  test('of each type that features have is read as it is', () => {
    for (const type of FEATURE_TYPES)
      expect([featureTypeOf(SQL_TYPES[type]), castOf(SQL_TYPES[type])]).toEqual([type, null]);
  });

  test('that cannot be read says what to do', () => {
    expect(describeUnreadable('timestamp(6) without time zone')).toMatch(
      /never guesses a time zone. Change it to timestamptz/,
    );
    expect(describeUnreadable('date')).toMatch(/not a moment/);
    expect(describeUnreadable('money')).toMatch(/database type money/);
  });
});

describe('a layout', () => {
  const layout = (fields: string, args = ''): ReturnType<ReturnType<typeof startRegistry>['plan']>[number]['history'] =>
    startRegistry().plan(`${BASE}type V @featureView(entity: "Thing", source: "Events"${args}) { ${fields} }`)[2]
      ?.history ?? null;

  test('keeps one column for one expression and type, and another for another type', () => {
    const history = layout(
      'a: Int @latest(of: "n") b: Int @max(of: "N") c: Float @mean(of: "(n)") d: Float @latest(of: "n") e: BigInt @sum(of: "n")',
    );
    expect(history?.values.map(({ column, type, sql }) => [column, type, sql])).toEqual([
      ['v0', 'Int', '"n"'],
      ['v1', 'Float', 'CAST("n" AS double precision)'],
    ]);
    expect(history?.outputs.map(({ value }) => value)).toEqual([0, 0, 0, 1, 0]);
  });

  test('adds the condition of the view to those of its features, each once', () => {
    const history = layout(
      'a: Int! @count(where: "n > 0") b: Int! @count c: Int! @count(where: "(OK)") d: Int! @count(where: "n>0")',
      ', where: "ok"',
    );
    expect(history?.conditions.map(({ column, sql }) => [column, sql])).toEqual([
      ['w0', '"ok"'],
      ['w1', '("n" > 0)'],
    ]);
    expect(history?.outputs.map(({ conditions }) => conditions)).toEqual([[0, 1], [0], [0], [0, 1]]);
  });

  test('reads each column by its cast wherever it stands', () => {
    const history = layout(
      'a: Int! @count(where: "code = kind AND small > 1") b: String @latest(of: "\'always\'") c: String @min(of: "COALESCE(kind, code)")',
    );
    expect(history?.conditions[0]?.sql).toBe(
      '(((CAST("code" AS text) COLLATE "C") = CAST("kind" AS text)) AND (CAST("small" AS integer) > 1))',
    );
    expect(history?.values.map(({ sql }) => sql)).toEqual([
      "CAST('always' AS text)",
      'COALESCE(CAST("kind" AS text), CAST("code" AS text))',
    ]);
  });

  test('of labels keeps a key of two entities once, in the wider type', () => {
    const sdl = (
      first: string,
      second: string,
    ): string => `type A @entity { n: ${first}! @joinKey }\ntype B @entity { n: ${second}! @joinKey k: String! @joinKey }
type Events @source(table: "events", rowKey: ["id", "k"], eventTime: "at", knownTime: "known_at")
type L @labels(source: "Events", entities: [{ entity: "A" }, { entity: "B" }]) { won: Boolean @label(of: "ok") same: Boolean @request(of: "OK") wide: BigInt @request(of: "n") }`;
    const keys = [
      { sourceColumn: 'n', type: 'BigInt' },
      { sourceColumn: 'k', type: 'String' },
    ];
    for (const text of [sdl('Int', 'BigInt'), sdl('BigInt', 'Int')]) {
      expect(startRegistry().plan(text)[3]?.history).toMatchObject({
        keys,
        rowKey: [
          { sourceColumn: 'id', type: 'BigInt' },
          { sourceColumn: 'k', type: 'String' },
        ],
        values: [{ sql: '"ok"' }, { type: 'BigInt', sql: 'CAST("n" AS bigint)' }],
        outputs: [
          { name: 'won', value: 0 },
          { name: 'same', value: 0 },
          { name: 'wide', value: 1 },
        ],
        knownTime: 'known_at',
        conditions: [],
      });
    }
  });
});
