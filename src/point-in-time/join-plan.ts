import { type Column, valueAt } from '../values/column.js';
import type { FeatureType, Value } from '../values/feature-type.js';
import type { Aggregate, AggregateKind, AggregateShape } from '../aggregates/aggregate.js';
import { allAggregates } from '../aggregates/all-aggregates.js';
import type { Feature, FeatureView, HistoryColumn, HistoryLayout } from '../definitions/model.js';
import type { Span } from './eligibility.js';
import type { HistoryRows, HistoryTypes } from './history-rows.js';

/** How one feature is computed from history rows. */
export interface FeaturePlan {
  readonly name: string;
  readonly type: FeatureType;
  readonly isLatest: boolean;
  readonly aggregate: AggregateKind;
  readonly shape: AggregateShape;
  readonly span: Span;
  /** Index of its input among the values of a history row; null for a count of rows. */
  readonly value: number | null;
  /** Indexes of conditions that must all be true. */
  readonly conditions: readonly number[];
  /** Whether rows whose value is null count: for a `latest` that does not skip nulls. */
  readonly keepsNulls: boolean;
}

/** How the features of one view, or some of them, are computed together. */
export interface JoinPlan {
  readonly features: readonly FeaturePlan[];
  readonly types: HistoryTypes;
}

/** The plan for `features` of a view whose history has this layout. */
export function planJoin(
  view: FeatureView,
  layout: HistoryLayout,
  features: readonly Feature[] = view.features,
): JoinPlan {
  const outputs = new Map(layout.outputs.map((output) => [output.name, output]));
  return {
    types: historyTypes(layout),
    features: features.map((feature) => {
      const output = outputs.get(feature.name);
      if (!output) throw new Error(`feature ${feature.name} has no output in the history layout`);
      return planFeature(feature, { view, layout, value: output.value, conditions: output.conditions });
    }),
  };
}

/** The column types of rows of a history. */
export function historyTypes(layout: HistoryLayout): HistoryTypes {
  return {
    keys: layout.keys.map((key) => key.type),
    values: layout.values.map((value) => value.type),
    conditions: layout.conditions.length,
  };
}

interface Place {
  readonly view: FeatureView;
  readonly layout: HistoryLayout;
  readonly value: number | null;
  readonly conditions: readonly number[];
}

function planFeature(feature: Feature, { view, layout, value, conditions }: Place): FeaturePlan {
  const isLatest = feature.aggregate === 'latest';
  return {
    name: feature.name,
    type: feature.type,
    isLatest,
    aggregate: allAggregates[feature.aggregate],
    shape: { input: value === null ? null : (layout.values[value] as HistoryColumn).type, output: feature.type },
    span: isLatest
      ? { lengthMicros: view.ttlMicros, stepMicros: null }
      : { lengthMicros: feature.overMicros, stepMicros: feature.stepMicros },
    value,
    conditions,
    keepsNulls: isLatest && !feature.skipNulls,
  };
}

/** Whether row `row` meets the conditions of a feature. Null is not true. */
export function meetsConditions({ conditions }: FeaturePlan, rows: HistoryRows, row: number): boolean {
  for (let index = 0; index < conditions.length; index += 1) {
    const condition = rows.conditions[conditions[index] as number] as Column;
    if (condition.isNull[row] === 1 || condition.values[row] !== 1) return false;
  }
  return true;
}

/** Whether the input of a feature in row `row` is one it aggregates: not null, unless it keeps nulls. */
export function hasInput({ value, keepsNulls }: FeaturePlan, rows: HistoryRows, row: number): boolean {
  return value === null || keepsNulls || (rows.values[value] as Column).isNull[row] !== 1;
}

/** The input of a feature in row `row`; null for a count of rows. */
export function inputOf({ value }: FeaturePlan, rows: HistoryRows, row: number): Value {
  return value === null ? null : valueAt(rows.values[value] as Column, row);
}

/** A fresh aggregate for a feature. */
export function createAggregate(feature: FeaturePlan): Aggregate {
  return feature.aggregate.create(feature.shape);
}
