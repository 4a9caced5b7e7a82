import { describe, expect, test } from '@jest/globals';
import { seededRandom, seedFor } from '../harness/seed.js';
import { numericToText, textToNumeric } from '../../src/postgres/copy/numeric-bytes.js';
import { ShortBytesCache } from '../../src/postgres/copy/short-bytes-cache.js';
import { quoteIdentifier, quoteLiteral, quoteTable, splitTableName } from '../../src/postgres/identifier.js';
import { sessionTypes } from '../../src/postgres/session-types.js';

/** Texts made of what quoting could stumble over. */
function hostileTexts(seed: number): readonly string[] {
  const random = seededRandom(seed);
  const units = ['"', "'", '""', '\\', '.', ';', '--', '$$', 'a', 'é', ' ', '\n', '%', '😀'];
  return Array.from({ length: 300 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 8) }, () => units[Math.floor(random() * units.length)]).join(''),
  );
}

describe('a quoted name', () => {
  const texts = hostileTexts(seedFor('quoted names'));

  test('ends nowhere but at its end', () => {
    for (const text of texts) {
      expect(quoteIdentifier(text)).toMatch(/^"(?:[^"]|"")*"$/);
      expect(quoteLiteral(text)).toMatch(/^'(?:[^']|'')*'$/);
    }
  });

  test('is another one for another name', () => {
    const different = new Set(texts);
    expect(new Set([...different].map(quoteIdentifier)).size).toBe(different.size);
    expect(new Set([...different].map(quoteLiteral)).size).toBe(different.size);
  });

  test('is read back as the parts it was made of', () => {
    for (const [index, schema] of texts.entries()) {
      const table = texts[(index + 1) % texts.length] as string;
      const written = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
      expect(splitTableName(written)).toEqual([schema, table]);
      expect(quoteTable(written)).toBe(written);
    }
  });

  test.each(['"a', 'a"', '"a"b', 'a.b.c', '"a"."b"."c"', '.', '', '""', '"a".', '"a"""."', 'a..b'])(
    'is refused when it is none: %j',
    (table) => {
      expect(() => splitTableName(table)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    },
  );

  test('is refused in little room and little time, however long', () => {
    const long = `${'"'.repeat(20_001)}`;
    const started = performance.now();
    expect(() => splitTableName(long)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,300}$/) }),
    );
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('a value in a result', () => {
  const read = (oid: number, text: string) => sessionTypes.getTypeParser(oid, 'text')(text);

  test.each([
    ['int8', 20, '9223372036854775807'],
    ['numeric', 1700, '0.10000000000000000000001'],
    ['date', 1082, '0044-03-15 BC'],
    ['time', 1083, '24:00:00'],
    ['timestamp', 1114, '2026-03-29 02:30:00.000001'],
    ['timestamptz', 1184, '2026-03-29 01:00:00.123456+00'],
    ['timetz', 1266, '01:00:00+02'],
    ['interval', 1186, '1 mon -00:00:01'],
  ])('of type %s stays as Postgres prints it', (_type, oid, text) => {
    expect(read(oid, text)).toBe(text);
  });

  test('of an array of these is an array of texts', () => {
    expect(read(1016, '{1,9223372036854775807,NULL}')).toEqual(['1', '9223372036854775807', null]);
    expect(read(1231, '{0.10,NaN}')).toEqual(['0.10', 'NaN']);
    expect(read(1185, '{"2026-03-29 01:00:00+00"}')).toEqual(['2026-03-29 01:00:00+00']);
  });

  test('of another type is as the driver has it', () => {
    expect(read(23, '42')).toBe(42);
    expect(read(16, 't')).toBe(true);
    expect(read(3802, '{"a": 1}')).toEqual({ a: 1 });
  });
});

describe('a decimal in binary', () => {
  const there = (text: string) => numericToText(textToNumeric(text), 0);

  test.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0.00'],
    ['+1', '1'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['007', '7'],
    ['1e3', '1000'],
    ['1E-7', '0.0000001'],
    ['12.50e1', '125.0'],
    ['10000', '10000'],
    ['0.0001', '0.0001'],
    ['0.00010', '0.00010'],
    ['100000000', '100000000'],
    ['NaN', 'NaN'],
    ['-Infinity', '-Infinity'],
  ])('%s comes back as %s', (text, back) => {
    expect(there(text)).toBe(back);
  });

  test('keeps every digit of random ones', () => {
    const random = seededRandom(seedFor('decimals in binary'));
    const digits = (most: number) =>
      Array.from({ length: Math.floor(random() * most) }, () => Math.floor(random() * 10)).join('');
    for (let round = 0; round < 500; round += 1) {
      const whole = `${1 + Math.floor(random() * 9)}${digits(30)}`;
      const fraction = digits(30);
      const text = `${random() < 0.5 ? '-' : ''}${random() < 0.2 ? '0' : whole}${fraction && `.${fraction}`}`;
      expect(there(text)).toBe(/[1-9]/.test(text) ? text : text.replace('-', ''));
    }
  });

  test.each(['', '.', '-', 'e5', '1e', '1,000', ' 1', '1 ', '0x10', 'nan', '1e200000', '1e-20000', '--1', '١'])(
    'is refused: %j',
    (text) => {
      expect(() => textToNumeric(text)).toThrow(expect.objectContaining({ code: 'VALUE_INVALID' }));
    },
  );
});

test('short bytes are decoded once, and never taken for others that are alike', () => {
  let decoded = 0;
  const cache = new ShortBytesCache((bytes, at, length) => {
    decoded += 1;
    return bytes.toString('latin1', at, at + length);
  });
  const random = seededRandom(seedFor('short bytes'));
  for (let round = 0; round < 20_000; round += 1) {
    const length = Math.floor(random() * 36);
    const bytes = Buffer.from(Array.from({ length: length + 3 }, () => Math.floor(random() * 3)));
    expect(cache.read(bytes, 2, length)).toBe(bytes.toString('latin1', 2, 2 + length));
  }
  decoded = 0;
  const key = Buffer.from('xxORDxx');
  for (let round = 0; round < 5; round += 1) expect(cache.read(key, 2, 3)).toBe('ORD');
  expect(decoded).toBeLessThanOrEqual(1);
});
