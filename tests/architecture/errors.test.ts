import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { type CatalogueEntry, catalogue } from '../../src/errors/catalogue.js';
import { lineOf, PROJECT, readSourceFiles, walk } from './source-files.js';

const CATALOGUE = 'src/errors/catalogue.ts';
const PAGE = join(PROJECT, 'docs', 'errors.md');
const REWRITE =
  'Write the page anew: UPDATE_DOCS=1 NODE_OPTIONS=--experimental-vm-modules npx jest tests/architecture/errors.test.ts';

const INTRO = `# Errors

Every refusal and failure carries a stable code: in \`extensions.code\` of a GraphQL error, in \`code\` of a REST body, and on the
command line before the sentence. The sentence says what was asked, what was found and what to do; \`details\` says the same as
data. Whatever is wrong with an input is listed at once. Nothing from inside (SQL, stack traces, hosts, paths) is shown: what
was not meant for the reader becomes \`INTERNAL\` with an error id under which the log of the server says more.

This page is written from the catalogue, \`${CATALOGUE}\`, and a test keeps the two in step.
`;

/** The groups of the catalogue, as the comments in it say, with their codes. */
function readGroups(): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  let group = '';
  for (const line of readFileSync(join(PROJECT, CATALOGUE), 'utf8').split('\n')) {
    group = /^ {2}\/\/ (.+)$/.exec(line)?.[1] ?? group;
    const code = /^ {2}([A-Z_]+): entry\(/.exec(line)?.[1];
    if (code) groups.set(group, [...(groups.get(group) ?? []), code]);
  }
  return groups;
}

function writePage(): string {
  const sections = [...readGroups()].map(([group, codes]) => {
    const rows = codes.map((code) => {
      const { status, meaning, remedy } = (catalogue as Readonly<Record<string, CatalogueEntry>>)[
        code
      ] as CatalogueEntry;
      return `| \`${code}\` | ${status} | ${meaning} | ${remedy} |`;
    });
    const title = `${group[0]?.toUpperCase()}${group.slice(1)}`;
    return `\n## ${title}\n\n| code | HTTP | what has happened | what to do |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return INTRO + sections.join('');
}

/** The texts in `src/` and where they stand, outside the catalogue. */
const literals = readSourceFiles(['src'])
  .filter(({ path }) => path !== CATALOGUE)
  .flatMap(({ path, tree }) =>
    [...walk(tree)].filter(ts.isStringLiteral).map((node) => ({ node, place: `${path}:${lineOf(tree, node)}` })),
  );

describe('the error catalogue', () => {
  test('docs/errors.md says what the catalogue says', () => {
    const page = writePage();
    if (process.env.UPDATE_DOCS === '1') writeFileSync(PAGE, page);
    const inStep = readFileSync(PAGE, 'utf8') === page ? '' : `docs/errors.md is behind ${CATALOGUE}. ${REWRITE}`;
    expect(inStep).toBe('');
  });

  test('every code is in one group of the catalogue', () => {
    expect([...readGroups().values()].flat()).toEqual(Object.keys(catalogue));
  });

  test('every code that is thrown is in the catalogue', () => {
    const unknown = literals.flatMap(({ node, place }) => {
      const { parent } = node;
      const isThrown =
        ts.isNewExpression(parent) && parent.expression.getText() === 'AsofError' && parent.arguments?.[0] === node;
      const isCode =
        ts.isPropertyAssignment(parent) && parent.name.getText() === 'code' && /^[A-Z]+_[A-Z_]+$/.test(node.text);
      return (isThrown || isCode) && !(node.text in catalogue)
        ? [`${place} names the code ${node.text}, which is not in ${CATALOGUE}. Add it there, or name one that is.`]
        : [];
    });
    expect(unknown).toEqual([]);
  });

  test('every code of the catalogue is used', () => {
    const used = new Set(literals.map(({ node }) => node.text));
    const unused = Object.keys(catalogue).filter((code) => !used.has(code));
    expect(
      unused.map(
        (code) => `${code} is in ${CATALOGUE}, but nothing in src/ gives it. Give it where it belongs, or take it out.`,
      ),
    ).toEqual([]);
  });

  test('every entry has a status of an error, a sentence of what has happened, and one of what to do', () => {
    for (const [code, { status, meaning, remedy }] of Object.entries(catalogue)) {
      expect([code, status >= 400 && status < 600]).toEqual([code, true]);
      expect(meaning).toMatch(/^[A-Za-z].*\.$/);
      expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
  });
});
