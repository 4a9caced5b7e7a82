import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { GROUND, roomOf } from './floors.js';
import { lineOf, listFiles, PROJECT, parseSourceFile, readSourceFiles, type SourceFile, walk } from './source-files.js';

const files = readSourceFiles(['src', 'migrations']);

/** Ports stand beside the folders of their backends, or say what the services give. */
const PORTS = [
  /^src\/(registry|sources|offline|online|prediction-log)\/[^/]+\.ts$/,
  /^src\/services\.ts$/,
  /^src\/app\/(app|compose)\.ts$/,
];
const VAGUE_FOLDERS = /(^|\/)(utils?|common|shared|helpers?|lib|core|misc)\//;

const FORBIDDEN: readonly {
  readonly matches: (node: ts.Node) => boolean;
  readonly what: string;
  readonly instead: string;
}[] = [
  {
    matches: (node) => node.kind === ts.SyntaxKind.AnyKeyword,
    what: '"any"',
    instead: 'Say what it is, or take unknown and look.',
  },
  { matches: ts.isEnumDeclaration, what: 'an enum', instead: 'Write a union of texts.' },
  { matches: (node) => ts.isModuleDeclaration(node), what: 'a namespace', instead: 'A file is a module already.' },
  { matches: isDefaultExport, what: 'a default export', instead: 'Export it by its name.' },
];

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function findForbidden(from: readonly SourceFile[]): string[] {
  return from
    .filter(({ path }) => !path.endsWith('.d.ts'))
    .flatMap(({ path, tree }) =>
      [...walk(tree)].flatMap((node) =>
        FORBIDDEN.filter(({ matches }) => matches(node)).map(
          ({ what, instead }) => `${path}:${lineOf(tree, node)} has ${what}. ${instead}`,
        ),
      ),
    );
}

/** Exported things that have no docstring. */
function findUndocumented(from: readonly SourceFile[]): string[] {
  return from.flatMap(({ path, tree }) =>
    tree.statements.flatMap((statement) => {
      const isExported =
        ts.canHaveModifiers(statement) &&
        (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (!isExported || ts.getJSDocCommentsAndTags(statement).length > 0) return [];
      const name = ts.isVariableStatement(statement)
        ? statement.declarationList.declarations[0]?.name.getText()
        : (statement as { readonly name?: ts.Node }).name?.getText();
      return isUnionOfNamed(statement)
        ? []
        : [
            `${path}:${lineOf(tree, statement)} exports "${name}" without a docstring. Say what it gives, then the edge a caller gets wrong.`,
          ];
    }),
  );
}

/** A union of names that are documented where they stand says all there is to say. */
function isUnionOfNamed(statement: ts.Statement): boolean {
  return (
    ts.isTypeAliasDeclaration(statement) &&
    (ts.isUnionTypeNode(statement.type) || ts.isIndexedAccessTypeNode(statement.type))
  );
}

/** Places of the machine that the project lies on, which nobody else has. */
function foreignPlaces(): readonly string[] {
  const places = [PROJECT, homedir()].map((place) => place.replaceAll('\\', '/'));
  return places.filter((place) => place.split('/').length > 2).map((place) => `${place}/`);
}

describe('the language', () => {
  test('no "any", no enum, no namespace and no default export', () => {
    expect(findForbidden(files)).toEqual([]);
  });

  test('no folder has a name that says nothing', () => {
    const vague = listFiles(['src', 'tests'], ['']).filter((path) => VAGUE_FOLDERS.test(path));
    expect(
      vague.map((path) => `${path} lies in a folder whose name says nothing. Name the folder for what is in it.`),
    ).toEqual([]);
  });

  test('every exported thing of the ground and of the ports has a docstring', () => {
    const documented = files.filter(
      ({ path }) => GROUND.includes(roomOf(path) as string) || PORTS.some((port) => port.test(path)),
    );
    expect(findUndocumented(documented)).toEqual([]);
  });

  test('files are named in kebab-case', () => {
    const named = listFiles(['src', 'tests', 'migrations'], ['.ts', '.tsx', '.jsx']).filter(
      (path) => !/^[a-z0-9-]+(\.test|\.d|\.config)?\.(ts|tsx|jsx)$/.test(path.split('/').at(-1) as string),
    );
    expect(named.map((path) => `${path} is not named in kebab-case. Name it for its main export.`)).toEqual([]);
  });

  test('nothing names a place of the machine it was written on', () => {
    const texts = [
      ...listFiles(
        ['src', 'tests', 'migrations', 'docs', 'bin', 'benchmarks', 'feature-definitions', '.ci'],
        ['.ts', '.js', '.mjs', '.json', '.md', '.sql', '.graphql', 'run'],
      ),
      'package.json',
      'package-lock.json',
      '.npmrc',
    ];
    const places = foreignPlaces();
    const found = texts.flatMap((path) => {
      const text = readFileSync(join(PROJECT, path), 'utf8');
      return places
        .filter((place) => text.includes(place))
        .map(
          (place) =>
            `${path} names ${place}, which is a place of this machine. Name it from the project's folder, or ask the system for it.`,
        );
    });
    expect(found).toEqual([]);
  });

  test('what is forbidden or undocumented is seen', () => {
    const bad = parseSourceFile(
      'src/values/a.ts',
      'export default 1;\nexport enum A { B }\nexport const a = (b: any) => b;\nnamespace C {}\n/** Says. */\nexport class D {}\nexport default class E {}\n',
    );
    expect(findForbidden([bad]).map((sentence) => sentence.split('. ')[0])).toEqual([
      'src/values/a.ts:1 has a default export',
      'src/values/a.ts:2 has an enum',
      'src/values/a.ts:3 has "any"',
      'src/values/a.ts:4 has a namespace',
      'src/values/a.ts:7 has a default export',
    ]);
    expect(findUndocumented([bad]).map((sentence) => sentence.split(' without')[0])).toEqual([
      'src/values/a.ts:2 exports "A"',
      'src/values/a.ts:3 exports "a"',
      'src/values/a.ts:7 exports "E"',
    ]);
  });
});
