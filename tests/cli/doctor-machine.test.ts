import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { newDirectory } from '../harness/directory.js';
import { AsofError } from '../../src/errors/asof-error.js';
import { examineMachine, examineNode } from '../../src/cli/doctor/examine-machine.js';
import { wrongBecause } from '../../src/cli/doctor/finding.js';
import { readConfig } from '../../src/app/config.js';

describe('the doctor looks at the machine', () => {
  test.each(['20.19.0', '20.20.1', '22.0.0', '100.1.0'])('Node %s is new enough', (version) => {
    expect(examineNode(version)).toEqual({ name: 'node', ok: true, found: version, remedy: null });
  });

  test.each(['20.18.9', '18.20.0', '9.99.0', ''])('Node %j is too old', (version) => {
    expect(examineNode(version)).toMatchObject({ ok: false, remedy: 'Install Node 20.19 or newer.' });
  });

  test('says what is configured without its addresses', async () => {
    const settings = readConfig({
      DATABASE_URL: 'postgres://me:hunter2@secret-host/asof',
      REDIS_URL: 'redis://:hunter3@secret-host',
      ASOF_SOURCES: 'sales=postgres://me:hunter4@secret-host/sales',
      ASOF_DATA_DIR: await newDirectory('doctor'),
    });
    const findings = await examineMachine(settings);
    expect(findings[1]?.found).toBe('Postgres of DATABASE_URL, Redis of REDIS_URL, 127.0.0.1:4000, sources sales');
    expect(JSON.stringify(findings)).not.toMatch(/hunter|secret-host/);
  });

  test('makes the data directory, or says why it cannot', async () => {
    const folder = await newDirectory('doctor');
    const [, , made] = await examineMachine(readConfig({ ASOF_DATA_DIR: join(folder, 'new', 'deeper') }));
    expect(made?.found).toMatch(/deeper, \d+\.\d GB free$/);
    await writeFile(join(folder, 'file'), '');
    const [, , refused] = await examineMachine(readConfig({ ASOF_DATA_DIR: join(folder, 'file') }));
    expect(refused).toMatchObject({
      ok: false,
      found: expect.stringMatching(/file cannot be written: EEXIST/),
      remedy: expect.stringContaining('ASOF_DATA_DIR'),
    });
  });
});

describe('what went wrong, as a finding', () => {
  test('has the remedy of its code', () => {
    expect(wrongBecause('start', new AsofError('DATA_DIR_IN_USE', 'Another process uses it.'))).toEqual({
      name: 'start',
      ok: false,
      found: 'Another process uses it.',
      remedy: 'Stop that process or set ASOF_DATA_DIR to another folder.',
    });
  });

  test.each([
    [new Error('boom'), 'boom'],
    ['text', 'text'],
    [undefined, 'undefined'],
  ])('is to be reported when it has none: %p', (thrown, found) => {
    expect(wrongBecause('start', thrown)).toEqual({ name: 'start', ok: false, found, remedy: 'Report this.' });
  });
});
