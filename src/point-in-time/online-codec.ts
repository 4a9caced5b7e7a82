import { END_OF_TIME, FOREVER } from '../time/instant.js';
import { ByteReader } from '../values/byte-reader.js';
import { ByteWriter } from '../values/byte-writer.js';
import type { FeatureType, Value } from '../values/feature-type.js';
import type { OnlineRow, OnlineView, SettledRows } from './online-state.js';

/** The first byte of every packed view. A change of the form takes the next number, so old bytes are never misread. */
const FORMAT = 1;

/** Packs what the online store keeps of an entity and view. Times are written as what they add to the one before. */
export function encodeOnlineView(view: OnlineView, types: readonly FeatureType[]): Uint8Array {
  const writer = new ByteWriter(256);
  writer.byte(FORMAT);
  writer.varint(view.builtAt);
  writer.varint(view.rows.length);
  let eventTime = 0;
  for (const row of view.rows) {
    encodeRow(writer, row, { types, after: eventTime });
    eventTime = row.eventTime;
  }
  for (const groups of view.settled) {
    writer.varint(groups.length);
    for (const group of groups) encodeSettled(writer, group);
  }
  return writer.take();
}

/** What `encodeOnlineView` packed, or null when the bytes have another form: the store is a cache and is filled anew. */
export function decodeOnlineView(
  bytes: Uint8Array,
  types: readonly FeatureType[],
  featureCount: number,
): OnlineView | null {
  const reader = new ByteReader(bytes);
  if (reader.done || reader.byte() !== FORMAT) return null;
  const builtAt = reader.varint();
  const rows: OnlineRow[] = [];
  let eventTime = 0;
  for (let count = reader.varint(); count > 0; count -= 1) {
    const row = decodeRow(reader, types, eventTime);
    rows.push(row);
    eventTime = row.eventTime;
  }
  const settled = Array.from({ length: featureCount }, () =>
    Array.from({ length: reader.varint() }, () => decodeSettled(reader)),
  );
  return { builtAt, rows, settled };
}

function encodeRow(
  writer: ByteWriter,
  row: OnlineRow,
  { types, after }: { readonly types: readonly FeatureType[]; readonly after: number },
): void {
  writer.varint(row.eventTime - after);
  writer.varint(row.enters - row.eventTime);
  writer.varint(row.knownTo === FOREVER ? 0 : row.knownTo - row.enters);
  writer.varint(row.features.length);
  for (const feature of row.features) writer.varint(feature);
  for (const [index, type] of types.entries()) encodeTyped(writer, row.values[index] ?? null, type);
}

function decodeRow(reader: ByteReader, types: readonly FeatureType[], after: number): OnlineRow {
  const eventTime = after + reader.varint();
  const enters = eventTime + reader.varint();
  const known = reader.varint();
  const features = Array.from({ length: reader.varint() }, () => reader.varint());
  return {
    eventTime,
    enters,
    knownTo: known === 0 ? FOREVER : enters + known,
    features,
    values: types.map((type) => decodeTyped(reader, type)),
  };
}

function encodeSettled(writer: ByteWriter, { leaves, newestEventTime, partial }: SettledRows): void {
  writer.varint(leaves >= END_OF_TIME ? 0 : leaves);
  writer.varint(newestEventTime);
  writer.varint(partial.length);
  for (const value of partial) encodeAny(writer, value);
}

function decodeSettled(reader: ByteReader): SettledRows {
  const leaves = reader.varint();
  const newestEventTime = reader.varint();
  return {
    leaves: leaves === 0 ? FOREVER : leaves,
    newestEventTime,
    partial: Array.from({ length: reader.varint() }, () => decodeAny(reader)),
  };
}

function encodeTyped(writer: ByteWriter, value: Value, type: FeatureType): void {
  if (value === null) return writer.byte(0);
  if (type === 'Boolean') return writer.byte(value ? 2 : 1);
  writer.byte(1);
  if (type === 'Int') writer.int32(value as number);
  else if (type === 'BigInt') writer.int64(value as bigint);
  else if (type === 'String' || type === 'Decimal') writer.text(value as string);
  else writer.float64(value as number);
}

function decodeTyped(reader: ByteReader, type: FeatureType): Value {
  const tag = reader.byte();
  if (tag === 0) return null;
  if (type === 'Boolean') return tag === 2;
  if (type === 'Int') return reader.int32();
  if (type === 'BigInt') return reader.int64();
  return type === 'String' || type === 'Decimal' ? reader.text() : reader.float64();
}

/** A value that says itself what it is: partial states mix kinds. */
function encodeAny(writer: ByteWriter, value: Value): void {
  if (value === null) return writer.byte(0);
  if (typeof value === 'boolean') return writer.byte(value ? 2 : 1);
  if (typeof value === 'number') {
    writer.byte(3);
    return writer.float64(value);
  }
  writer.byte(typeof value === 'bigint' ? 4 : 5);
  writer.text(value.toString());
}

function decodeAny(reader: ByteReader): Value {
  const tag = reader.byte();
  if (tag === 0) return null;
  if (tag <= 2) return tag === 2;
  if (tag === 3) return reader.float64();
  return tag === 4 ? BigInt(reader.text()) : reader.text();
}
