import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { FLOORS } from './floors.js';
import { PROJECT } from './source-files.js';

const PAGES = [
  'ARCHITECTURE.md',
  'CHANGELOG.md',
  ...readdirSync(join(PROJECT, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length + 1)),
];

const ROOTS = /^(src|tests|migrations|docs|benchmarks|bin|feature-definitions)\//;

function readPage(page: string): string {
  return readFileSync(join(PROJECT, page), 'utf8');
}

/** Files and folders of the project that a page names in code marks; patterns such as `<name>` and `NNNN` stand for many. */
function namedFiles(text: string): readonly string[] {
  const marked = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name]) => name as string);
  return marked.filter((name) => ROOTS.test(name) && !/[<>*]|NNNN/.test(name));
}

describe('the pages', () => {
  test('name only files and folders that are there', () => {
    const missing = PAGES.flatMap((page) =>
      namedFiles(readPage(page))
        .filter((name) => !existsSync(join(PROJECT, name)))
        .map((name) => `${page} names ${name}, which is not there. Correct the page, or put the file back.`),
    );
    expect(missing).toEqual([]);
  });

  test('ARCHITECTURE.md lists every room that there is, and no other', () => {
    const table = readPage('ARCHITECTURE.md').split('## The law')[0] as string;
    const listed = new Set([...table.matchAll(/`(?:src\/)?([a-z-]+\.ts|[a-z-]+)\/?`/g)].map(([, room]) => room));
    const rooms = ['migrations', ...readdirSync(join(PROJECT, 'src'))];
    expect(
      rooms.filter((room) => !listed.has(room)).map((room) => `ARCHITECTURE.md does not list src/${room}.`),
    ).toEqual([]);
    const known = FLOORS.flatMap((floor) => floor.rooms);
    expect(
      rooms
        .filter((room) => !known.includes(room))
        .map((room) => `${room} has no floor in tests/architecture/floors.ts.`),
    ).toEqual([]);
  });

  test('decisions are numbered without a gap, and each has its context, decision and consequences', () => {
    const decisions = readdirSync(join(PROJECT, 'docs', 'decisions')).sort();
    expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(decisions.map((_, index) => index + 1));
    for (const name of decisions) {
      const text = readPage(join('docs', 'decisions', name));
      expect(name).toMatch(/^\d{4}-[a-z0-9-]+\.md$/);
      expect(text.match(/^#+ .*/gm)?.slice(1)).toEqual(['## Context', '## Decision', '## Consequences']);
      expect(text).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
    }
  });

  test('terms stand in order, once each', () => {
    const terms = [...readPage('docs/terms.md').matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, term]) => term as string);
    expect(terms).toEqual([...new Set(terms)].sort());
    expect(terms.length).toBeGreaterThan(30);
  });
});
