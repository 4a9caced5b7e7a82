import { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import type { Column } from './column.js';
import type { FeatureType, Value } from './feature-type.js';

/**
 * Writes rows `from` up to `to` of `columns` as canonical bytes: the same values always give the same bytes, so a hash over
 * them is a fingerprint. Per row: a bit per column that says null (first column lowest bit), then the values that are not.
 */
export function encodeRows(
  writer: ByteWriter,
  columns: readonly Column[],
  { from, to }: { readonly from: number; readonly to: number },
): void {
  const maskBytes = Math.ceil(columns.length / 8);
  for (let row = from; row < to; row += 1) {
    const maskAt = writer.length;
    for (let byte = 0; byte < maskBytes; byte += 1) writer.byte(0);
    let mask = 0;
    for (let index = 0; index < columns.length; index += 1) {
      const column = columns[index] as Column;
      if (column.isNull[row] === 1) mask |= 1 << (index & 7);
      else encodeValue(writer, column, row);
      if ((index & 7) === 7 || index === columns.length - 1) {
        writer.patch(maskAt + (index >> 3), mask);
        mask = 0;
      }
    }
  }
}

function encodeValue(writer: ByteWriter, column: Column, row: number): void {
  switch (column.type) {
    case 'Int':
      return writer.int32(column.values[row] as number);
    case 'BigInt':
      return writer.int64(column.values[row] as bigint);
    case 'Float':
    case 'DateTime':
      return writer.float64(column.values[row] as number);
    case 'Boolean':
      return writer.byte(column.values[row] as number);
    case 'String':
    case 'Decimal':
      return writer.text(column.values[row] as string);
    default:
      return column.type satisfies never;
  }
}

/** The rows that `encodeRows` wrote for columns of these types. */
export function decodeRows(bytes: Uint8Array, types: readonly FeatureType[], rowCount: number): Value[][] {
  const reader = new ByteReader(bytes);
  const mask = new Uint8Array(Math.ceil(types.length / 8));
  return Array.from({ length: rowCount }, () => {
    for (let byte = 0; byte < mask.length; byte += 1) mask[byte] = reader.byte();
    return types.map((type, index) =>
      (mask[index >> 3] as number) & (1 << (index & 7)) ? null : decodeValue(reader, type),
    );
  });
}

function decodeValue(reader: ByteReader, type: FeatureType): Value {
  switch (type) {
    case 'Int':
      return reader.int32();
    case 'BigInt':
      return reader.int64();
    case 'Float':
    case 'DateTime':
      return reader.float64();
    case 'Boolean':
      return reader.byte() === 1;
    case 'String':
    case 'Decimal':
      return reader.text();
    default:
      return type satisfies never;
  }
}
