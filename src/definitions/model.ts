import type { Micros } from '../time/instant.js';
import type { FeatureType } from '../values/feature-type.js';
import type { AggregateName } from '../aggregates/aggregate.js';

/** What every definition has. The description, owner and tags are not part of what a version is. */
interface Named {
  readonly name: string;
  readonly description: string | null;
}

/** A typed name: a join key, a contract field of a source. */
export interface TypedName {
  readonly name: string;
  readonly type: FeatureType;
}

/** A thing that features describe. Its join keys, in order, name one. */
export interface Entity extends Named {
  readonly kind: 'Entity';
  readonly joinKeys: readonly TypedName[];
}

/** How rows of a source change: only added; added and updated in place; or replaced as a whole, so that rows may vanish. */
export type SourceChanges = 'APPEND' | 'UPSERT' | 'SNAPSHOT';

/** A timestamped table. `rowKey` may be empty; `knownTime` null means rows are known at their event time or on arrival. */
export interface Source extends Named {
  readonly kind: 'Source';
  readonly table: string;
  readonly database: string | null;
  readonly rowKey: readonly string[];
  readonly eventTime: string;
  readonly knownTime: string | null;
  readonly changes: SourceChanges;
  /** The contract the author wrote as fields, by column; empty when none. */
  readonly fields: readonly TypedName[];
}

export type { AggregateName };

/** One field of a feature view. `of` and `where` are canonical SQL once resolved, the author's text before. */
export interface Feature extends Named {
  readonly type: FeatureType;
  readonly nonNull: boolean;
  readonly aggregate: AggregateName;
  readonly of: string | null;
  readonly where: string | null;
  readonly overMicros: Micros | null;
  readonly stepMicros: Micros | null;
  readonly skipNulls: boolean;
}

/** Features of one entity from one source. `on` are the source's columns for the join keys, in the entity's order. */
export interface FeatureView extends Named {
  readonly kind: 'FeatureView';
  readonly entity: string;
  readonly source: string;
  readonly on: readonly string[];
  readonly ttlMicros: Micros | null;
  readonly where: string | null;
  readonly online: boolean;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly nonFinite: 'REFUSE' | 'AS_NULL';
  readonly features: readonly Feature[];
}

/** A label or request column of a label set. */
export interface LabelColumn extends Named {
  readonly type: FeatureType;
  readonly nonNull: boolean;
  readonly of: string;
}

/** What became of each row: the spine of training sets. `entities[].on` are source columns in the entity's key order. */
export interface LabelSet extends Named {
  readonly kind: 'LabelSet';
  readonly source: string;
  readonly entities: readonly { readonly entity: string; readonly on: readonly string[] }[];
  readonly labels: readonly LabelColumn[];
  readonly requests: readonly LabelColumn[];
}

/** `View`, `View.feature`, `View@2` or `View@2.feature`. A null version is the newest, a null feature all of them. */
export interface FeatureReference {
  readonly view: string;
  readonly version: number | null;
  readonly feature: string | null;
}

/** The features a model or a client looks at, in this order. */
export interface FeatureService extends Named {
  readonly kind: 'FeatureService';
  readonly features: readonly FeatureReference[];
  readonly labels: string | null;
}

/** What is learned: one label of a service's label set, by one algorithm. */
export interface Model extends Named {
  readonly kind: 'Model';
  readonly service: string;
  readonly predicts: string;
  readonly algorithm: 'LOGISTIC_REGRESSION';
  readonly seed: number;
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly preprocessing: Readonly<Record<string, unknown>>;
}

export type Definition = Entity | Source | FeatureView | LabelSet | FeatureService | Model;

export type DefinitionKind = Definition['kind'];

/** A definition as the registry keeps it. `version` counts from 1 per name; `hash` is SHA-256 (hex) over the canonical form. */
export interface DefinitionVersion<D extends Definition = Definition> {
  /** Unique over all definitions and versions of a registry. */
  readonly id: number;
  readonly version: number;
  readonly hash: string;
  /** The canonical form: one text for all ways of writing the same definition. */
  readonly canonical: string;
  readonly definition: D;
  /** What a name meant when this version was registered: name of a referred definition → its version id. */
  readonly refersTo: Readonly<Record<string, number>>;
  /** The shape of the history this version keeps; null for kinds that keep none (all but FeatureView and LabelSet). */
  readonly history: HistoryLayout | null;
}

/** A column of the history that holds the result of an expression over the source's columns. */
export interface HistoryColumn {
  /** The column's name in the history: v0, v1, … for values; w0, w1, … for conditions. */
  readonly column: string;
  readonly type: FeatureType;
  /** Deparsed from the checked tree; safe to place in a query over the source table. */
  readonly sql: string;
}

/**
 * The columns of a history: what is kept of each row version, resolved against the source's real columns.
 * Expressions that are the same are kept once.
 */
export interface HistoryLayout {
  readonly database: string | null;
  /** The source table as the author wrote it, `schema.table` or `table`. */
  readonly table: string;
  readonly eventTime: string;
  readonly knownTime: string | null;
  readonly changes: SourceChanges;
  readonly nonFinite: 'REFUSE' | 'AS_NULL';
  /** Join keys as `sourceColumn` gives them; in a label set, all distinct key columns of its entities. */
  readonly keys: readonly { readonly sourceColumn: string; readonly type: FeatureType }[];
  readonly rowKey: readonly { readonly sourceColumn: string; readonly type: FeatureType }[];
  readonly values: readonly HistoryColumn[];
  /** Boolean expressions: the `where` of the view and of its features. */
  readonly conditions: readonly HistoryColumn[];
  /** Per feature (or label, or request column), by name: where its value and conditions are. */
  readonly outputs: readonly HistoryOutput[];
}

/** Where a feature finds its input in a history row. */
export interface HistoryOutput {
  readonly name: string;
  /** Index into `values`; null for a `count` without `of`. */
  readonly value: number | null;
  /** Indexes into `conditions`, all of which must be true. */
  readonly conditions: readonly number[];
}
