import { formatInstant } from '../../src/time/instant.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { FeatureView } from '../../src/definitions/model.js';
import { parseDefinitions } from '../../src/definitions/parse-definitions.js';
import type { ReferenceFeature, ReferenceRow } from '../../src/point-in-time/reference-join.js';
import type { PostgresPool } from '../../src/postgres/pool.js';
import type { Dice } from './random-values.js';
import { HOUR, judgedFeatures } from './sql-judge.js';

/** A row of the source table, and in which of several loads it comes in. */
export interface WorldRow {
  readonly phase: number;
  readonly id: number;
  readonly k1: string | null;
  readonly k2: number | null;
  readonly happenedAt: number;
  readonly knownAt: number;
  readonly n: number | null;
  readonly big: bigint | null;
  readonly amount: number | null;
  readonly price: string | null;
  readonly kind: string | null;
}

export interface WorldSpineRow {
  readonly k1: string | null;
  readonly k2: number | null;
  readonly time: number;
}

export const WORLD_START = 1_774_745_999_999_998;

/** Definitions over the table of a world. */
export const WORLD_SDL = `
type Thing @entity { k1: String! @joinKey k2: Int! @joinKey }
type Events @source(table: "events", rowKey: ["id"], eventTime: "happened_at", knownTime: "known_at")
type Seen @featureView(entity: "Thing", source: "Events", ttl: "6h") {
  ${Object.entries(judgedFeatures())
    .map(([name, [declared]]) => `${name}: ${declared}`)
    .join('\n  ')}
}
type SeenService @featureService(features: ["Seen"])
`;

const FLOATS = [0, 0.1, 0.2, 0.3, -0.1, 99.95, 1e15, -1e15, 1 / 3, 2 ** 53, 1e-10, -2 / 3];

/** Rows over few entities on a grid of hours, with corrections that move rows, ties, and neighbours one microsecond apart. */
export function drawWorld(dice: Dice, count: number): WorldRow[] {
  const rows: WorldRow[] = [];
  const taken = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    const earlier = rows.length > 0 && dice.chance(0.35) ? dice.pick(rows) : undefined;
    const row = drawRow(dice, index, earlier);
    const place = `${row.id} ${row.knownAt} ${row.phase}`;
    if (taken.has(place)) continue;
    taken.add(place);
    rows.push(row);
  }
  return rows.map((row) => ({ ...row, phase: Math.max(1, row.phase) }));
}

function drawRow(dice: Dice, index: number, earlier: WorldRow | undefined): WorldRow {
  const happenedAt =
    earlier && dice.chance(0.6)
      ? earlier.happenedAt
      : WORLD_START + dice.below(40) * HOUR + dice.pick([0, 0, 0, 1, 2, 3]);
  const orNull = <T>(value: T): T | null => (dice.chance(0.12) ? null : value);
  return {
    phase: 1 + dice.below(3),
    id: earlier ? earlier.id : index,
    k1: earlier && dice.chance(0.8) ? earlier.k1 : dice.chance(0.03) ? null : dice.pick(['1', '12', '', '"', "o'c"]),
    k2: earlier && dice.chance(0.8) ? earlier.k2 : dice.chance(0.03) ? null : dice.pick([3, 23]),
    happenedAt,
    knownAt:
      (earlier && dice.chance(0.7) ? earlier.knownAt : happenedAt) +
      dice.pick([0, 0, 0, 1, 2, 5, -1]) * HOUR +
      dice.pick([0, 0, 0, 1, -1]),
    n: orNull(dice.below(2_000) - 1_000),
    big: orNull(dice.pick([2n ** 53n + 1n, -(2n ** 60n), 7n])),
    amount: orNull(dice.pick(FLOATS)),
    price: orNull(dice.pick(['1', '1.0', '1.00', '-12.345', '99999999999999999999.5', '0.001'])),
    kind: orNull(dice.pick(['buy', 'sell', 'BUY', '', '\uFFFD', '\u{1F600}'])),
  };
}

/** Mostly moments at which something changes for the entity asked about, and one microsecond beside them. */
export function drawSpine(dice: Dice, rows: readonly WorldRow[], count: number): WorldSpineRow[] {
  return Array.from({ length: count }, () => {
    const row = dice.pick(rows);
    const other = dice.pick(rows);
    const moment = dice.pick([row.happenedAt, row.knownAt, row.happenedAt + dice.pick([1, 2, 3, 4, 5, 6, 24]) * HOUR]);
    const { k1, k2 } = dice.chance(0.85) ? row : other;
    return {
      k1: dice.chance(0.02) ? 'nobody' : k1,
      k2: dice.chance(0.02) ? null : k2,
      time: moment + dice.pick([0, 0, 0, 1, -1, HOUR]),
    };
  });
}

/** Makes the empty source table. `exact` holds the float `amount` with all of its digits, so that SQL sums are exact. */
export async function createWorld(pool: PostgresPool): Promise<void> {
  await pool.query(
    `CREATE TABLE events (phase integer, id integer, k1 text, k2 integer, happened_at timestamptz, known_at timestamptz,
       n integer, big bigint, amount double precision, exact numeric, price numeric, kind text)`,
  );
}

/** Adds rows to the source table. */
export async function insertWorld(pool: PostgresPool, rows: readonly WorldRow[]): Promise<void> {
  const json = rows.map(({ happenedAt, knownAt, big, ...row }) => ({
    ...row,
    happened_at: formatInstant(happenedAt),
    known_at: formatInstant(knownAt),
    big: big?.toString() ?? null,
    exact: row.amount?.toFixed(100) ?? null,
  }));
  await pool.query('INSERT INTO events SELECT * FROM jsonb_populate_recordset(NULL::events, $1)', [
    JSON.stringify(json),
  ]);
}

/** The features and rows as the judge takes them. */
export function referenceWorld(rows: readonly WorldRow[]): {
  readonly features: ReferenceFeature[];
  readonly rows: ReferenceRow[];
} {
  const view = parseDefinitions(WORLD_SDL).definitions.find(
    (definition): definition is FeatureView => definition.kind === 'FeatureView',
  ) as FeatureView;
  const types: Readonly<Record<string, FeatureType>> = {
    n: 'Int',
    big: 'BigInt',
    amount: 'Float',
    price: 'Decimal',
    kind: 'String',
  };
  return {
    features: view.features.map((feature) => ({
      ...feature,
      input: feature.of === null ? null : (types[feature.of] as FeatureType),
      output: feature.type,
      ttlMicros: view.ttlMicros,
    })),
    rows: rows.map((row) => ({
      keys: [row.k1, row.k2],
      rowKey: [row.id],
      eventTime: row.happenedAt,
      knownTime: row.knownAt,
      run: row.phase,
      inputs: Object.fromEntries(
        view.features.map(({ name, of }) => [
          name,
          of === null ? null : ((row as unknown as Record<string, Value>)[of] ?? null),
        ]),
      ),
      fails: new Set(view.features.filter(({ where }) => where !== null && row.kind !== 'buy').map(({ name }) => name)),
    })),
  };
}
