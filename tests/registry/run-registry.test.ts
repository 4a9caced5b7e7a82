import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunReport } from '../../src/registry/run-registry.js';
import type { FreshRegistry } from './migrated.js';
import { freshRegistry } from './migrated.js';
import { MOMENT, newEntity, register } from './samples.js';

const REPORT: RunReport = {
  rowsRead: 7,
  rowsAdded: 5,
  rowsClosed: 1,
  rowsRefused: { 'no event time': 2 },
  rowsWithoutEntity: 0,
  rowsNotYetKnown: 0,
  entitiesWritten: 3,
};

describe('the run registry', () => {
  let registry: FreshRegistry;
  let made = 0;
  beforeAll(async () => {
    registry = await freshRegistry('runs');
  });
  afterAll(() => registry.close());

  async function definition(): Promise<{ readonly id: number; readonly name: string }> {
    made += 1;
    const ids = await register(registry.definitions, [newEntity(`View${made}`)]);
    return { id: ids.get(`View${made}`) ?? -1, name: `View${made}@1` };
  }

  test('numbers the runs of each definition version from 1', async () => {
    const [one, two] = [await definition(), await definition()];
    const first = await registry.runs.begin(one, MOMENT);
    await registry.runs.succeed(first.id, { finishedAt: MOMENT + 1, report: REPORT, online: true });
    expect(first).toMatchObject({
      definitionId: one.id,
      name: one.name,
      run: 1,
      state: 'RUNNING',
      startedAt: MOMENT,
      finishedAt: null,
      report: null,
    });
    expect(await registry.runs.begin(one, MOMENT + 2)).toMatchObject({ run: 2 });
    expect(await registry.runs.begin(two, MOMENT + 3)).toMatchObject({ run: 1 });
  });

  test('sets a run of a process that died to failed when the next one begins', async () => {
    const view = await definition();
    const dead = await registry.runs.begin(view, MOMENT);
    await registry.runs.begin(view, MOMENT + 5);
    expect(await registry.runs.find(dead.id)).toMatchObject({
      state: 'FAILED',
      finishedAt: MOMENT + 5,
      failure: { code: 'RUN_SUPERSEDED' },
    });
  });

  test('does not let a run that was taken for dead change any more', async () => {
    const view = await definition();
    const dead = await registry.runs.begin(view, MOMENT);
    await registry.runs.begin(view, MOMENT + 5);
    await expect(registry.runs.markInHistory(dead.id, REPORT)).rejects.toMatchObject({ code: 'RUN_SUPERSEDED' });
    await expect(
      registry.runs.succeed(dead.id, { finishedAt: MOMENT + 6, report: REPORT, online: true }),
    ).rejects.toMatchObject({ code: 'RUN_SUPERSEDED' });
    expect(await registry.runs.watermarks([view.id])).toEqual(new Map([[view.id, { historyRun: 0, onlineRun: 0 }]]));
  });

  test('keeps watermarks of history and online apart, and has one for every id asked for', async () => {
    const view = await definition();
    const first = await registry.runs.begin(view, MOMENT);
    await registry.runs.markInHistory(first.id, REPORT);
    expect(await registry.runs.watermarks([view.id, 4711])).toEqual(
      new Map([
        [view.id, { historyRun: 1, onlineRun: 0 }],
        [4711, { historyRun: 0, onlineRun: 0 }],
      ]),
    );
    await registry.runs.succeed(first.id, { finishedAt: MOMENT + 1, report: REPORT, online: true });
    const second = await registry.runs.begin(view, MOMENT + 2);
    await registry.runs.markInHistory(second.id, REPORT);
    await registry.runs.fail(second.id, { finishedAt: MOMENT + 3, code: 'ONLINE_STORE_UNAVAILABLE', message: 'Gone.' });
    expect(await registry.runs.watermarks([view.id])).toEqual(new Map([[view.id, { historyRun: 2, onlineRun: 1 }]]));
    expect(await registry.runs.find(second.id)).toMatchObject({
      state: 'FAILED',
      inHistory: true,
      online: false,
      report: REPORT,
      failure: { code: 'ONLINE_STORE_UNAVAILABLE', message: 'Gone.' },
    });
  });

  test('moves no watermark for a run that failed before the history held it', async () => {
    const view = await definition();
    const run = await registry.runs.begin(view, MOMENT);
    await registry.runs.fail(run.id, { finishedAt: MOMENT + 1, code: 'SOURCE_UNAVAILABLE', message: 'Gone.' });
    expect(await registry.runs.watermarks([view.id])).toEqual(new Map([[view.id, { historyRun: 0, onlineRun: 0 }]]));
  });

  test('lists the newest runs first, page by page, of one definition or of all', async () => {
    const view = await definition();
    for (let index = 0; index < 5; index += 1) await registry.runs.begin(view, MOMENT + index);
    const page = await registry.runs.list({ definitionId: view.id, limit: 2 });
    expect(page.map(({ run }) => run)).toEqual([5, 4]);
    const next = await registry.runs.list({ definitionId: view.id, limit: 10, beforeId: page.at(-1)?.id ?? '' });
    expect(next.map(({ run }) => run)).toEqual([3, 2, 1]);
    expect((await registry.runs.list({ limit: 3 })).map(({ run }) => run)).toEqual([5, 4, 3]);
  });

  test('finds nothing under an id that no run has', async () => {
    for (const id of ['', '0', '999999999', 'x', '1; DROP TABLE asof.materialization_run', '9'.repeat(40)]) {
      expect(await registry.runs.find(id)).toBeUndefined();
    }
  });
});
