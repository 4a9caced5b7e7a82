import type { Instant } from '../time/instant.js';

/** A value as JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** One feature as a model saw it. */
export interface LoggedFeature {
  /** `View.feature`, as the model's record names it. */
  readonly name: string;
  /** As JSON carries it (`values/json.ts`): BigInt, Decimal and DateTime are text. */
  readonly value: Json;
  /** PRESENT, NULL, MISSING, EXPIRED or DEFAULTED. */
  readonly status: string;
  /** The event time behind the value; null when there is none. */
  readonly eventTime: Instant | null;
}

/** A prediction with all it was made from: enough to compute it again. */
export interface LoggedPrediction {
  /** A UUID. */
  readonly id: string;
  readonly model: string;
  readonly modelVersion: number;
  /** The registry's id of that model version. */
  readonly modelVersionId: number;
  readonly predictedAt: Instant;
  /** What the caller named its entities by. */
  readonly entity: Readonly<Record<string, string | number>>;
  /** In the order of the model's record. */
  readonly features: readonly LoggedFeature[];
  readonly prediction: Json;
  readonly probability: number | null;
}

/** What was predicted, by which model version, from what. Only added to. */
export interface PredictionLog {
  /**
   * Logs all of them or, when it throws, none. One whose id is logged already is left as it is, so an append may be
   * repeated. Throws `VALUE_INVALID` when repeating it is of no use, since one of them can never be logged.
   */
  append(predictions: readonly LoggedPrediction[]): Promise<void>;
  /** The prediction logged under `id`; `undefined` when there is none, also for a text that is no id at all. */
  find(id: string): Promise<LoggedPrediction | undefined>;
}
