import { beforeAll, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { FEATURE_TYPES } from '../../src/values/feature-type.js';
import { loadExpressionParser, parseExpression } from '../../src/expressions/parse-expression.js';
import { toSql } from '../../src/expressions/to-sql.js';
import { checkExpression } from '../../src/expressions/type-expression.js';
import { COLUMNS } from './columns.js';
import { randomExpressions } from './random-expression.js';

beforeAll(loadExpressionParser);

test('a printed tree, read and printed again, is the same text', () => {
  const random = seededRandom(seedFor('print and parse'));
  const { draw } = randomExpressions(random);
  let compared = 0;
  for (let index = 0; index < 1000; index += 1) {
    const type = FEATURE_TYPES[index % FEATURE_TYPES.length] ?? 'Int';
    const text = toSql(draw(type, 4));
    if (text.length > 5000) continue;
    const parsed = parseExpression(text);
    if (parsed.kind === 'refused') throw new Error(`${text}\n${JSON.stringify(parsed.problems)}`);
    const checked = checkExpression(text, COLUMNS);
    if (checked.kind === 'refused') throw new Error(`${text}\n${JSON.stringify(checked.problems)}`);
    expect(checkExpression(checked.sql, COLUMNS)).toMatchObject({
      kind: 'checked',
      sql: checked.sql,
      type: checked.type,
    });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(700);
});

test('the order of spaces, brackets and capitals makes no difference', () => {
  const ways = [
    'i>1 and ok',
    '( I > 1 ) AND (OK)',
    '"i" > 1\n\tAND ok',
    '((i) > (1)) And ok IS NOT DISTINCT FROM ok AND ok',
  ];
  const texts = ways
    .map((way) => checkExpression(way, COLUMNS))
    .map((each) => (each.kind === 'checked' ? each.sql : ''));
  expect(new Set(texts.slice(0, 3)).size).toBe(1);
  expect(texts[3]).not.toBe(texts[0]);
});
