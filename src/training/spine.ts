import type { Column } from '../values/column.js';
import type { TrainingSetColumn } from '../registry/training-set-registry.js';

/** Consecutive spine rows, column by column. */
export interface SpineBlock {
  readonly rowCount: number;
  /** Spine event times, in microseconds. */
  readonly times: Float64Array;
  /** One per column of the spine. */
  readonly columns: readonly Column[];
}

/** The rows a training set asks about, in their order, and where in them an entity finds its join keys. */
export interface Spine {
  /** Keys, event time, and whatever else comes along; labels stand last in a training set and are in here too. */
  readonly columns: readonly TrainingSetColumn[];
  /** For every entity, the indexes of its join keys among the columns. */
  readonly keyIndexes: ReadonlyMap<string, readonly number[]>;
  /** Blocks of at most `blockRows` rows. */
  blocks(blockRows: number): AsyncIterable<SpineBlock>;
}
