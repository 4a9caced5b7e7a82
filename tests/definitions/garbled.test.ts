import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { checkExpression } from '../../src/expressions/type-expression.js';
import { problemsOf, startRegistry } from './resolve.js';

beforeAll(loadExpressionParser);

const EXAMPLE = readFileSync(new URL('../../feature-definitions/flights.graphql', import.meta.url), 'utf8');
const SCRAPS = [
  '"',
  '"""',
  '@',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  ':',
  '!',
  '\\',
  '\n',
  '#',
  '5',
  'null',
  'é😀',
  '\u0000',
  ' @latest ',
  '"n"',
  ',',
];
const SQL_SCRAPS = [
  ...SCRAPS,
  "'",
  '--',
  '/*',
  '*/',
  ';',
  '$$',
  '$1',
  '::',
  'SELECT',
  'CASE',
  'END',
  ' IN ',
  'NULL',
  '.',
  "E'",
  'ROW',
  'FROM',
];

/** The text with up to three scraps put in, characters taken out or a piece repeated. */
function garble(text: string, random: () => number, scraps: readonly string[]): string {
  let garbled = text;
  for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits -= 1) {
    const at = Math.floor(random() * garbled.length);
    const end = at + Math.floor(random() * 12);
    const scrap = scraps[Math.floor(random() * scraps.length)] ?? '';
    const middle = random() < 0.5 ? scrap : random() < 0.5 ? '' : garbled.slice(at, end) + garbled.slice(at, end);
    garbled = garbled.slice(0, at) + middle + garbled.slice(end);
  }
  return garbled;
}

test('garbled definitions are refused with places in the text, or taken', () => {
  const random = seededRandom(seedFor('garbled definitions'));
  let refused = 0;
  for (let round = 0; round < 300; round += 1) {
    const sdl = garble(EXAMPLE, random, SCRAPS);
    const lines = sdl.split(/\r\n|[\n\r]/);
    const problems = problemsOf(() => startRegistry().plan(sdl));
    if (problems.length > 0) refused += 1;
    for (const { line = 0, column = 0 } of problems) {
      expect(line).toBeGreaterThan(0);
      expect(line).toBeLessThanOrEqual(lines.length);
      expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test('garbled expressions are refused with places in the text, or taken', () => {
  const random = seededRandom(seedFor('garbled expressions'));
  const text = "CASE WHEN delay > 15 AND kind IN ('a', 'ü') THEN 1.0 ELSE COALESCE(delay / 2, 0) END";
  for (let round = 0; round < 3000; round += 1) {
    const garbled = garble(text, random, SQL_SCRAPS);
    const checked = checkExpression(
      garbled,
      new Map([
        ['delay', 'Int'],
        ['kind', 'String'],
      ]),
    );
    if (checked.kind === 'refused') {
      for (const { offset } of checked.problems) expect(offset).toBeLessThanOrEqual(garbled.length);
    } else
      expect(
        checkExpression(
          checked.sql,
          new Map([
            ['delay', 'Int'],
            ['kind', 'String'],
          ]),
        ),
      ).toMatchObject({ sql: checked.sql });
  }
});
