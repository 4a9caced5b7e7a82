import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Environment, readConfig } from '../../src/app/config.js';

function refusalOf(environment: Environment): Error & { code?: string; details?: { problems: string[] } } {
  try {
    readConfig(environment);
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}

describe('every variable', () => {
  test.each([
    ['DATABASE_URL', 'mysql://db/x', /^DATABASE_URL is not an address of Postgres\. Write it like postgres:\/\//],
    ['DATABASE_URL', 'postgres', /^DATABASE_URL is not an address of Postgres/],
    ['REDIS_URL', 'redis', /^REDIS_URL is not an address of Redis\. Write it like redis:\/\//],
    ['REDIS_URL', 'http://localhost', /^REDIS_URL is not an address of Redis/],
    ['REDIS_URL', 'redis-cluster://a:1', /^REDIS_URL names a Redis cluster, which is not supported yet/],
    ['ASOF_HOST', 'a b', /^ASOF_HOST is "a b", which is no name or address/],
    ['ASOF_HOST', 'http://localhost', /^ASOF_HOST is "http:\/\/localhost"/],
    ['ASOF_PORT', '065536', /^ASOF_PORT is "065536", which is no port/],
    ['ASOF_PORT', '١', /^ASOF_PORT is/],
    [
      'ASOF_LOG_LEVEL',
      'verbose',
      /^ASOF_LOG_LEVEL is "verbose"\. Write one of trace, debug, info, warn, error, silent\./,
    ],
    ['ASOF_SOURCES', 'sales', /^ASOF_SOURCES is neither JSON nor a list/],
  ])('%s says what is wrong with %j and what to write', (name, text, sentence) => {
    const refusal = refusalOf({ [name]: text });
    expect(refusal).toMatchObject({
      code: 'CONFIGURATION_INVALID',
      details: { problems: [expect.stringMatching(sentence)] },
    });
    expect(refusal.message).toBe(`The configuration has problems.\n  ${refusal.details?.problems[0]}`);
  });

  test.each([
    ['ASOF_HOST', '::1', { host: '::1' }],
    ['ASOF_HOST', 'fe80::1%eth0', { host: 'fe80::1%eth0' }],
    ['ASOF_PORT', '65535', { port: 65_535 }],
    ['ASOF_PORT', ' 8080\n', { port: 8080 }],
    ['ASOF_LOG_LEVEL', 'Silent', { logLevel: 'silent' }],
    [
      'DATABASE_URL',
      'postgresql:///asof?host=/run/postgresql',
      { databaseUrl: 'postgresql:///asof?host=/run/postgresql' },
    ],
    ['REDIS_URL', '\tredis://localhost ', { redisUrl: 'redis://localhost' }],
    ['ASOF_DATA_DIR', 'data', { dataDirectory: resolve('data') }],
  ])('%s takes %j', (name, text, expected) => {
    expect(readConfig({ [name]: text })).toEqual({ ...readConfig({}), ...expected });
  });

  test('but these means nothing', () => {
    expect(readConfig({ ASOF_PROT: 'x', PORT: '1', HOST: 'a b', PGHOST: 'x', asof_port: 'x' })).toEqual(readConfig({}));
  });

  test('stands in one list when all of them are wrong, in the order the documentation lists them', () => {
    const { message } = refusalOf({
      ASOF_LOG_LEVEL: 'x',
      ASOF_SOURCES: 'x',
      ASOF_PORT: 'x',
      ASOF_HOST: '?',
      REDIS_URL: 'x',
      DATABASE_URL: 'x',
    });
    expect([...message.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)).toEqual([
      ...['DATABASE_URL', 'REDIS_URL', 'ASOF_HOST', 'ASOF_PORT', 'ASOF_SOURCES', 'ASOF_LOG_LEVEL'],
    ]);
  });
});

describe('a list of sources', () => {
  const a = 'postgres://me:pw@a/x';
  const b = 'postgresql://b/y?options=-c%20x=1,2';

  test.each([`s=${a} t=${b}`, `s=${a},t=${b}`, `s=${a} , t=${b}`, `s=${a}\n\n\tt=${b}`, `s=${a},\r\nt=${b},`])(
    'is divided by blanks, commas and new lines: %j',
    (text) => {
      expect([...readConfig({ ASOF_SOURCES: text }).sources]).toEqual([
        ['s', a],
        ['t', b],
      ]);
    },
  );

  test('keeps commas and equals signs that belong to an address', () => {
    const address = 'postgres://h1:1,h2:2/db?a=1,b=2&c=x=y';
    const text = `s=postgres://h/db?a=1,b=2&c=x=y,t=${a}`;
    expect(readConfig({ ASOF_SOURCES: text }).sources.get('s')).toBe('postgres://h/db?a=1,b=2&c=x=y');
    expect(readConfig({ ASOF_SOURCES: text }).sources.get('t')).toBe(a);
    expect(refusalOf({ ASOF_SOURCES: `s=${address}` }).message).toContain('gives "s" no address');
  });

  test.each([
    [`s=${a},my-stock=${b}`, 'has a name that cannot be used: "my-stock"'],
    [`s=${a}\nmy-stock=${b}`, 'has a name that cannot be used: "my-stock"'],
    [`s=${a} 1st=${b}`, 'has a name that cannot be used: "1st"'],
    [`s=${a} left over`, 'is neither JSON nor a list'],
    [`s=${a} t=`, 'gives "t" no address of Postgres'],
    [`s=${a} s=${a}`, 'names "s" twice'],
    [`{"s": "${a}", "t": null}`, 'is not JSON of the form'],
    [`{"s": {"url": "${a}"}}`, 'is not JSON of the form'],
    [`{"my-stock": "${a}"}`, 'has a name that cannot be used: "my-stock"'],
  ])('swallows nothing: %j is refused', (text, sentence) => {
    expect(refusalOf({ ASOF_SOURCES: text }).details?.problems).toEqual([expect.stringContaining(sentence)]);
  });

  test('may be empty JSON, and holds names that objects have already', () => {
    expect(readConfig({ ASOF_SOURCES: '{}' }).sources.size).toBe(0);
    expect([...readConfig({ ASOF_SOURCES: `{"__proto__": "${a}"}` }).sources]).toEqual([['__proto__', a]]);
  });
});

describe('a secret', () => {
  const secret = 'hunter2';
  test.each([
    ['DATABASE_URL', `mysql://me:${secret}@db/x`],
    ['DATABASE_URL', `postgres//me:${secret}@db/x`],
    ['REDIS_URL', `:${secret}@localhost:6379`],
    ['REDIS_URL', `redis-cluster://:${secret}@a:1`],
    ['ASOF_SOURCES', `postgres://me:${secret}@db/x`],
    ['ASOF_SOURCES', `postgres://me:${secret}@db/x?sslmode=require`],
    ['ASOF_SOURCES', `sales:postgres://me:${secret}@db/x?sslmode=require`],
    ['ASOF_SOURCES', `sales=mysql://me:${secret}@db/x`],
    ['ASOF_SOURCES', `{"postgres://me:${secret}@db/x": ""}`],
    ['ASOF_SOURCES', `{"sales": "mysql://me:${secret}@db/x"}`],
    ['ASOF_SOURCES', `{"sales": "postgres://me:${secret}@db/x"`],
    ['ASOF_SOURCES', `sales=postgres://me:${secret}@db/x sales=postgres://me:${secret}@db/y`],
  ])('in %s is never told, however it is misplaced: %s', (name, text) => {
    const refusal = refusalOf({ [name]: text });
    expect(refusal).toMatchObject({ code: 'CONFIGURATION_INVALID' });
    expect(`${refusal.message}${refusal.stack}${JSON.stringify(refusal.details)}`).not.toContain(secret);
    expect(refusal.cause).toBeUndefined();
  });
});
