import { AsofError } from '../errors/asof-error.js';
import { formatInstant, parseInstant } from '../time/instant.js';
import type { FeatureType, Value } from './feature-type.js';

const INT_LIMIT = 2_147_483_647;
const BIG_LIMIT = 9_223_372_036_854_775_807n;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** A value as JSON carries it: BigInt and Decimal as text, DateTime as RFC 3339 in UTC with six decimals. */
export function toJson(value: Value, type: FeatureType): null | boolean | number | string {
  if (value === null) return null;
  if (type === 'DateTime') return formatInstant(value as number);
  return typeof value === 'bigint' ? value.toString() : value;
}

/**
 * Reads a JSON value as `type`; null and undefined are null. Whole numbers may come as numbers or as text of digits, but a
 * number past 2^53 is refused where text was needed. `where` names the place in messages. Throws `VALUE_INVALID`.
 */
export function fromJson(json: unknown, type: FeatureType, where: string): Value {
  if (json === null || json === undefined) return null;
  const value = READERS[type](json);
  if (value === undefined) throw invalid(json, type, where);
  return value;
}

type Reader = (json: unknown) => Value | undefined;

const READERS: Readonly<Record<FeatureType, Reader>> = {
  Int: (json) => {
    const whole = readWhole(json);
    return whole !== undefined && whole <= INT_LIMIT && whole >= -INT_LIMIT - 1 ? Number(whole) : undefined;
  },
  BigInt: (json) => {
    const whole = readWhole(json);
    return whole !== undefined && whole <= BIG_LIMIT && whole >= -BIG_LIMIT - 1n ? whole : undefined;
  },
  Float: (json) => (typeof json === 'number' && Number.isFinite(json) ? json + 0 : undefined),
  Decimal: (json) => {
    const text = typeof json === 'number' && Number.isSafeInteger(json) ? String(json) : json;
    return typeof text === 'string' && /^-?\d{1,1000}(\.\d{1,1000})?$/.test(text) ? text : undefined;
  },
  Boolean: (json) => (typeof json === 'boolean' ? json : undefined),
  String: (json) =>
    typeof json === 'string' && !json.includes('\u0000') && !LONE_SURROGATE.test(json) ? json : undefined,
  DateTime: (json) => (typeof json === 'string' ? parseInstant(json) : undefined),
};

function readWhole(json: unknown): bigint | undefined {
  if (typeof json === 'bigint') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : undefined;
  return typeof json === 'string' && /^-?\d{1,20}$/.test(json) ? BigInt(json) : undefined;
}

function invalid(json: unknown, type: FeatureType, where: string): AsofError {
  const found = show(json, 0);
  return new AsofError('VALUE_INVALID', `${where} must be ${DESCRIPTIONS[type]}, but is ${found.slice(0, 80)}.`, {
    where,
    type,
  });
}

/** A few items of a few levels: what a client sends may be nested deeper than the stack. */
function show(json: unknown, depth: number): string {
  if (typeof json === 'bigint') return json.toString();
  if (typeof json !== 'object' || json === null) return JSON.stringify(json) ?? typeof json;
  const entries = Object.entries(json).slice(0, 8);
  if (Array.isArray(json))
    return depth === 2 ? '[…]' : `[${entries.map(([, each]) => show(each, depth + 1)).join(',')}]`;
  return depth === 2
    ? '{…}'
    : `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${show(each, depth + 1)}`).join(',')}}`;
}

const DESCRIPTIONS: Readonly<Record<FeatureType, string>> = {
  Int: 'an Int (a whole number within 32 bits)',
  BigInt: 'a BigInt (text of digits within 64 bits, or a number within 2^53)',
  Float: 'a Float (a finite number)',
  Decimal: 'a Decimal (text of digits)',
  Boolean: 'a Boolean (true or false)',
  String: 'a String (well-formed text without NUL)',
  DateTime: 'a DateTime (RFC 3339 text with an offset)',
};
