import { describe, expect, test } from '@jest/globals';
import { ByteReader } from '../../src/values/byte-reader.js';
import { ByteWriter } from '../../src/values/byte-writer.js';

const TEXTS = [
  '',
  'a',
  "o'clock",
  'é',
  '\u{1F600}',
  'x'.repeat(31),
  'x'.repeat(32),
  'x'.repeat(33),
  `${'x'.repeat(20)}é`,
  'ü'.repeat(1_000),
];
const WHOLES = [0, 1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32 + 1, 2 ** 53 - 1];

/** A range error, be it from Node's own realm or from the tests'. */
const OUT_OF_RANGE = expect.objectContaining({ name: 'RangeError' }) as unknown as RangeError;

describe('bytes', () => {
  test('are read as they were written, in the same order, however small the memory was at first', () => {
    const writer = new ByteWriter(1);
    for (const text of TEXTS) writer.text(text);
    for (const whole of WHOLES) writer.varint(whole);
    writer.byte(255);
    writer.int32(-2_147_483_648);
    writer.int64(-(2n ** 63n));
    writer.float64(-5e-324);
    const reader = new ByteReader(writer.take());
    expect(TEXTS.map(() => reader.text())).toEqual(TEXTS);
    expect(WHOLES.map(() => reader.varint())).toEqual(WHOLES);
    expect([reader.byte(), reader.int32(), reader.int64(), reader.float64()]).toEqual([
      255,
      -2_147_483_648,
      -(2n ** 63n),
      -5e-324,
    ]);
    expect(reader.done).toBe(true);
  });

  test('a whole number takes a byte for every seven bits', () => {
    const sizes = WHOLES.map((whole) => {
      const writer = new ByteWriter();
      writer.varint(whole);
      return writer.length;
    });
    expect(sizes).toEqual([1, 1, 1, 2, 2, 3, 5, 5, 8]);
  });

  test('taking copies them out and starts over', () => {
    const writer = new ByteWriter();
    writer.text('first');
    const first = writer.take();
    expect(writer.length).toBe(0);
    writer.text('other');
    expect(new ByteReader(first).text()).toBe('first');
    expect(new ByteReader(writer.take()).text()).toBe('other');
  });

  test('a byte may be set after it was written', () => {
    const writer = new ByteWriter();
    writer.byte(0);
    writer.byte(7);
    writer.patch(0, 9);
    expect([...writer.take()]).toEqual([9, 7]);
  });

  test('a reader of a part of some memory reads that part alone', () => {
    const reader = new ByteReader(Uint8Array.from([9, 1, 2, 9]).subarray(1, 3));
    expect([reader.byte(), reader.byte(), reader.done]).toEqual([1, 2, true]);
    expect(() => reader.byte()).toThrow(OUT_OF_RANGE);
  });

  test('a text that ends past the last byte is refused', () => {
    expect(() => new ByteReader(Uint8Array.from([5, 97])).text()).toThrow(OUT_OF_RANGE);
    expect(() => new ByteReader(Uint8Array.from([200])).varint()).toThrow(OUT_OF_RANGE);
  });
});
