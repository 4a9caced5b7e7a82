import type { Instant } from '../time/instant.js';
import type { Value } from '../values/feature-type.js';
import type { Source } from '../definitions/model.js';

/** Rows for the table of a source, as JSON objects by column name; a column left out gets the table's default. */
export interface RowBatch {
  readonly source: Source;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The same key again for the same source changes nothing; null when the sender does not send twice. */
  readonly idempotencyKey: string | null;
  readonly receivedAt: Instant;
}

/** A row that was not taken in, by its place in the batch. */
export interface RefusedRow {
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** What became of a batch. */
export interface IntakeReport {
  readonly accepted: number;
  readonly refused: readonly RefusedRow[];
  /** Whether the idempotency key had been used before; the rest is then what was reported the first time. */
  readonly duplicate: boolean;
  /** The row keys of the accepted rows, each once; null where the source names no row key, or a row left part of it out. */
  readonly rowKeys: readonly (readonly Value[])[] | null;
}

/** The tables of sources, as places that take rows. */
export interface RowIntake {
  /**
   * Takes rows in, each on its own: a row that does not fit is refused with the reason and stops no other. Rows of a
   * source that changes in place (`UPSERT`, `SNAPSHOT`) replace the row of their key, the last of a key winning.
   * Throws `SOURCE_TABLE_NOT_FOUND`, `SOURCE_UNAVAILABLE`, and `INPUT_INVALID` for a table that takes no rows at all.
   */
  insert(batch: RowBatch): Promise<IntakeReport>;
}
