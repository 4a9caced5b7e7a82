import type { Instant } from '../time/instant.js';
import type { FeatureType } from '../values/feature-type.js';

export type TrainingSetColumnRole = 'KEY' | 'EVENT_TIME' | 'SPINE' | 'REQUEST' | 'FEATURE' | 'LABEL';

/** A column of a training set. */
export interface TrainingSetColumn {
  /** A spine column's own name, `View.feature` for a feature, the label's name for a label. */
  readonly name: string;
  readonly type: FeatureType;
  readonly role: TrainingSetColumnRole;
}

/** What a training set was asked for and what it read: enough to compute it again, byte for byte. */
export interface TrainingSetRecord {
  readonly id: string;
  readonly service: string;
  readonly serviceId: number;
  readonly asOf: Instant;
  readonly hindsight: boolean;
  /** A condition over the spine's columns, canonical; null for all rows. */
  readonly where: string | null;
  /** `LABELS`: the rows of the service's label set; `INLINE`: rows sent along, kept in the training set's spine columns. */
  readonly spine: 'LABELS' | 'INLINE';
  readonly columns: readonly TrainingSetColumn[];
  readonly rowCount: number;
  /** SHA-256 (hex) over the columns and the canonical rows. */
  readonly fingerprint: string;
  /** Every definition it rests on. */
  readonly definitions: readonly {
    readonly id: number;
    readonly name: string;
    readonly kind: string;
    readonly version: number;
    readonly hash: string;
  }[];
  /** The run it read of every history. */
  readonly runs: readonly { readonly definitionId: number; readonly name: string; readonly run: number }[];
  readonly createdAt: Instant;
}

/** Consecutive rows of a training set as canonical bytes, compressed by the store as it likes. */
export interface TrainingSetChunk {
  /** The position of its first row, from 0. */
  readonly firstRow: number;
  readonly rowCount: number;
  readonly bytes: Uint8Array;
}

/** Training sets and their rows. A training set is seen only once all of its rows are kept. */
export interface TrainingSetRegistry {
  /** Keeps the rows as they come and then the record, which `chunks` returns at its end. Nothing is kept when `chunks` throws. */
  record(id: string, chunks: AsyncGenerator<TrainingSetChunk, TrainingSetRecord>): Promise<TrainingSetRecord>;
  find(id: string): Promise<TrainingSetRecord | undefined>;
  /** Chunks that hold row `fromRow` and later ones, in order. */
  readChunks(id: string, fromRow: number): AsyncIterable<TrainingSetChunk>;
  /** The newest first. */
  list(filter: { readonly service?: string; readonly limit: number }): Promise<readonly TrainingSetRecord[]>;
}
