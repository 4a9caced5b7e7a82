import type { Instant, Micros } from '../../src/time/instant.js';
import type { FeatureType, Value } from '../../src/values/feature-type.js';
import type { AggregateName } from '../../src/definitions/model.js';
import { resultTypes } from '../../src/definitions/result-type.js';
import { type Dice, drawKey, drawValue } from './random-values.js';
import type { Feature, History, SourceRow, SpineRow } from './scenario.js';

const START: Instant = 1_774_745_999_999_998;
const UNITS: readonly Micros[] = [1, 3, 1_000_000, 3_600_000_000];
const VALUE_TYPES: readonly FeatureType[] = [
  'Int',
  'BigInt',
  'Float',
  'Float',
  'Decimal',
  'Boolean',
  'String',
  'DateTime',
];
const AGGREGATES: readonly AggregateName[] = [
  'latest',
  'latest',
  'count',
  'countDistinct',
  'sum',
  'sum',
  'mean',
  'min',
  'max',
  'stddev',
];

/** A history and questions about it, all on a grid of few instants, so that ties, equal moments and neighbours one microsecond apart abound. */
export function drawHistory(dice: Dice): History {
  const unit = dice.pick(UNITS);
  const keyTypes = Array.from({ length: 1 + dice.below(3) }, () =>
    dice.pick<FeatureType>(['String', 'String', 'Int', 'BigInt']),
  );
  const rowKeyTypes = Array.from({ length: 1 + dice.below(2) }, () =>
    dice.pick<FeatureType>(['Int', 'String', 'BigInt']),
  );
  const valueTypes = Array.from({ length: 1 + dice.below(3) }, () => dice.pick(VALUE_TYPES));
  const conditionCount = dice.below(3);
  const entities = drawEntities(dice, keyTypes);
  const grid = { dice, unit, width: 2 + dice.below(16) };
  const shape = { ...grid, rowKeyTypes, valueTypes, conditionCount, entities, huge: dice.chance(0.08) };
  const rows = drawRows(shape);
  const features = Array.from({ length: 1 + dice.below(5) }, (_, index) => drawFeature(`f${index}`, shape));
  return {
    keyTypes,
    rowKeyTypes,
    valueTypes,
    conditionCount,
    rows,
    features,
    ttlMicros: dice.chance(0.5) ? length(grid) : null,
    spine: drawSpine(shape, rows),
    asOf: drawInstant(grid) + (dice.chance(0.5) ? unit * grid.width : 0),
    hindsight: dice.chance(0.3),
  };
}

/** Composite keys of text are often cut from one text, so that they are the same when they are glued. */
function drawEntities(dice: Dice, keyTypes: readonly FeatureType[]): readonly (readonly Value[])[] {
  const text =
    keyTypes.every((type) => type === 'String') && dice.chance(0.6) ? dice.pick(['123', '1:1:1', "''\""]) : null;
  return Array.from({ length: 1 + dice.below(4) }, () =>
    text === null ? keyTypes.map((type) => drawKey(dice, type)) : cut(text, keyTypes.length, dice),
  );
}

function cut(text: string, parts: number, dice: Dice): string[] {
  const cuts = Array.from({ length: parts - 1 }, () => dice.below(text.length + 1)).sort((a, b) => a - b);
  return [...cuts, text.length].map((end, index) => text.slice(index === 0 ? 0 : cuts[index - 1], end));
}

interface Grid {
  readonly dice: Dice;
  readonly unit: Micros;
  /** Event times lie on so many moments. */
  readonly width: number;
}

interface Shape extends Grid {
  readonly rowKeyTypes: readonly FeatureType[];
  readonly valueTypes: readonly FeatureType[];
  readonly conditionCount: number;
  readonly entities: readonly (readonly Value[])[];
  readonly huge: boolean;
}

function drawInstant({ dice, unit, width }: Grid): Instant {
  return START + unit * dice.below(width) + (dice.chance(0.1) ? dice.below(3) - 1 : 0);
}

function length({ dice, unit, width }: Grid): Micros {
  return Math.max(1, unit * (1 + dice.below(width)) + dice.pick([0, 0, 0, 0, -1, 1]));
}

function drawRows(shape: Shape): SourceRow[] {
  const { dice } = shape;
  const rows: SourceRow[] = [];
  const count = dice.below(dice.chance(0.1) ? 80 : 14);
  for (let run = 0; run < count; run += 1) {
    const earlier = rows.length > 0 && dice.chance(0.35) ? dice.pick(rows) : undefined;
    if (earlier && dice.chance(0.15)) rows.push({ ...earlier, run });
    else rows.push(earlier ? correct(earlier, run, shape) : drawRow(run, shape));
  }
  return rows;
}

function drawRow(run: number, shape: Shape): SourceRow {
  const { dice, rowKeyTypes } = shape;
  const eventTime = drawInstant(shape);
  return {
    run,
    keys: drawEntity(shape),
    rowKey: rowKeyTypes.map((type) =>
      type === 'Int'
        ? dice.below(40)
        : type === 'BigInt'
          ? 2n ** 53n + BigInt(dice.below(9))
          : dice.pick(['a', 'b', '10', '9', '"', '\uFFFD', '\u{1F600}']),
    ),
    eventTime,
    knownTime: drawKnownTime(eventTime, shape),
    ...drawContents(shape),
  };
}

/** The same row key, known at another moment; it may move to another entity or another event time, or only change its values. */
function correct(row: SourceRow, run: number, shape: Shape): SourceRow {
  const { dice, unit } = shape;
  const moved = dice.chance(0.3) ? { keys: drawEntity(shape) } : {};
  const shifted = dice.chance(0.3) ? { eventTime: drawInstant(shape) } : {};
  const knownTime = row.knownTime + unit * dice.pick([0, 1, 1, 2, 3, 5, -1]);
  return { ...row, run, ...moved, ...shifted, knownTime, ...drawContents(shape) };
}

function drawKnownTime(eventTime: Instant, { dice, unit }: Grid): Instant {
  return eventTime + unit * dice.pick([0, 0, 0, 1, 2, 4, -1]) + dice.pick([0, 0, 0, 0, 1, -1]);
}

function drawEntity({ dice, entities }: Shape): readonly Value[] {
  const entity = dice.pick(entities);
  return dice.chance(0.04) ? entity.map((key) => (dice.chance(0.5) ? null : key)) : entity;
}

function drawContents({ dice, valueTypes, conditionCount, huge }: Shape): Pick<SourceRow, 'values' | 'conditions'> {
  return {
    values: valueTypes.map((type) => (dice.chance(0.2) ? null : drawValue(dice, type, huge))),
    conditions: Array.from({ length: conditionCount }, () => dice.pick([true, true, true, false, null])),
  };
}

function drawFeature(name: string, shape: Shape): Feature {
  const { dice, valueTypes, conditionCount } = shape;
  const aggregate = dice.pick(AGGREGATES);
  const value = aggregate === 'count' && dice.chance(0.5) ? null : dice.below(valueTypes.length);
  const input = value === null ? null : (valueTypes[value] as FeatureType);
  const types = resultTypes(aggregate, input);
  if (types.length === 0) return drawFeature(name, shape);
  const keepsType = aggregate === 'latest' || aggregate === 'min' || aggregate === 'max';
  const overMicros = aggregate !== 'latest' && dice.chance(0.75) ? length(shape) : null;
  return {
    name,
    aggregate,
    value,
    type: keepsType ? (input as FeatureType) : dice.pick(types),
    overMicros,
    stepMicros: overMicros !== null && dice.chance(0.4) ? length(shape) : null,
    skipNulls: aggregate === 'latest' && dice.chance(0.4),
    conditions: Array.from({ length: conditionCount }, (_, index) => index).filter(() => dice.chance(0.5)),
  };
}

/** Mostly moments at which something may change: an event, its becoming known, the end of a window, and one microsecond beside. */
function drawSpine(shape: Shape, rows: readonly SourceRow[]): SpineRow[] {
  const { dice, unit } = shape;
  const spine: SpineRow[] = [];
  const count = 1 + dice.below(dice.chance(0.1) ? 60 : 12);
  while (spine.length < count) {
    const again = spine.length > 0 && dice.chance(0.1) ? dice.pick(spine) : undefined;
    const row = rows.length > 0 ? dice.pick(rows) : undefined;
    const near =
      row && dice.chance(0.8)
        ? dice.pick([row.eventTime, row.knownTime, row.eventTime + length(shape)])
        : drawInstant(shape);
    const time = Math.max(0, near + dice.pick([0, 0, 0, -1, 1, unit, -unit]));
    const keys = row && dice.chance(0.8) ? row.keys : drawEntity(shape);
    spine.push(again ?? { keys, time });
  }
  return spine;
}
