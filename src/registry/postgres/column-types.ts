import type { EntitySchemaColumnOptions, InsertResult } from 'typeorm';
import type { Instant } from '../../time/instant.js';
import { formatInstant, parseInstant } from '../../time/instant.js';

const INT8 = 20;
const TIMESTAMPTZ = 1184;

/** A whole number that stays below 2^53: ids, counts of rows. TypeORM hands bigints over as text. */
export const COUNT = {
  type: 'bigint',
  transformer: {
    to: (value: number | null) => value,
    from: (value: string | null) => (value === null ? null : Number(value)),
  },
} as const satisfies EntitySchemaColumnOptions;

/** An identity column of whole numbers, given out by Postgres. */
export const IDENTITY = { ...COUNT, generated: 'increment' } as const satisfies EntitySchemaColumnOptions;

/** An `Instant`, to the microsecond: no JavaScript `Date` in between. Needs `exactTypes` on the connection for the way back. */
export const INSTANT = {
  type: 'timestamptz',
  transformer: { to: instantParameter, from: (value: Instant | null) => value },
} as const satisfies EntitySchemaColumnOptions;

/** The id that Postgres gave a row; TypeORM leaves a bigint in it as text, past the column's transformer. */
export function insertedId({ identifiers }: InsertResult): number {
  return Number(identifiers[0]?.id);
}

/** Text parsers for connections of the registry: int8 as number, timestamptz as `Instant`; everything else as pg has it. */
export function exactTypes(fallback: TypeParsers): TypeParsers {
  return {
    getTypeParser: (oid: number, format?: 'text' | 'binary') => {
      if (format !== 'binary' && oid === INT8) return Number;
      if (format !== 'binary' && oid === TIMESTAMPTZ) return parseTimestamptz;
      return fallback.getTypeParser(oid, format);
    },
  };
}

/** What pg asks for the parsers of a connection. */
export interface TypeParsers {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown;
}

/** Reads what Postgres prints in UTC, e.g. `2026-03-29 01:00:00.000001+00`. */
function parseTimestamptz(text: string): Instant {
  return parseInstant(text.replace(' ', 'T').replace(/\+00$/, 'Z'));
}

/** TypeORM turns text bound for a timestamptz into a Date, which forgets microseconds; pg asks this object for its text instead. */
function instantParameter(value: Instant | null | undefined): unknown {
  return value === null || value === undefined ? value : { toPostgres: () => formatInstant(value) };
}
