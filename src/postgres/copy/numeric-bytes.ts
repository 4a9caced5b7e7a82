import { Buffer } from 'node:buffer';
import { AsofError } from '../../errors/asof-error.js';

const NEGATIVE = 0x4000;
const SPECIAL: ReadonlyMap<number, string> = new Map([
  [0xc000, 'NaN'],
  [0xd000, 'Infinity'],
  [0xf000, '-Infinity'],
]);
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;
const MOST_DECIMAL_PLACES = 16_383;
const MOST_INTEGER_DIGITS = 131_072;

/** The decimal text of a numeric in Postgres's binary form (digits to the base of 10,000), as Postgres prints it. */
export function numericToText(bytes: Buffer, at: number): string {
  const digitCount = bytes.readInt16BE(at);
  const weight = bytes.readInt16BE(at + 2);
  const sign = bytes.readUInt16BE(at + 4);
  const scale = bytes.readUInt16BE(at + 6);
  const special = SPECIAL.get(sign);
  if (special !== undefined) return special;
  const group = (index: number) => (index >= 0 && index < digitCount ? bytes.readInt16BE(at + 8 + 2 * index) : 0);
  let text = weight < 0 ? '0' : String(group(0));
  for (let index = 1; index <= weight; index += 1) text += String(group(index)).padStart(4, '0');
  if (scale > 0) {
    let fraction = '';
    for (let index = weight + 1; fraction.length < scale; index += 1) fraction += String(group(index)).padStart(4, '0');
    text += `.${fraction.slice(0, scale)}`;
  }
  return sign === NEGATIVE ? `-${text}` : text;
}

/**
 * Postgres's binary form of a decimal text such as `-12.340` or `1e-7`; all digits are kept, trailing zeros included.
 * Throws `VALUE_INVALID` for anything else and for numbers that Postgres cannot hold.
 */
export function textToNumeric(text: string): Buffer {
  for (const [sign, name] of SPECIAL) if (text === name) return Buffer.from([0, 0, 0, 0, sign >> 8, 0, 0, 0]);
  const match = DECIMAL.exec(text);
  const [, minus = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const scale = Math.max(0, digits.length - point);
  if (match === null || digits === '' || scale > MOST_DECIMAL_PLACES || point > MOST_INTEGER_DIGITS) {
    throw new AsofError(
      'VALUE_INVALID',
      `${JSON.stringify(text.slice(0, 60))} is not a decimal number that Postgres holds.`,
    );
  }
  const { groups, weight } = toGroups(digits, point);
  const bytes = Buffer.alloc(8 + 2 * groups.length);
  bytes.writeInt16BE(groups.length, 0);
  bytes.writeInt16BE(weight, 2);
  bytes.writeUInt16BE(minus === '-' && groups.length > 0 ? NEGATIVE : 0, 4);
  bytes.writeUInt16BE(scale, 6);
  for (const [index, group] of groups.entries()) bytes.writeInt16BE(group, 8 + 2 * index);
  return bytes;
}

/** Cuts digits into fours, counted from the decimal point, and drops zeros at both ends. `weight` is the place of the first. */
function toGroups(digits: string, point: number): { groups: number[]; weight: number } {
  const before = ((-point % 4) + 4) % 4;
  const padded = '0'.repeat(before) + digits;
  const groups: number[] = [];
  for (let at = 0; at < padded.length; at += 4) groups.push(Number(padded.slice(at, at + 4).padEnd(4, '0')));
  const first = groups.findIndex((group) => group !== 0);
  if (first < 0) return { groups: [], weight: 0 };
  const last = groups.findLastIndex((group) => group !== 0);
  return { groups: groups.slice(first, last + 1), weight: (point + before) / 4 - 1 - first };
}
