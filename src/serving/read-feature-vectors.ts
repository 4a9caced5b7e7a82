import type { FeatureType, Value } from '../values/feature-type.js';
import type { Instant } from '../time/instant.js';

/** What a live value is: see the law, section 5. */
export type FeatureStatus = 'PRESENT' | 'NULL' | 'MISSING' | 'EXPIRED';

export interface FeatureVectorsRequest {
  /** A feature service, or a list of `View`, `View.feature`, `View@2.feature`; exactly one of the two. */
  readonly service: string | null;
  readonly features: readonly string[] | null;
  /** Join keys by name, for every entity of the features asked for. At most 1,000. */
  readonly entities: readonly Readonly<Record<string, unknown>>[];
}

export interface FeatureVector {
  readonly entity: Readonly<Record<string, unknown>>;
  /** One per column. */
  readonly values: readonly Value[];
  readonly statuses: readonly FeatureStatus[];
  /** The event time of the newest row behind each value; null where there is none. */
  readonly eventTimes: readonly (Instant | null)[];
}

export interface FeatureVectors {
  readonly columns: readonly { readonly name: string; readonly type: FeatureType }[];
  /** One per entity, in the order asked. */
  readonly vectors: readonly FeatureVector[];
  /** The moment they are true of. */
  readonly at: Instant;
}

/** What the features of entities are now, from the online store. */
export type ReadFeatureVectors = (request: FeatureVectorsRequest) => Promise<FeatureVectors>;
