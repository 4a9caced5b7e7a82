import type { Instant, Micros } from '../../src/time/instant.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { AggregateName, FeatureView, HistoryLayout } from '../../src/definitions/model.js';
import { type JoinPlan, planJoin } from '../../src/point-in-time/join-plan.js';
import type { ReferenceFeature, ReferenceRow } from '../../src/point-in-time/reference-join.js';

/** A row as a source shows it in one run. */
export interface SourceRow {
  readonly run: number;
  readonly keys: readonly Value[];
  readonly rowKey: readonly Value[];
  readonly eventTime: Instant;
  readonly knownTime: Instant;
  readonly values: readonly Value[];
  readonly conditions: readonly Value[];
}

/** A feature over the columns of `SourceRow`. */
export interface Feature {
  readonly name: string;
  readonly aggregate: AggregateName;
  readonly value: number | null;
  readonly type: FeatureType;
  readonly overMicros: Micros | null;
  readonly stepMicros: Micros | null;
  readonly skipNulls: boolean;
  readonly conditions: readonly number[];
}

export interface SpineRow {
  readonly keys: readonly Value[];
  readonly time: Instant;
}

/** A source, one view over it, and questions. */
export interface History {
  readonly keyTypes: readonly FeatureType[];
  readonly rowKeyTypes: readonly FeatureType[];
  readonly valueTypes: readonly FeatureType[];
  readonly conditionCount: number;
  readonly rows: readonly SourceRow[];
  readonly features: readonly Feature[];
  readonly ttlMicros: Micros | null;
  readonly spine: readonly SpineRow[];
  readonly asOf: Instant;
  readonly hindsight: boolean;
}

/** The plan by which the sweep and the live read answer. */
export function planOf({ keyTypes, rowKeyTypes, valueTypes, conditionCount, features, ttlMicros }: History): JoinPlan {
  const column = (type: FeatureType, index: number) => ({ column: `v${index}`, type, sql: `v${index}` });
  const layout: HistoryLayout = {
    database: null,
    table: 'events',
    eventTime: 'happened_at',
    knownTime: 'known_at',
    changes: 'APPEND',
    nonFinite: 'REFUSE',
    keys: keyTypes.map((type, index) => ({ sourceColumn: `k${index}`, type })),
    rowKey: rowKeyTypes.map((type, index) => ({ sourceColumn: `id${index}`, type })),
    values: valueTypes.map(column),
    conditions: Array.from({ length: conditionCount }, (_, index) => column('Boolean', index)),
    outputs: features.map(({ name, value, conditions }) => ({ name, value, conditions })),
  };
  const view: FeatureView = {
    kind: 'FeatureView',
    name: 'Seen',
    description: null,
    entity: 'Thing',
    source: 'Events',
    on: layout.keys.map(({ sourceColumn }) => sourceColumn),
    ttlMicros,
    where: null,
    online: true,
    owner: null,
    tags: [],
    nonFinite: 'REFUSE',
    features: features.map((feature) => ({ ...feature, description: null, nonNull: false, of: null, where: null })),
  };
  return planJoin(view, layout);
}

/** The same features as the judge takes them. */
export function referenceFeatures({ features, valueTypes, ttlMicros }: History): ReferenceFeature[] {
  return features.map((feature) => ({
    name: feature.name,
    aggregate: feature.aggregate,
    input: feature.value === null ? null : (valueTypes[feature.value] as FeatureType),
    output: feature.type,
    overMicros: feature.overMicros,
    stepMicros: feature.stepMicros,
    ttlMicros,
    skipNulls: feature.skipNulls,
  }));
}

/** The same rows as the judge takes them. */
export function referenceRows({ rows, features }: History): ReferenceRow[] {
  return rows.map(({ values, conditions, ...row }) => ({
    ...row,
    inputs: Object.fromEntries(
      features.map(({ name, value }) => [name, value === null ? null : (values[value] as Value)]),
    ),
    fails: new Set(
      features
        .filter((feature) => feature.conditions.some((index) => conditions[index] !== true))
        .map(({ name }) => name),
    ),
  }));
}
