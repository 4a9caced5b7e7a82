import type { Problem } from '../../errors/asof-error.js';
import { didYouMean } from '../../errors/did-you-mean.js';
import type { FileColumn, FileShape } from './file-shape.js';
import { copyField, copyRow, plainField } from './sql-text.js';

/** A column of the table that rows are to go into. */
export interface TableColumn {
  readonly name: string;
  /** As Postgres writes it: `timestamp with time zone`, `numeric(10,2)`. */
  readonly type: string;
  readonly required: boolean;
}

/** What the file does not say. */
export interface ImportChoices {
  /** Columns whose times without an offset are UTC. Without it such times are refused. */
  readonly utcColumns: readonly string[];
  /** The columns that name a row: the primary key of a table that is created. May be empty. */
  readonly keyColumns: readonly string[];
}

/** How the rows of a file go into a table. */
export interface ImportPlan {
  /** The columns to fill, in the file's order; with types where the table is to be created. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** The query of DuckDB that gives rows in the COPY text format. */
  readonly select: string;
}

/** What to do, or everything that stands against it. */
export function planImport(
  shape: FileShape,
  table: readonly TableColumn[] | null,
  { utcColumns: utc, keyColumns }: ImportChoices,
): ImportPlan | readonly Problem[] {
  const names = shape.columns.map(({ name }) => name);
  const problems = [
    ...utc.filter((name) => !names.includes(name)).map((name) => unknownColumn('--utc names', name, names)),
    ...keyColumns.filter((name) => !names.includes(name)).map((name) => unknownColumn('--key names', name, names)),
    ...(table === null ? [] : missingColumns(names, table)),
  ];
  const columns = shape.columns.flatMap((column) => {
    const target = table?.find(({ name }) => name === column.name);
    if (table !== null && target === undefined) {
      problems.push(
        unknownColumn(
          'The file has',
          column.name,
          table.map(({ name }) => name),
        ),
      );
      return [];
    }
    const planned = planColumn(column, target?.type ?? null, utc.includes(column.name));
    if ('code' in planned) problems.push(planned);
    else return [planned];
    return [];
  });
  if (problems.length > 0) return problems;
  return {
    columns,
    select: `SELECT ${copyRow(columns.map(({ text, plain }) => (plain ? plainField(text) : copyField(text))))} FROM ${shape.relation}`,
  };
}

interface PlannedColumn {
  readonly name: string;
  readonly type: string;
  readonly text: string;
  readonly plain: boolean;
}

function planColumn(column: FileColumn, targetType: string | null, utc: boolean): PlannedColumn | Problem {
  const type = targetType ?? (utc && column.moments !== 'NONE' ? 'timestamptz' : column.type);
  if (type === null)
    return { code: 'FILE_INVALID', message: `The column ${quote(column.name)} ${column.problem ?? 'has no type'}.` };
  if (utc && column.moments === 'NONE') {
    return noTimes(column);
  }
  const { name, plain } = column;
  if (utc) return { name, plain, type, text: column.moments === 'OFFSET' ? column.text : column.utc };
  if (isMoment(type) && column.moments !== 'OFFSET') return column.moments === 'NONE' ? noTimes(column) : naive(column);
  return { name, plain, type, text: textFor(column, type) };
}

function naive(column: FileColumn): Problem {
  return {
    code: 'TIME_INVALID',
    message: `The column ${quote(column.name)} holds times without an offset, and Asof never guesses a time zone. If they are UTC, say --utc ${column.name}; otherwise write them with their offset, like 2026-03-29T01:00:00+02:00.`,
  };
}

function noTimes(column: FileColumn): Problem {
  return {
    code: 'TIME_INVALID',
    message: `The column ${quote(column.name)} holds something that is not a time to the microsecond, like 2026-03-29T01:00:00Z.`,
  };
}

function textFor(column: FileColumn, type: string): string {
  if (/^jsonb?$/.test(type)) return column.json;
  return /^(text|character|bpchar|citext|name)/.test(type) ? column.verbatim : column.text;
}

function isMoment(type: string): boolean {
  return type === 'timestamptz' || /^timestamp(\(\d\))? with time zone$/.test(type);
}

function missingColumns(names: readonly string[], table: readonly TableColumn[]): Problem[] {
  return table
    .filter(({ name, required }) => required && !names.includes(name))
    .map(({ name }) => ({
      code: 'FILE_INVALID',
      message: `The table's column ${quote(name)} must not be null, and the file has no such column.${didYouMean(name, names)}`,
    }));
}

function unknownColumn(who: string, name: string, known: readonly string[]): Problem {
  return {
    code: 'FILE_INVALID',
    message: `${who} a column ${quote(name)} that is not there.${didYouMean(name, known)}`,
  };
}

function quote(name: string): string {
  return JSON.stringify(name);
}
