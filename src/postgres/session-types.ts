import pg from 'pg';

const TEXT_ARRAY = 1009;

/** Types that stay as Postgres prints them: int8, numeric, date, time, timestamp, timestamptz, timetz, interval. */
const KEPT_AS_TEXT: ReadonlySet<number> = new Set([20, 1700, 1082, 1083, 1114, 1184, 1266, 1186]);

/** Their arrays, which become arrays of such texts. */
const KEPT_AS_TEXT_ARRAY: ReadonlySet<number> = new Set([1016, 1231, 1182, 1183, 1115, 1185, 1270, 1187]);

/**
 * How result columns become JavaScript values: bigint, numeric and all dates and times stay text, since a number or a
 * `Date` would round them. Everything else is as `pg` has it. For one pool only; nothing global is changed.
 */
export const sessionTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary' && KEPT_AS_TEXT.has(oid)) return (text: string) => text;
    if (format !== 'binary' && KEPT_AS_TEXT_ARRAY.has(oid)) return pg.types.getTypeParser(TEXT_ARRAY as number, 'text');
    return pg.types.getTypeParser(oid, format as 'text');
  },
};
