/** How moments are written in a column: with an offset, without one, as days only, or not at all. */
export type MomentForm = 'OFFSET' | 'NAIVE' | 'DATE' | 'NONE';

/** A column of a file, as found by reading the whole file. */
export interface FileColumn {
  readonly name: string;
  /** The Postgres type that holds every value; null when there is none, with the reason in `problem`. */
  readonly type: string | null;
  readonly problem: string | null;
  readonly moments: MomentForm;
  /** Whether no value can hold a tab, a line end or a backslash. */
  readonly plain: boolean;
  /** SQL giving the value as text that Postgres reads. */
  readonly text: string;
  /** The same where the target is text, in which an empty text is a value. */
  readonly verbatim: string;
  /** The same where the target is JSON. */
  readonly json: string;
  /** The same as a moment, what has no offset being taken as UTC. */
  readonly utc: string;
}

/** What is in a file: its columns, its rows, and SQL to read it with. */
export interface FileShape {
  readonly columns: readonly FileColumn[];
  readonly rows: number;
  /** A table function of DuckDB over the file. */
  readonly relation: string;
}
