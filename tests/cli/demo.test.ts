import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DemoReport } from '../../src/cli/demo/demo-report.js';
import { type CliBench, openCliBench } from './cli-context.js';

describe('the demo', () => {
  let bench: CliBench;
  let first: DemoReport;
  beforeAll(async () => {
    bench = await openCliBench();
    const { status, out, note } = await bench.run('demo', '--rows', '20000', '--hours', '1', '--no-serve', '--json');
    expect({ status, note }).toEqual({ status: 0, note: '' });
    first = JSON.parse(out) as DemoReport;
  }, 240_000);
  afterAll(() => bench.close());

  test('loads, materializes and trains on what had left', () => {
    expect(first.load.rows).toBe(20_000);
    expect(first.materialize.rows).toBe(60_000);
    expect(first.honest.version).toBe(1);
    expect(first.honest.rows).toBeGreaterThan(19_000);
    expect(first.hindsight).toMatchObject({ rows: first.honest.rows, version: 2 });
    expect(first.hindsight.fingerprint).not.toBe(first.honest.fingerprint);
  });

  test('is fooled by hindsight and not without it', () => {
    expect(first.honest.auc).toBeGreaterThan(0.6);
    expect(first.honest.auc).toBeLessThan(0.9);
    expect(first.hindsight.auc).toBeGreaterThan(0.95);
  });

  test('serves live, value for value, what training computes', () => {
    expect(first.live.flights).toBeGreaterThan(50);
    expect(first.agreement.values).toBe(first.live.flights * 19);
    expect(first.agreement.equal + first.agreement.near).toBe(first.agreement.values);
    expect(first.latency.p50).toBeGreaterThan(0);
  });

  test('finds its data the second time and tells the same numbers', async () => {
    const { status, out } = await bench.run('demo', '--no-serve');
    expect(status).toBe(0);
    expect(out).toContain('The numbers of the first time');
    expect(out).toContain(first.honest.auc.toFixed(3));
    const { rows } = await bench.database.pool.query<{ late: string }>(
      "SELECT count(*) AS late FROM flights_to_come c WHERE departed_at <= now() - interval '2 minutes' AND NOT EXISTS (SELECT 1 FROM flights f WHERE f.id = c.id)",
    );
    expect(rows).toEqual([{ late: '0' }]);
  });
});
