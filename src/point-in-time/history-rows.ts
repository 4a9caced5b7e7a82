import { type Column, ColumnBuffer } from '../values/column.js';
import type { FeatureType } from '../values/feature-type.js';

/** Row versions of a history, column by column. Within an entity they stand in order of (event time, known time, row key). */
export interface HistoryRows {
  readonly rowCount: number;
  readonly keys: readonly Column[];
  /** Microseconds since 1970 UTC. */
  readonly eventTimes: Float64Array;
  readonly knownFrom: Float64Array;
  /** `Infinity` while nothing has superseded the version. */
  readonly knownTo: Float64Array;
  readonly values: readonly Column[];
  /** Boolean columns. */
  readonly conditions: readonly Column[];
}

/** The column types of a history's rows. */
export interface HistoryTypes {
  readonly keys: readonly FeatureType[];
  readonly values: readonly FeatureType[];
  readonly conditions: number;
}

/** History rows gathered from stretches of others. */
export class HistoryBuffer {
  private readonly times: readonly [ColumnBuffer, ColumnBuffer, ColumnBuffer];
  private readonly keys: readonly ColumnBuffer[];
  private readonly values: readonly ColumnBuffer[];
  private readonly conditions: readonly ColumnBuffer[];

  constructor(types: HistoryTypes) {
    this.times = [new ColumnBuffer('DateTime'), new ColumnBuffer('DateTime'), new ColumnBuffer('DateTime')];
    this.keys = types.keys.map((type) => new ColumnBuffer(type));
    this.values = types.values.map((type) => new ColumnBuffer(type));
    this.conditions = Array.from({ length: types.conditions }, () => new ColumnBuffer('Boolean'));
  }

  get rowCount(): number {
    return this.times[0].length;
  }

  push(rows: HistoryRows, from: number, to: number): void {
    pushTimes(this.times[0], rows.eventTimes, { from, to });
    pushTimes(this.times[1], rows.knownFrom, { from, to });
    pushTimes(this.times[2], rows.knownTo, { from, to });
    pushAll(this.keys, rows.keys, { from, to });
    pushAll(this.values, rows.values, { from, to });
    pushAll(this.conditions, rows.conditions, { from, to });
  }

  /** The rows so far. Good until the next `push` or `clear`. */
  view(): HistoryRows {
    const [eventTimes, knownFrom, knownTo] = this.times.map((buffer) => buffer.view().values as Float64Array) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    const views = (buffers: readonly ColumnBuffer[]): Column[] => buffers.map((buffer) => buffer.view());
    return {
      rowCount: this.rowCount,
      eventTimes,
      knownFrom,
      knownTo,
      keys: views(this.keys),
      values: views(this.values),
      conditions: views(this.conditions),
    };
  }

  clear(): void {
    for (const buffer of [...this.times, ...this.keys, ...this.values, ...this.conditions]) buffer.clear();
  }
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

const NO_NULLS = { isNull: new Uint8Array(0) };

function pushTimes(buffer: ColumnBuffer, times: Float64Array, { from, to }: Stretch): void {
  if (NO_NULLS.isNull.length < to) NO_NULLS.isNull = new Uint8Array(to * 2);
  buffer.push({ type: 'DateTime', values: times, isNull: NO_NULLS.isNull }, from, to);
}

function pushAll(buffers: readonly ColumnBuffer[], columns: readonly Column[], { from, to }: Stretch): void {
  for (let index = 0; index < buffers.length; index += 1)
    (buffers[index] as ColumnBuffer).push(columns[index] as Column, from, to);
}
