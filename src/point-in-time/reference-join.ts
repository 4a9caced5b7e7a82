import type { Instant, Micros } from '../time/instant.js';
import { compareOf } from '../values/compare.js';
import { formatDecimal, normalizeDecimal, parseDecimal, ratioToNumber, rescale } from '../values/decimal.js';
import type { FeatureType, Value } from '../values/feature-type.js';
import { fixedPointToNumber, numberToFixedPoint } from '../aggregates/fixed-point.js';
import type { AggregateName } from '../definitions/model.js';

/**
 * The slow and obvious judge of the point-in-time join, written from the law alone: it knows neither intervals nor windows that
 * slide, shares no code with the sweep or the aggregates but the arithmetic of whole numbers, and looks at every row for every answer.
 */

/** What a source says of a row from one moment on. Several may share a row key: later ones correct earlier ones. */
export interface ReferenceRow {
  readonly keys: readonly Value[];
  readonly rowKey: readonly Value[];
  readonly eventTime: Instant;
  readonly knownTime: Instant;
  /** The run that brought it in. */
  readonly run: number;
  /** The inputs of the features, by feature name; a `where` that is not true is given in `fails`. */
  readonly inputs: Readonly<Record<string, Value>>;
  /** Names of features whose conditions the row does not meet. */
  readonly fails: ReadonlySet<string>;
}

/** A feature as an author declares it. `ttlMicros` is its view's, and bounds only `latest`. */
export interface ReferenceFeature {
  readonly name: string;
  readonly aggregate: AggregateName;
  /** Null for a count of rows. */
  readonly input: FeatureType | null;
  readonly output: FeatureType;
  readonly overMicros: Micros | null;
  readonly stepMicros: Micros | null;
  readonly ttlMicros: Micros | null;
  readonly skipNulls: boolean;
}

/** What one spine row asks. */
export interface ReferenceQuestion {
  readonly keys: readonly Value[];
  readonly time: Instant;
  readonly asOf: Instant;
  readonly hindsight: boolean;
}

/** The value of every feature for one spine row, in order. `rowKeyTypes` order row keys that tie. */
export function referenceJoin(
  rows: readonly ReferenceRow[],
  question: ReferenceQuestion,
  {
    features,
    rowKeyTypes,
  }: { readonly features: readonly ReferenceFeature[]; readonly rowKeyTypes: readonly FeatureType[] },
): Value[] {
  const knowledge = question.hindsight ? question.asOf : Math.min(question.time, question.asOf);
  const visible = visibleRows(rows, knowledge);
  const own = visible.filter((row) => row.keys.every((key, index) => key !== null && key === question.keys[index]));
  const past = own.filter((row) => row.eventTime <= question.time).sort(orderRows(rowKeyTypes));
  return features.map((feature) => answer(feature, past, question.time));
}

/** Of every row key, the version known last, and of those known at the same time the one of the latest run. */
function visibleRows(rows: readonly ReferenceRow[], knowledge: Instant): ReferenceRow[] {
  const newest = new Map<string, ReferenceRow>();
  for (const row of rows) {
    if (row.knownTime > knowledge) continue;
    const name = JSON.stringify(row.rowKey, (_key, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    );
    const rival = newest.get(name);
    const wins =
      !rival || row.knownTime > rival.knownTime || (row.knownTime === rival.knownTime && row.run >= rival.run);
    if (wins) newest.set(name, row);
  }
  return [...newest.values()];
}

function orderRows(rowKeyTypes: readonly FeatureType[]): (a: ReferenceRow, b: ReferenceRow) => number {
  return (a, b) => {
    if (a.eventTime !== b.eventTime) return a.eventTime - b.eventTime;
    if (a.knownTime !== b.knownTime) return a.knownTime - b.knownTime;
    for (const [index, type] of rowKeyTypes.entries()) {
      const order = compareOf(type)(a.rowKey[index] as Value, b.rowKey[index] as Value);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function answer(feature: ReferenceFeature, past: readonly ReferenceRow[], time: Instant): Value {
  const counted = past.filter((row) => !row.fails.has(feature.name) && isNear(feature, row.eventTime, time));
  const inputs = counted.map((row) => row.inputs[feature.name] ?? null);
  const values = inputs.filter((value) => value !== null);
  switch (feature.aggregate) {
    case 'latest':
      return (feature.skipNulls ? values : inputs).at(-1) ?? null;
    case 'count':
      return whole(BigInt(feature.input === null ? counted.length : values.length), feature.output);
    case 'countDistinct':
      return whole(
        BigInt(
          new Set(values.map((value) => (feature.input === 'Decimal' ? normalizeDecimal(value as string) : value)))
            .size,
        ),
        feature.output,
      );
    case 'sum':
      return values.length === 0 ? null : sumOf(values, feature);
    case 'mean':
      return values.length === 0
        ? null
        : Number(sumOf(values, { ...feature, output: wideType(feature) })) / values.length + 0;
    case 'min':
    case 'max':
      return extreme(values, feature);
    case 'stddev':
      return values.length < 2 ? null : deviation(values);
    default:
      return feature.aggregate satisfies never;
  }
}

function isNear(
  { aggregate, overMicros, stepMicros, ttlMicros }: ReferenceFeature,
  eventTime: Instant,
  time: Instant,
): boolean {
  if (aggregate === 'latest') return ttlMicros === null || eventTime > time - ttlMicros;
  if (overMicros === null) return true;
  const tail = time - overMicros;
  const floored = stepMicros === null ? tail : tail - (((tail % stepMicros) + stepMicros) % stepMicros);
  return floored < eventTime;
}

function wideType({ input }: ReferenceFeature): FeatureType {
  return input === 'Float' || input === 'Decimal' ? input : 'Decimal';
}

function sumOf(values: readonly Value[], { input, output }: ReferenceFeature): Value {
  if (input === 'Float')
    return fixedPointToNumber(values.reduce((all: bigint, value) => all + numberToFixedPoint(value as number), 0n));
  if (input === 'Decimal') {
    const decimals = values.map((value) => parseDecimal(value as string));
    const scale = Math.max(...decimals.map((decimal) => decimal.scale));
    const digits = formatDecimal({
      mantissa: decimals.reduce((all, decimal) => all + rescale(decimal, scale), 0n),
      scale,
    });
    return output === 'Float' ? Number(digits) : digits;
  }
  return whole(
    values.reduce((all: bigint, value) => all + BigInt(value as number | bigint), 0n),
    output,
  );
}

function whole(value: bigint, type: FeatureType): Value {
  if (type === 'BigInt') return value;
  return type === 'Decimal' ? value.toString() : Number(value);
}

function extreme(values: readonly Value[], { aggregate, input }: ReferenceFeature): Value {
  const sorted = [...values].sort(compareOf(input as FeatureType));
  return (aggregate === 'min' ? sorted[0] : sorted.at(-1)) ?? null;
}

/** By fractions: every value is a whole number of 2^-1074 or of a power of ten. */
function deviation(values: readonly Value[]): number {
  const isText = typeof values[0] === 'string';
  const scale = isText ? Math.max(...values.map((value) => parseDecimal(value as string).scale)) : 0;
  const unit = isText ? 10n ** BigInt(scale) : 2n ** 1074n;
  const wholes = values.map((value) =>
    isText
      ? rescale(parseDecimal(value as string), scale)
      : typeof value === 'bigint'
        ? value * unit
        : numberToFixedPoint(value as number),
  );
  const count = BigInt(values.length);
  const sum = wholes.reduce((all, value) => all + value, 0n);
  const deviations = wholes.reduce((all, value) => all + (count * value - sum) ** 2n, 0n);
  const root = squareRoot((deviations << 128n) / (count * count * (count - 1n)));
  return isText ? ratioToNumber(root, unit << 64n) : fixedPointToNumber((root + 2n ** 63n) >> 64n);
}

/** The whole part of a square root, by Newton's method from above. */
function squareRoot(square: bigint): bigint {
  if (square === 0n) return 0n;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
