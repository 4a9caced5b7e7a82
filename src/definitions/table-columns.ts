import type { FeatureType } from '../values/feature-type.js';

/** A column of a source's table, as its database has it. */
export interface TableColumn {
  /** Null for a database type that no feature type stands for. */
  readonly type: FeatureType | null;
  /** The database's own name of the type, without length or precision: `int4`, `timestamptz`, `varchar`. */
  readonly databaseType: string;
  readonly nullable: boolean;
}

/** The columns of a source's table, by their exact names. */
export interface TableColumns {
  readonly columns: ReadonlyMap<string, TableColumn>;
}

/** How a column of a database type is read: as which feature type, and by which conversion where it is not that type itself. */
interface Reading {
  readonly type: FeatureType;
  readonly cast: string | null;
}

const READINGS: ReadonlyMap<string, Reading> = new Map([
  ['int2', { type: 'Int', cast: 'integer' }],
  ['int4', { type: 'Int', cast: null }],
  ['int8', { type: 'BigInt', cast: null }],
  ['float4', { type: 'Float', cast: 'double precision' }],
  ['float8', { type: 'Float', cast: null }],
  ['numeric', { type: 'Decimal', cast: null }],
  ['bool', { type: 'Boolean', cast: null }],
  ['text', { type: 'String', cast: null }],
  ['varchar', { type: 'String', cast: 'text' }],
  ['bpchar', { type: 'String', cast: 'text' }],
  ['citext', { type: 'String', cast: 'text' }],
  ['uuid', { type: 'String', cast: 'text' }],
  ['timestamptz', { type: 'DateTime', cast: null }],
]);

/** The names that SQL has for the database types, as `information_schema` and `format_type` give them. */
const SQL_NAMES: ReadonlyMap<string, string> = new Map([
  ['smallint', 'int2'],
  ['integer', 'int4'],
  ['int', 'int4'],
  ['bigint', 'int8'],
  ['real', 'float4'],
  ['double precision', 'float8'],
  ['decimal', 'numeric'],
  ['boolean', 'bool'],
  ['character varying', 'varchar'],
  ['character', 'bpchar'],
  ['char', 'bpchar'],
  ['timestamp with time zone', 'timestamptz'],
  ['timestamp without time zone', 'timestamp'],
]);

/** The SQL type of each feature type. */
export const SQL_TYPES: Readonly<Record<FeatureType, string>> = {
  Int: 'integer',
  BigInt: 'bigint',
  Float: 'double precision',
  Decimal: 'numeric',
  Boolean: 'boolean',
  String: 'text',
  DateTime: 'timestamp with time zone',
};

/**
 * The feature type that stands for a database type, or `null` when none does: a timestamp without time zone and a date
 * are not moments, and Asof never guesses the zone.
 */
export function featureTypeOf(databaseType: string): FeatureType | null {
  return readingOf(databaseType)?.type ?? null;
}

/** The SQL type a column is converted to where it is read, or `null` when it is read as it is. */
export function castOf(databaseType: string): string | null {
  return readingOf(databaseType)?.cast ?? null;
}

/** Why a database type stands for no feature type, and what to do, as the rest of a sentence about the column. */
export function describeUnreadable(databaseType: string): string {
  const name = bareName(databaseType);
  if (name === 'timestamp') {
    return 'is a naive timestamp (timestamp without time zone), and Asof never guesses a time zone. Change it to timestamptz, or use a view with "column AT TIME ZONE \'UTC\'".';
  }
  if (name === 'date') return 'is a date, which is not a moment. Use a view that makes a timestamptz of it.';
  return `is of the database type ${databaseType}, which no feature type stands for. Use a view that converts it.`;
}

function readingOf(databaseType: string): Reading | undefined {
  return READINGS.get(bareName(databaseType));
}

/** Without length and precision, in the database's own words. */
function bareName(databaseType: string): string {
  const bare = databaseType
    .toLowerCase()
    .replace(/\([^)]*\)/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^pg_catalog\./, '')
    .trim();
  return SQL_NAMES.get(bare) ?? bare;
}
