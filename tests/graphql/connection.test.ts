import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { createCatalog } from '../../src/definitions/catalog.js';
import type { DefinitionVersion } from '../../src/definitions/model.js';
import { type DefinitionListArgs, type PageArgs, pageSize, paginate } from '../../src/graphql/connection.js';
import { listDefinitions } from '../../src/graphql/list-definitions.js';
import { createPageBudget } from '../../src/graphql/page-budget.js';
import { toDefinitionType } from '../../src/graphql/types/definition-type.js';

const letters = ['a', 'b', 'c', 'd', 'e'];
const page = (args: PageArgs, all: readonly string[] = letters) => paginate(all, args, (each) => each);

describe('a page of a list', () => {
  test('holds fifty unless another number is asked for', () => {
    const many = Array.from({ length: 60 }, (_, index) => String(index));
    expect(page({}, many).nodes).toHaveLength(50);
    expect(page({ first: null }, many).nodes).toHaveLength(50);
    expect(page({ first: 60 }, many).nodes).toHaveLength(60);
  });

  test('says what is before it and after it', () => {
    const first = page({ first: 2 });
    expect(first).toMatchObject({
      nodes: ['a', 'b'],
      totalCount: 5,
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    const second = page({ first: 2, after: first.pageInfo.endCursor });
    expect(second).toMatchObject({ nodes: ['c', 'd'], pageInfo: { hasNextPage: true, hasPreviousPage: true } });
    const last = page({ first: 2, after: second.pageInfo.endCursor });
    expect(last).toMatchObject({ nodes: ['e'], pageInfo: { hasNextPage: false, hasPreviousPage: true } });
    expect(page({ after: last.pageInfo.endCursor })).toMatchObject({
      nodes: [],
      pageInfo: { hasNextPage: false, startCursor: null, endCursor: null },
    });
  });

  test('of a list that ends just there has nothing after it', () => {
    expect(page({ first: 5 }).pageInfo.hasNextPage).toBe(false);
    expect(page({ first: 4 }).pageInfo.hasNextPage).toBe(true);
  });

  test('may be empty', () => {
    expect(page({ first: 0 })).toMatchObject({ nodes: [], totalCount: 5, pageInfo: { hasNextPage: true } });
    expect(page({}, [])).toMatchObject({ nodes: [], edges: [], totalCount: 0, pageInfo: { hasNextPage: false } });
  });

  test('gives every node once, whatever the size of pages and the names of nodes', () => {
    const random = seededRandom(seedFor('pages'));
    const names = ['', ' ', 'é', '東京@2', '😀', 'a/b+c==', '"', '\0', 'a', 'A'];
    for (let round = 0; round < 50; round += 1) {
      const all = names.slice(0, Math.floor(random() * (names.length + 1)));
      const first = 1 + Math.floor(random() * 4);
      const found: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { nodes, edges, pageInfo } = page({ first, after }, all);
        expect(edges.map(({ node }) => node)).toEqual(nodes);
        found.push(...nodes);
        ({ endCursor: after, hasNextPage: more } = pageInfo);
      }
      expect(found).toEqual(all);
    }
  });

  test('goes on behind a node that has got new neighbours since', () => {
    const { endCursor } = page({ first: 2 }).pageInfo;
    expect(page({ first: 1, after: endCursor }, ['0', ...letters]).nodes).toEqual(['c']);
  });

  test.each(['', 'b', 'Yg ', '!!!', 'x'.repeat(500)])('does not begin at a cursor that it never gave: %j', (after) => {
    expect(() => page({ after }, ['a', 'c'])).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        message: expect.stringMatching(/^after is .{2,62}, which is not/),
      }),
    );
  });

  test.each([-1, 1_001, 2_147_483_647])('is refused for first: %d', (first) => {
    expect(() => page({ first })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', details: { first } }));
  });

  test('may be of one to a thousand', () => {
    expect([0, 1, 1_000].map((first) => pageSize({ first }))).toEqual([0, 1, 1_000]);
  });
});

describe('a list of definitions', () => {
  let id = 0;
  const entity = (name: string, version: number, description: string | null = null) =>
    ({
      id: (id += 1),
      version,
      definition: { kind: 'Entity', name, description, joinKeys: [] },
      refersTo: {},
      canonical: `${name}@${version}`,
      hash: '',
    }) as unknown as DefinitionVersion;
  const catalog = createCatalog({
    registryVersion: 1,
    versions: [
      entity('Plane', 1),
      entity('Airport', 1, 'Where planes land'),
      entity('Airport', 2, 'Where planes start'),
      entity('Airport', 3, 'Where it is'),
      entity('airline', 1, null),
    ],
  });
  const listed = (args: DefinitionListArgs) =>
    listDefinitions(catalog, { kind: 'Entity', args, toNode: toDefinitionType }).nodes.map(
      ({ name, version }) => `${name}@${version}`,
    );

  test('shows the newest version of each, unless all are asked for', () => {
    expect(listed({}).sort()).toEqual(['Airport@3', 'Plane@1', 'airline@1']);
    expect(listed({ allVersions: true, name: 'Airport' })).toEqual(['Airport@3', 'Airport@2', 'Airport@1']);
    expect(listed({ allVersions: null, name: null, search: null })).toHaveLength(3);
  });

  test('finds a name exactly', () => {
    expect(listed({ name: 'Airport' })).toEqual(['Airport@3']);
    for (const name of ['airport', 'Air', '', 'Airport@3', 'Nope']) expect(listed({ name })).toEqual([]);
  });

  test('searches names and what is said of the newest version, in whatever case', () => {
    expect(listed({ search: 'AIR' }).sort()).toEqual(['Airport@3', 'airline@1']);
    expect(listed({ search: 'it is' })).toEqual(['Airport@3']);
    expect(listed({ search: 'land' })).toEqual([]);
    expect(listed({ search: '' })).toHaveLength(3);
    expect(listed({ search: '.*' })).toEqual([]);
  });

  test('takes name and search together, and pages through what they leave', () => {
    expect(listed({ name: 'Plane', search: 'air' })).toEqual([]);
    const args = { allVersions: true, search: 'air', first: 2 };
    const list = (after: string | null) =>
      listDefinitions(catalog, { kind: 'Entity', args: { ...args, after }, toNode: toDefinitionType });
    const first = list(null);
    const second = list(first.pageInfo.endCursor);
    expect(first.totalCount).toBe(4);
    expect(new Set([...first.nodes, ...second.nodes].map(({ canonical }) => canonical)).size).toBe(4);
    expect(second.pageInfo.hasNextPage).toBe(false);
  });
});

describe('the budget of a request', () => {
  test('lets five million values through and not one more, however they are divided', () => {
    const budget = createPageBudget();
    budget.take({ rows: 10_000, columns: 400 });
    budget.take({ rows: 1_000_000, columns: 1 });
    budget.take({ rows: 0, columns: 100 });
    expect(() => budget.take({ rows: 1, columns: 1 })).toThrow(
      expect.objectContaining({
        code: 'TOO_MANY_ROWS',
        message: expect.stringMatching(/more than 5,000,000 values.*download\(format: PARQUET\)/),
      }),
    );
  });

  test('is of one request alone', () => {
    createPageBudget().take({ rows: 5_000_000, columns: 1 });
    expect(() => createPageBudget().take({ rows: 5_000_000, columns: 1 })).not.toThrow();
  });
});
