import type { PostgresPool } from '../../src/postgres/pool.js';

export const HOUR = 3_600_000_000;

interface AskedRow {
  readonly k1: string | null;
  readonly k2: number | null;
  readonly time: number;
}

type Feature = readonly [declared: string, sql: string];

/** The features of a world: how each is declared, and what plain SQL makes of the rows `r` at `t`. */
export function judgedFeatures(): Readonly<Record<string, Feature>> {
  const within = (column: string, micros: number): string => `FILTER (WHERE ${column} > t - ${micros})`;
  return {
    count: ['Int! @count', 'count(*)'],
    count2h: ['Int! @count(over: "2h")', `count(*) ${within('e', 2 * HOUR)}`],
    countBuy: [
      'Int! @count(over: "5h", where: "kind = \'buy\'")',
      `count(*) FILTER (WHERE kind = 'buy' AND e > t - ${5 * HOUR})`,
    ],
    countN: ['Int! @count(of: "n", over: "1us")', `count(n) ${within('e', 1)}`],
    kinds: ['Int! @countDistinct(of: "kind", over: "1d")', `count(DISTINCT kind) ${within('e', 24 * HOUR)}`],
    sumN: [
      'BigInt @sum(of: "n", over: "3h", step: "1h")',
      `sum(n) ${within('e', 0).replace('t - 0', `(t - ${3 * HOUR}) - (t - ${3 * HOUR}) % ${HOUR}`)}`,
    ],
    sumBig: ['Decimal @sum(of: "big")', 'sum(big)'],
    sumAmount: ['Float @sum(of: "amount")', 'sum(exact)::float8'],
    sumAmount3h: ['Float @sum(of: "amount", over: "3h")', `(sum(exact) ${within('e', 3 * HOUR)})::float8`],
    meanAmount: [
      'Float @mean(of: "amount", over: "4h")',
      `(sum(exact) ${within('e', 4 * HOUR)})::float8 / nullif(count(exact) ${within('e', 4 * HOUR)}, 0)`,
    ],
    sumPrice: ['Decimal @sum(of: "price", over: "2h")', `sum(price) ${within('e', 2 * HOUR)}`],
    meanPrice: ['Float @mean(of: "price")', 'sum(price)::float8 / nullif(count(price), 0)'],
    low: ['Float @min(of: "amount", over: "2h")', `min(amount) ${within('e', 2 * HOUR)}`],
    high: ['Int @max(of: "n", over: "1h")', `max(n) ${within('e', HOUR)}`],
    lastText: ['String @max(of: "kind")', 'max(kind COLLATE "C")'],
    deviation: ['Float @stddev(of: "amount", over: "1d")', `(stddev_samp(exact) ${within('e', 24 * HOUR)})::float8`],
    last: ['Int @latest(of: "n")', latest('n', 'true')],
    lastKind: ['String @latest(of: "kind", skipNulls: true)', latest('kind', 'kind IS NOT NULL')],
    lastBuy: ['Float @latest(of: "amount", where: "kind = \'buy\'")', latest('amount', "kind = 'buy'")],
  };
}

function latest(column: string, condition: string): string {
  return `(array_agg(${column} ORDER BY e DESC, known DESC, id DESC) FILTER (WHERE ${condition} AND e > t - ${6 * HOUR}))[1]`;
}

/** What plain correlated SQL over the source table answers, as JSON by feature. */
export async function askSql(
  pool: PostgresPool,
  spine: readonly AskedRow[],
  { asOf, hindsight }: { readonly asOf: number; readonly hindsight: boolean },
): Promise<Record<string, unknown>[]> {
  const own = Object.entries(judgedFeatures());
  const knowledge = hindsight ? 'a' : 'least(t, a)';
  const { rows } = await pool.query<Record<string, string | null>>(
    `SELECT answer.* FROM unnest($1::text[], $2::int[], $3::bigint[]) WITH ORDINALITY AS s(k1, k2, t, position)
     CROSS JOIN LATERAL (SELECT $4::bigint AS a) outlook
     CROSS JOIN LATERAL (
       SELECT ${own.map(([name, [, sql]]) => `(${sql})::text AS "${name}"`).join(', ')}
       FROM (
         SELECT DISTINCT ON (id) v.* FROM (SELECT m.*, (extract(epoch FROM happened_at) * 1000000)::bigint AS e, (extract(epoch FROM known_at) * 1000000)::bigint AS known FROM events m) v
         WHERE known <= ${knowledge} ORDER BY id, known DESC, phase DESC
       ) r
       WHERE r.k1 = s.k1 AND r.k2 = s.k2 AND r.e <= t) answer
     ORDER BY position`,
    [spine.map(({ k1 }) => k1), spine.map(({ k2 }) => k2), spine.map(({ time }) => time), asOf],
  );
  return rows.map((row) =>
    Object.fromEntries(own.map(([name, [declared]]) => [name, asJson(row[name] ?? null, declared)])),
  );
}

function asJson(text: string | null, declared: string): unknown {
  return text !== null && /^(Int|Float)/.test(declared) ? Number(text) : text;
}
