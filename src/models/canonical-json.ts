import { AsofError } from '../errors/asof-error.js';

/**
 * JSON text in which equal values are equal text: keys sorted by UTF-16 unit, no spaces, numbers in the shortest form that reads back as
 * the same double. Members that are undefined are left out; NaN and infinities are an `INTERNAL` error, for JSON would turn them to null.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (key, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each))
      throw new AsofError('INTERNAL', `${JSON.stringify(key)} is ${each}, which JSON cannot carry.`);
    return isRecord(each) ? Object.fromEntries(Object.entries(each).sort(byKey)) : each;
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
