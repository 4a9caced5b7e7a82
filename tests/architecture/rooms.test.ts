import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { GROUND, roomOf } from './floors.js';
import { GROUND_PACKAGES, PACKAGE_ROOMS, standsIn } from './rooms.js';
import { lineOf, parseSourceFile, readSourceFiles, type SourceFile, walk } from './source-files.js';

const files = readSourceFiles(['src', 'migrations']);

function findStrayPackages(from: readonly SourceFile[]): string[] {
  return from.flatMap(({ path, imports }) =>
    imports.flatMap(({ package: name, line }) => {
      if (name === null) return [];
      const room = roomOf(path) as string;
      if (GROUND.includes(room) && !(GROUND_PACKAGES[room] ?? []).includes(name)) {
        return [
          `${path}:${line} imports "${name}", but the ground is pure: ${room}/ may import ${(GROUND_PACKAGES[room] ?? ['no package']).join(', ')}. Move the code to a floor above.`,
        ];
      }
      const places = placesOf(name);
      if (places === undefined)
        return name.startsWith('node:')
          ? []
          : [`${path}:${line} imports "${name}", which has no room. Give it one in tests/architecture/rooms.ts.`];
      return standsIn(path, places)
        ? []
        : [`${path}:${line} imports "${name}", which lives in ${places.join(', ')}. Ask that room for what you need.`];
    }),
  );
}

function placesOf(name: string): readonly string[] | undefined {
  return PACKAGE_ROOMS[name] ?? PACKAGE_ROOMS[name.replace(/\/.*/, '/*')];
}

/** A global, or one member of it, and the only places that may touch it. */
interface GlobalRule {
  readonly matches: (node: ts.Node) => boolean;
  readonly name: string;
  readonly places: readonly string[];
  readonly instead: string;
}

const GLOBALS: readonly GlobalRule[] = [
  {
    name: 'process.env',
    matches: (node) => isMember(node, 'process', 'env'),
    places: ['app/config.ts'],
    instead: 'Take what you need from the configuration.',
  },
  {
    name: 'Date.now',
    matches: (node) => isMember(node, 'Date', 'now'),
    places: ['app/system-clock.ts'],
    instead: 'Take a Clock.',
  },
  { name: 'new Date()', matches: isPresentDate, places: ['app/system-clock.ts'], instead: 'Take a Clock.' },
  {
    name: 'performance.now',
    matches: (node) => isMember(node, 'performance', 'now'),
    places: ['app', 'cli'],
    instead: 'Take a Clock.',
  },
  {
    name: 'Math.random',
    matches: (node) => isMember(node, 'Math', 'random'),
    places: [],
    instead: 'Take a seeded generator (models/seeded-random.ts).',
  },
  {
    name: 'console',
    matches: (node) => ts.isPropertyAccessExpression(node) && isNamed(node.expression, 'console'),
    places: ['cli'],
    instead: 'Return a report, or throw; the faces show it.',
  },
];

function isMember(node: ts.Node, object: string, member: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return isNamed(node.expression, object) && node.name.text === member;
  return (
    ts.isElementAccessExpression(node) &&
    isNamed(node.expression, object) &&
    ts.isStringLiteral(node.argumentExpression) &&
    node.argumentExpression.text === member
  );
}

function isNamed(node: ts.Node, name: string): boolean {
  return ts.isIdentifier(node) && node.text === name;
}

function isPresentDate(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return isNamed(node.expression, 'Date') && (node.arguments?.length ?? 0) === 0;
  return ts.isCallExpression(node) && isNamed(node.expression, 'Date');
}

function findStrayGlobals(from: readonly SourceFile[]): string[] {
  return from.flatMap(({ path, tree }) =>
    [...walk(tree)].flatMap((node) =>
      GLOBALS.filter(({ matches, places }) => matches(node) && !standsIn(path, places)).map(
        ({ name, places, instead }) =>
          `${path}:${lineOf(tree, node)} uses ${name}, which belongs ${places.length === 0 ? 'nowhere' : `in ${places.join(', ')} alone`}. ${instead}`,
      ),
    ),
  );
}

/** The ground computes: nothing in it waits. Only the grammar of expressions is loaded once, at the start. */
function findPromises(from: readonly SourceFile[]): string[] {
  return from.flatMap(({ path, tree }) => {
    const room = roomOf(path) as string;
    if (!GROUND.includes(room) || room === 'expressions') return [];
    const waits = (node: ts.Node): boolean =>
      node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node) || isNamed(node, 'Promise');
    return [...walk(tree)]
      .filter(waits)
      .map(
        (node) =>
          `${path}:${lineOf(tree, node)} promises something, but the ground is pure. Move the code to a floor above.`,
      );
  });
}

describe('the rooms of packages and globals', () => {
  test('every package is imported in its rooms alone, and the ground imports none that touches anything', () => {
    expect(findStrayPackages(files)).toEqual([]);
  });

  test('the environment, the clock, chance and the console are touched in their rooms alone', () => {
    expect(findStrayGlobals(files)).toEqual([]);
  });

  test('the ground never waits', () => {
    expect(findPromises(files)).toEqual([]);
  });

  test('strays are seen', () => {
    const stray = [
      parseSourceFile('src/training/a.ts', "import { Pool } from 'pg';\nimport x from 'left-pad';"),
      parseSourceFile('src/values/b.ts', "import 'node:fs';\nexport const now = async () => Date.now() + +new Date();"),
      parseSourceFile('src/serving/c.ts', "console.log(process['env'], Math.random(), new Date(0), Date());"),
      parseSourceFile('src/offline/postgres/d.ts', "import { Pool } from 'pg';"),
    ];
    expect(findStrayPackages(stray).map((sentence) => sentence.split(',')[0])).toEqual([
      'src/training/a.ts:1 imports "pg"',
      'src/training/a.ts:2 imports "left-pad"',
      'src/values/b.ts:1 imports "node:fs"',
    ]);
    expect(findStrayGlobals(stray).map((sentence) => sentence.split(',')[0])).toEqual([
      'src/values/b.ts:2 uses Date.now',
      'src/values/b.ts:2 uses new Date()',
      'src/serving/c.ts:1 uses console',
      'src/serving/c.ts:1 uses process.env',
      'src/serving/c.ts:1 uses Math.random',
      'src/serving/c.ts:1 uses new Date()',
    ]);
    expect(findPromises(stray)).toHaveLength(1);
  });
});
