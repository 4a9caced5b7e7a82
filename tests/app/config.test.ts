import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AsofError } from '../../src/errors/asof-error.js';
import { readConfig } from '../../src/app/config.js';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof AsofError && error.code === 'CONFIGURATION_INVALID') return error.details.problems as string[];
    throw error;
  }
  return [];
}

describe('the configuration', () => {
  test('has a default for everything', () => {
    expect(readConfig({})).toEqual({
      databaseUrl: null,
      redisUrl: null,
      host: '127.0.0.1',
      port: 4000,
      dataDirectory: resolve('.asof'),
      sources: new Map(),
      logLevel: 'info',
    });
  });

  test('takes an empty variable for an absent one', () => {
    expect(readConfig({ DATABASE_URL: '', REDIS_URL: ' ', ASOF_PORT: '' })).toEqual(readConfig({}));
  });

  test('reads every variable', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://me:pw@db/asof',
      REDIS_URL: 'rediss://cache:6380/2',
      ASOF_HOST: '0.0.0.0',
      ASOF_PORT: '0',
      ASOF_DATA_DIR: '/var/asof',
      ASOF_LOG_LEVEL: 'WARN',
    });
    expect(config).toMatchObject({
      databaseUrl: 'postgres://me:pw@db/asof',
      redisUrl: 'rediss://cache:6380/2',
      host: '0.0.0.0',
    });
    expect(config).toMatchObject({ port: 0, dataDirectory: '/var/asof', logLevel: 'warn' });
  });

  test('reads sources as a list and as JSON', () => {
    const expected = new Map([
      ['sales', 'postgres://u:p@s/sales'],
      ['stock', 'postgresql://s/stock?a=1,2'],
    ]);
    expect(
      readConfig({ ASOF_SOURCES: 'sales=postgres://u:p@s/sales, stock=postgresql://s/stock?a=1,2' }).sources,
    ).toEqual(expected);
    expect(
      readConfig({ ASOF_SOURCES: 'sales=postgres://u:p@s/sales\nstock=postgresql://s/stock?a=1,2' }).sources,
    ).toEqual(expected);
    expect(readConfig({ ASOF_SOURCES: JSON.stringify(Object.fromEntries(expected)) }).sources).toEqual(expected);
  });

  test('reports every problem at once and repeats no address', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      REDIS_URL: 'localhost',
      ASOF_PORT: '70000',
      ASOF_HOST: 'not a host',
      ASOF_SOURCES: 'sales=ftp://u:hunter2@x',
      ASOF_LOG_LEVEL: 'loud',
    });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'REDIS_URL',
      'ASOF_HOST',
      'ASOF_PORT',
      'ASOF_SOURCES',
      'ASOF_LOG_LEVEL',
    ]);
    expect(problems.join()).not.toContain('hunter2');
  });

  test.each(['80.5', '-1', '4e3', '65536', 'http'])('refuses the port %p', (port) => {
    expect(problemsOf({ ASOF_PORT: port })).toHaveLength(1);
  });

  test.each([
    '{"a": 1}',
    '{bad',
    'sales',
    '=postgres://x/y',
    'a b=postgres://x/y',
    'a=postgres://x/y a=postgres://x/z',
  ])('refuses the sources %p', (sources) => {
    expect(problemsOf({ ASOF_SOURCES: sources })).toHaveLength(1);
  });

  test('says that a Redis cluster is not supported yet', () => {
    expect(problemsOf({ REDIS_URL: 'redis-cluster://a:1,b:2' }).join()).toMatch(/cluster/);
  });
});
