import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { lineOf, parseSourceFile, readSourceFiles, type SourceFile, walk } from './source-files.js';

const FILE_CEILING = 400;
const MOST_FILES = 220;
const MEDIAN_FILE = 80;
const FUNCTION_CEILING = 60;
const POSITIONAL_PARAMETERS = 3;
/** Lines of code in tests for a line of code in the source. Never lower it. */
const TEST_LINES = 1;

const files = readSourceFiles(['src', 'migrations']);

/** Lines that hold code: neither blank nor nothing but a comment. */
function codeLinesOf({ text }: { readonly text: string }): number {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').split('\n');
  return code.filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}

function linesOf({ text }: { readonly text: string }): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

function isBody(node: ts.Node): node is ts.FunctionLikeDeclaration {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function nameOf(node: ts.Node): string {
  if (ts.isConstructorDeclaration(node)) return 'the constructor';
  const name = (node as { readonly name?: ts.Node }).name ?? (node.parent as { readonly name?: ts.Node }).name;
  return name ? `"${name.getText()}"` : 'a function';
}

function findLongFunctions(from: readonly SourceFile[]): string[] {
  return from.flatMap(({ path, tree }) =>
    [...walk(tree)].filter(isBody).flatMap((node) => {
      const lines = tree.getLineAndCharacterOfPosition(node.end).line + 2 - lineOf(tree, node);
      return lines <= FUNCTION_CEILING
        ? []
        : [
            `${path}:${lineOf(tree, node)} ${nameOf(node)} has ${lines} lines; ${FUNCTION_CEILING} are the ceiling. Split it into steps.`,
          ];
    }),
  );
}

/** A last parameter of options beyond the positional ones is an object, and does not count. */
function isOptions({ type }: ts.ParameterDeclaration): boolean {
  return type !== undefined && ts.isTypeReferenceNode(type) && type.typeName.getText().endsWith('Options');
}

function findManyParameters(from: readonly SourceFile[]): string[] {
  return from.flatMap(({ path, tree }) =>
    [...walk(tree)].flatMap((node) => {
      if (!ts.isFunctionLike(node)) return [];
      const own = node.parameters.filter((parameter) => !isOptions(parameter) && parameter.name.getText() !== 'this');
      return own.length <= POSITIONAL_PARAMETERS
        ? []
        : [
            `${path}:${lineOf(tree, node)} ${nameOf(node)} takes ${own.length} positional parameters; ${POSITIONAL_PARAMETERS} are the most. Put what belongs together into one object.`,
          ];
    }),
  );
}

describe('the sizes', () => {
  test(`no file is longer than ${FILE_CEILING} lines`, () => {
    const long = files
      .filter((file) => linesOf(file) > FILE_CEILING)
      .map(
        (file) =>
          `${file.path} has ${linesOf(file)} lines; ${FILE_CEILING} are the ceiling. Split it by what it exports.`,
      );
    expect(long).toEqual([]);
  });

  test(`nine files in ten have fewer than ${MOST_FILES} lines, and the median no more than ${MEDIAN_FILE}`, () => {
    const sizes = files.map(linesOf).sort((a, b) => a - b);
    expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThan(MOST_FILES);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(MEDIAN_FILE);
  });

  test(`no function is longer than ${FUNCTION_CEILING} lines`, () => {
    expect(findLongFunctions(files)).toEqual([]);
  });

  test(`no function, method, constructor or function type takes more than ${POSITIONAL_PARAMETERS} positional parameters`, () => {
    expect(findManyParameters(files)).toEqual([]);
  });

  test(`there is at least ${TEST_LINES} line of code in the tests for every one in the source`, () => {
    const count = (folders: readonly string[]): number =>
      readSourceFiles(folders).reduce((sum, file) => sum + codeLinesOf(file), 0);
    const lines = { tests: count(['tests']), source: count(['src']) };
    process.stdout.write(`lines of code in tests: ${lines.tests}, in the source: ${lines.source}\n`);
    expect(lines.tests).toBeGreaterThanOrEqual(TEST_LINES * lines.source);
  });

  test('what is too big is seen', () => {
    const long = parseSourceFile(
      'src/values/a.ts',
      `export class A {\n  constructor(a: B, b: B, c: B, d: B) {\n${'    f();\n'.repeat(60)}  }\n}\ntype F = (a: B, b: B, c: B, d: B) => void;\nconst ok = (a: B, b: B, c: B, options: SomeOptions) => 1;\n`,
    );
    expect(findLongFunctions([long])).toEqual([
      'src/values/a.ts:2 the constructor has 62 lines; 60 are the ceiling. Split it into steps.',
    ]);
    expect(findManyParameters([long]).map((sentence) => sentence.split(' takes')[0])).toEqual([
      'src/values/a.ts:2 the constructor',
      'src/values/a.ts:65 "F"',
    ]);
  });
});
