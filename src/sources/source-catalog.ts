import type { TableColumns } from '../definitions/table-columns.js';

/** What the tables of sources look like, in whatever database they are. */
export interface SourceCatalog {
  /**
   * The columns of a table or view; `undefined` when there is none of that name.
   * Throws `SOURCE_DATABASE_NOT_FOUND` for a connection that is not configured, `SOURCE_UNAVAILABLE` when it does not answer.
   */
  readTable(database: string | null, table: string): Promise<TableColumns | undefined>;
}
