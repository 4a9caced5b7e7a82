/** Rows for the table of a source, as JSON objects by column name. */
export interface PushRowsRequest {
  readonly source: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** The same key again changes nothing and returns the first report. */
  readonly idempotencyKey: string | null;
}

export interface PushReport {
  readonly accepted: number;
  /** Rows that were not taken in, by their place in the request. */
  readonly refused: readonly { readonly index: number; readonly code: string; readonly message: string }[];
  /** Whether this idempotency key had been pushed before. */
  readonly duplicate: boolean;
}

/** Inserts rows into a source table; durable in Postgres and visible live when it returns. */
export type PushRows = (request: PushRowsRequest) => Promise<PushReport>;
