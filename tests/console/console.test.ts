import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { printSchema } from 'graphql/utilities/index.js';
import { buildPlatformSchema } from '../../src/graphql/build-schema.js';
import { type OpenApp, openApp } from '../app/open-app.js';
import type { Services } from '../../src/services.js';

const DIRECTORY = 'dist/console';
let open: OpenApp;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['src/console/build.mjs'], { env: { ...process.env, NODE_OPTIONS: '' } });
  open = await openApp();
}, 120_000);

afterAll(() => open.close());

const get = (url: string) => open.server.inject({ method: 'GET', url });

describe('the console', () => {
  test('is served at / and allowed to load from this server alone', async () => {
    const page = await get('/');
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/https?:|\*|'unsafe-eval'|script-src[^;]*'unsafe-inline'/);
  });

  test('names only files of its own, and every one is there', async () => {
    const page = (await get('/')).body;
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).toMatch(/^\/console\/assets\//);
      expect((await get(address)).statusCode).toBe(200);
    }
    expect(page).not.toMatch(/<script(?![^>]*src=)/);
  });

  test('serves scripts, styles, workers and fonts with their types', async () => {
    const names = await readdir(join(DIRECTORY, 'assets'));
    expect(names.filter((name) => /worker.*\.js$/.test(name)).length).toBeGreaterThanOrEqual(3);
    const types = {
      '.js': 'text/javascript; charset=utf-8',
      '.css': 'text/css; charset=utf-8',
      '.ttf': 'font/ttf',
      '.svg': 'image/svg+xml',
    };
    for (const [extension, type] of Object.entries(types)) {
      const name = names.find((each) => each.endsWith(extension));
      const answer = await get(`/console/assets/${name}`);
      expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, type]);
    }
  });

  test('loads no style or script of another host', async () => {
    for (const name of await readdir(join(DIRECTORY, 'assets'))) {
      if (!/\.(js|css)$/.test(name)) continue;
      const text = await readFile(join(DIRECTORY, 'assets', name), 'utf8');
      expect(text.match(/@import\s+(url\()?["']?https?:|url\(["']?https?:|import\(["']https?:/g) ?? []).toEqual([]);
    }
  });

  test.each([
    '/console/../package.json',
    '/console/..%2f..%2fpackage.json',
    '/console/.built-from/..',
    '/console/nothing.js',
  ])('serves nothing else: %s', async (url) => {
    expect((await get(url)).statusCode).toBe(404);
  });

  test('opens with queries that the schema answers', async () => {
    const { exampleQueries } = (await import('../../src/console/example-queries.js' as string)) as {
      exampleQueries: (asOf: string) => { query: string }[];
    };
    const schema = buildSchema(printSchema(buildPlatformSchema({ services: {} as Services, clock: { now: () => 0 } })));
    const queries = exampleQueries('2026-03-29T00:00:00Z');
    expect(queries).toHaveLength(4);
    for (const { query } of queries) expect(validate(schema, parse(query))).toEqual([]);
  });
});
