import { describe, expect, test } from '@jest/globals';
import { findRoom, roomOf } from './floors.js';
import { parseSourceFile, readSourceFiles, type SourceFile } from './source-files.js';

const files = readSourceFiles(['src', 'migrations']);

/** Imports that climb, or that cross between rooms that stay apart, each as a sentence. */
function findClimbs(from: readonly SourceFile[]): string[] {
  return from.flatMap(({ path, imports }) => {
    const room = roomOf(path);
    const own = findRoom(room);
    if (!own)
      return [
        `${path} is in no room of the table. Move it into a room, or add its room to tests/architecture/floors.ts with the reason.`,
      ];
    return imports.flatMap(({ file, line }) => {
      const other = file === null ? undefined : roomOf(file);
      if (file === null || other === room) return [];
      const target = findRoom(other);
      if (!target) return [`${path}:${line} imports ${file}, which is in no room of src/. Move it into one.`];
      if (target.floor === own.floor && own.floor.apart) {
        return [
          `${path}:${line} imports ${file}, but ${own.floor.name} never import ${own.floor.name}. Move what both need to a floor below, or join them in app/.`,
        ];
      }
      if (target.height > own.height) {
        return [
          `${path}:${line} imports ${file}, but ${other}/ stands above ${room}/. Move what is needed down to ${room}/ or below.`,
        ];
      }
      return [];
    });
  });
}

/** Groups of files that import each other in a circle, each as a sentence. */
function findCycles(from: readonly SourceFile[]): string[] {
  const importsOf = new Map(from.map(({ path, imports }) => [path, imports.flatMap(({ file }) => file ?? [])]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0)
      cycles.push(
        `${[...trail.slice(start), path].join(' → ')} is a circle. Move what they share into a file of its own.`,
      );
    if (start >= 0 || done.has(path)) return;
    for (const next of importsOf.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of importsOf.keys()) visit(path, []);
  return cycles;
}

describe('the floors', () => {
  test('no room imports from above it, services leave services alone, and faces faces', () => {
    expect(findClimbs(files)).toEqual([]);
  });

  test('no files import each other in a circle', () => {
    expect(findCycles(files)).toEqual([]);
  });

  test('every import of a file names one that is there', () => {
    const paths = new Set(files.map(({ path }) => path));
    const missing = files.flatMap(({ path, imports }) =>
      imports
        .filter(({ file }) => file !== null && !paths.has(file) && !paths.has(file.replace(/\.ts$/, '.d.ts')))
        .map(({ file, line }) => `${path}:${line} imports ${file}, which is not there.`),
    );
    expect(missing).toEqual([]);
  });

  test('a climb, a step between services, a type import, and a file in no room are seen', () => {
    const climbs = findClimbs([
      parseSourceFile(
        'src/values/a.ts',
        "import type { A } from '../registry/a.js';\nexport { B } from '../time/b.js';",
      ),
      parseSourceFile('src/training/b.ts', "const a = await import('../serving/a.js');"),
      parseSourceFile('src/graphql/c.ts', "type A = import('../rest/a.js').A;"),
      parseSourceFile('src/attic/d.ts', ''),
      parseSourceFile('src/app/e.ts', "import '../../elsewhere/e.js';"),
    ]);
    expect(climbs.map((sentence) => sentence.split('. ')[0])).toEqual([
      'src/values/a.ts:1 imports src/registry/a.ts, but registry/ stands above values/',
      'src/training/b.ts:1 imports src/serving/a.ts, but services never import services',
      'src/graphql/c.ts:1 imports src/rest/a.ts, but faces never import faces',
      'src/attic/d.ts is in no room of the table',
      'src/app/e.ts:1 imports elsewhere/e.ts, which is in no room of src/',
    ]);
  });

  test('a circle is seen', () => {
    const circle = [
      parseSourceFile('src/values/a.ts', "import './b.js';"),
      parseSourceFile('src/values/b.ts', "import type { A } from './a.js';"),
    ];
    expect(findCycles(circle)).toHaveLength(1);
  });
});
