/**
 * What a column of a binary COPY holds. `timestamptz` also reads and writes `timestamp` columns, taken as UTC: both are
 * the same bytes.
 */
export type ColumnKind = 'int2' | 'int4' | 'int8' | 'float8' | 'bool' | 'text' | 'numeric' | 'timestamptz';

/** The first bytes of every binary COPY: its name, no flags, no extension of the header. */
export const COPY_HEADER: Uint8Array = Uint8Array.from([
  ...[0x50, 0x47, 0x43, 0x4f, 0x50, 0x59, 0x0a, 0xff, 0x0d, 0x0a, 0x00],
  ...[0, 0, 0, 0],
  ...[0, 0, 0, 0],
]);

/** Postgres counts microseconds from 2000-01-01T00:00:00Z. */
export const POSTGRES_EPOCH_MICROS = 946_684_800_000_000;

/** Whether numbers in memory begin with their lowest byte. */
export const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
