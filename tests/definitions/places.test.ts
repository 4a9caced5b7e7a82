import { beforeAll, describe, expect, test } from '@jest/globals';
import { loadExpressionParser } from '../../src/expressions/parse-expression.js';
import { problemsOf, startRegistry } from './resolve.js';

beforeAll(loadExpressionParser);

const BASE = `type Thing @entity { k: String! @joinKey }
type Events @source(table: "events", rowKey: ["id"], eventTime: "at")
`;
const problem = (message: RegExp, more: object = {}): object =>
  expect.objectContaining({ message: expect.stringMatching(message), ...more }) as object;

describe('the place of a problem', () => {
  test.each([
    ['a block string', 'where: """\n      ok AND\n        «nope > 0\n    """'],
    ['a block string that begins with blank lines', 'where: """\n\n   \n      ok AND\n\n        «nope > 0\n    """'],
    ['a block string of tabs', 'where: """\n\t\tok AND\n\t\t\t«nope > 0\n\t"""'],
    ['a block string with the line ends of Windows', 'where: """\r\n\r\n      ok AND\r\n        «nope > 0\r\n   """'],
    ['a block string with quotes in it', 'where: """\n  kind = \'\\"""\' AND «nope > 0"""'],
    ['a block string after four bytes', 'where: """\n  kind = \'😀é\' AND «nope > 0\n"""'],
    ['a string after four bytes', 'where: "kind = \'😀é\' AND «nope > 0"'],
    [
      'a string after escapes of one character in two',
      'where: "kind = \'\\uD83D\\uDE00\\u{1F600}\\t\\"\' AND «nope > 0"',
    ],
    ['a string after a description of four bytes', 'owner: "😀", where: "«nope"'],
  ])('in %s is that of its first character', (_title, marked) => {
    const text = `${BASE}type V @featureView(entity: "Thing", source: "Events", ${marked}) { a: Int! @count }`;
    const before = text.slice(0, text.indexOf('«')).split(/\r\n|[\n\r]/);
    expect(problemsOf(() => startRegistry().plan(text.replace('«', '')))).toEqual([
      problem(/no column "nope"/, { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }),
    ]);
  });

  test.each([
    [
      'a column of an entity of labels',
      '[{ entity: "Thing" }, { entity: "Two", on: ["k", «"nope"] }]',
      /no column "nope"/,
    ],
    ['a column of the wrong type', '[{ entity: "Thing", on: «"n" }]', /is String, but the column "n" is Int/],
    ['a default column that is not there', '[{ entity: "Thing" }, «{ entity: "Two" }]', /no column "q"/],
    ['too few columns', '[{ entity: "Two", on: «["k"] }]', /names 1 column/],
    ['an unknown entity', '[{ entity: "Thing" }, { entity: «"Thng" }]', /Did you mean "Thing"/],
  ])('of %s is the nearest that there is', (_title, entities, message) => {
    const marked = `${BASE}type Two @entity { k: String! @joinKey q: String! @joinKey }
type L @labels(source: "Events", entities: ${entities}) { won: Boolean @label(of: "ok") }`;
    const column = (marked.split('\n').at(-1) ?? '').indexOf('«') + 1;
    expect(problemsOf(() => startRegistry().plan(marked.replace('«', '')))).toContainEqual(
      problem(message, { line: 4, column }),
    );
  });
});
