import type { FeatureType, Value } from '../values/feature-type.js';

/** The aggregates of the definition language, as its directives name them. */
export type AggregateName = 'latest' | 'count' | 'countDistinct' | 'sum' | 'mean' | 'min' | 'max' | 'stddev';

/**
 * One aggregate over a changing set of rows. Training adds and removes rows as they enter and leave the window; a live read
 * absorbs what is kept and adds the rest. Both ask the same `result`.
 *
 * Rows have numbers that are unique while they are in, and in order of (event time, known time, row key).
 */
export interface Aggregate {
  /** Takes in a row. Null values never come, save to `latest` and to a count of rows. */
  add(value: Value, row: number): void;
  /** Takes out a row that is in. */
  remove(value: Value, row: number): void;
  /** The aggregate of the rows that are in, as a value of the declared type. Throws `VALUE_OUT_OF_RANGE` when it does not fit. */
  result(): Value;
  /** Takes out everything. */
  reset(): void;
  /** All that is in, as plain values that another aggregate of the same kind can absorb. Rows cannot be removed from those. */
  partial(): readonly Value[];
  /** Takes in what `partial` gave. */
  absorb(partial: readonly Value[]): void;
}

/** What an aggregate is made for. */
export interface AggregateShape {
  /** The type of the values that come in; null for a count of rows. */
  readonly input: FeatureType | null;
  /** The type the feature declares. */
  readonly output: FeatureType;
}

/** How one aggregate of the language is computed. Adding an aggregate is one file and one line in `all-aggregates.ts`. */
export interface AggregateKind {
  readonly name: AggregateName;
  create(shape: AggregateShape): Aggregate;
}
