import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseInstant } from '../../src/time/instant.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import { fromJson } from '../../src/values/json.js';
import type { Entity, FeatureView } from '../../src/definitions/model.js';
import { parseDefinitions } from '../../src/definitions/parse-definitions.js';
import type { History } from './scenario.js';

type JsonRow = Readonly<Record<string, null | boolean | number | string>>;

/** A source table, definitions over it, one request, and what must come out. */
export interface GoldenCase {
  readonly name: string;
  readonly definitions: string;
  readonly table: {
    readonly name: string;
    readonly columns: Readonly<Record<string, string>>;
    readonly rows: readonly JsonRow[];
  };
  readonly request: {
    readonly service: string;
    readonly asOf: string;
    readonly hindsight: boolean;
    readonly spine: readonly JsonRow[];
  };
  readonly expected: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly (null | boolean | number | string)[])[];
  };
}

/** The golden cases, from the compressed file beside this one. */
export function readGoldenCases(): readonly GoldenCase[] {
  const packed = readFileSync(new URL('./golden/point-in-time.json.gz', import.meta.url));
  return (JSON.parse(gunzipSync(packed).toString('utf8')) as { readonly cases: readonly GoldenCase[] }).cases;
}

const TYPES: Readonly<Record<string, FeatureType>> = {
  bigint: 'BigInt',
  'double precision': 'Float',
  integer: 'Int',
  text: 'String',
  boolean: 'Boolean',
};

/** What the `where` texts of the cases say of a row: null where a column they look at is null. */
const CONDITIONS: ReadonlyMap<string, (row: JsonRow) => Value> = new Map([
  ['ok', (row: JsonRow) => row.ok as Value],
  ["kind = 'buy'", (row: JsonRow) => (row.kind === null ? null : row.kind === 'buy')],
  ['n > 0', (row: JsonRow) => (row.n === null ? null : (row.n as number) > 0)],
]);

/** A case as the ground level takes it: rows with a known time, in the order of the table, and the features by column. */
export function historyOfCase({ definitions, table, request }: GoldenCase): History {
  const parsed = parseDefinitions(definitions).definitions;
  const entity = parsed.find((definition): definition is Entity => definition.kind === 'Entity') as Entity;
  const view = parsed.find((definition): definition is FeatureView => definition.kind === 'FeatureView') as FeatureView;
  const columns = Object.keys(table.columns).filter(
    (column) => column in TYPES || (table.columns[column] as string) in TYPES,
  );
  const conditions = [...CONDITIONS.keys()];
  const read = (row: JsonRow, column: string): Value =>
    fromJson(row[column], TYPES[table.columns[column] as string] as FeatureType, column);
  return {
    keyTypes: entity.joinKeys.map(({ type }) => type),
    rowKeyTypes: ['BigInt'],
    valueTypes: columns.map((column) => TYPES[table.columns[column] as string] as FeatureType),
    conditionCount: conditions.length,
    rows: table.rows.flatMap((row, run) =>
      row.known_at === null || row.happened_at === null
        ? []
        : {
            run,
            keys: entity.joinKeys.map(({ name }) => read(row, name)),
            rowKey: [read(row, 'id')],
            eventTime: parseInstant(row.happened_at as string),
            knownTime: parseInstant(row.known_at as string),
            values: columns.map((column) => read(row, column)),
            conditions: conditions.map((text) => CONDITIONS.get(text)?.(row) ?? null),
          },
    ),
    features: view.features.map((feature) => ({
      ...feature,
      value: feature.of === null ? null : indexOf(columns, feature.of),
      conditions: [view.where, feature.where].flatMap((where) => (where === null ? [] : indexOf(conditions, where))),
    })),
    ttlMicros: view.ttlMicros,
    spine: request.spine.map((row) => ({
      keys: entity.joinKeys.map(({ name, type }) => fromJson(row[name], type, name)),
      time: parseInstant(row.eventTime as string),
    })),
    asOf: parseInstant(request.asOf),
    hindsight: request.hindsight,
  };
}

function indexOf(list: readonly string[], text: string): number {
  const index = list.indexOf(text);
  if (index < 0) throw new Error(`a golden case uses ${JSON.stringify(text)}, which this test does not know`);
  return index;
}
