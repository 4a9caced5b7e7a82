import { bitLength, parseDecimal, ratioToNumber, rescale } from '../values/decimal.js';
import type { Value } from '../values/feature-type.js';
import type { Aggregate, AggregateKind, AggregateShape } from './aggregate.js';
import { ExactSum } from './exact-sum.js';
import { numberToFixedPoint } from './fixed-point.js';
import { finite } from './out-of-range.js';

/**
 * The sample standard deviation: sqrt((n Σx² - (Σx)²) / (n (n - 1))), both sums exact, so that nothing cancels however far the
 * values lie from zero. Of fewer than two values: null.
 */
export const stddev: AggregateKind = {
  name: 'stddev',
  create: ({ input }: AggregateShape) =>
    input === 'Float' || input === 'Int' ? new FloatDeviation() : new WholeDeviation(),
};

/** Beyond these sizes a square, or what it is rounded by, is no double. */
const SMALLEST = 2 ** -480;
const LARGEST = 2 ** 480;

class FloatDeviation implements Aggregate {
  private values = 0;
  private readonly sum = new ExactSum();
  private readonly squares = new ExactSum();
  /** Values whose squares are no doubles, each with how often it is in. */
  private readonly extremes = new Map<number, number>();

  add(value: Value): void {
    this.change(value as number, 1);
  }

  remove(value: Value): void {
    this.change(value as number, -1);
  }

  result(): Value {
    if (this.values < 2) return null;
    const spread = this.extremes.size > 0 ? this.slowSpread() : this.spread();
    return finite(spread, 'Float');
  }

  reset(): void {
    this.values = 0;
    this.sum.reset();
    this.squares.reset();
    this.extremes.clear();
  }

  partial(): readonly Value[] {
    const sums = this.sum.terms();
    const extremes = [...this.extremes].flat();
    return [this.values, sums.length, ...sums, extremes.length, ...extremes, ...this.squares.terms()];
  }

  absorb(partial: readonly Value[]): void {
    const numbers = partial as readonly number[];
    const sumEnd = 2 + (numbers[1] as number);
    const extremesEnd = sumEnd + 1 + (numbers[sumEnd] as number);
    this.values += numbers[0] as number;
    for (const term of numbers.slice(2, sumEnd)) this.sum.add(term);
    for (let index = sumEnd + 1; index < extremesEnd; index += 2)
      this.countExtreme(numbers[index] as number, numbers[index + 1] as number);
    for (const term of numbers.slice(extremesEnd)) this.squares.add(term);
  }

  private change(value: number, sign: 1 | -1): void {
    this.values += sign;
    const size = Math.abs(value);
    if (size !== 0 && (size < SMALLEST || size > LARGEST)) {
      this.countExtreme(value, sign);
      return;
    }
    this.sum.add(sign * value);
    addProduct(this.squares, value, sign * value);
  }

  private countExtreme(value: number, rows: number): void {
    const count = (this.extremes.get(value) ?? 0) + rows;
    if (count === 0) this.extremes.delete(value);
    else this.extremes.set(value, count);
  }

  private spread(): number {
    const difference = new ExactSum();
    for (const term of this.squares.terms()) addProduct(difference, term, this.values);
    const sums = this.sum.terms();
    for (const left of sums) for (const right of sums) addProduct(difference, left, -right);
    return Math.sqrt(difference.result() / this.values / (this.values - 1));
  }

  /** The same in whole numbers of 2^-1074, for values whose squares are no doubles. */
  private slowSpread(): number {
    const toFixed = (sum: ExactSum): bigint => sum.terms().reduce((all, term) => all + numberToFixedPoint(term), 0n);
    let sum = toFixed(this.sum);
    let squares = toFixed(this.squares) << 1074n;
    for (const [value, rows] of this.extremes) {
      const fixed = numberToFixedPoint(value);
      sum += fixed * BigInt(rows);
      squares += fixed * fixed * BigInt(rows);
    }
    const count = BigInt(this.values);
    return squareRootOfRatio(count * squares - sum * sum, count * (count - 1n), -1074);
  }
}

/**
 * The square root of a ratio of whole numbers, times a power of two. Everything is scaled to about 2^200 first, so that no end of
 * the doubles is met on the way; the power is applied in two halves, since the whole of it may be no double.
 */
function squareRootOfRatio(numerator: bigint, denominator: bigint, power: number): number {
  const halfShift = Math.floor((bitLength(numerator) - bitLength(denominator) - 200) / 2);
  const scaled = halfShift > 0 ? numerator >> BigInt(2 * halfShift) : numerator << BigInt(-2 * halfShift);
  const exponent = halfShift + power;
  const half = Math.trunc(exponent / 2);
  return Math.sqrt(ratioToNumber(scaled, denominator)) * 2 ** half * 2 ** (exponent - half);
}

/** Adds the exact product of two doubles (T. J. Dekker, 1971): the rounded product and what rounding cut off. */
function addProduct(sum: ExactSum, a: number, b: number): void {
  const product = a * b;
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  sum.add(product);
  sum.add(aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow));
}

function upperHalf(value: number): number {
  const scaled = 134_217_729 * value;
  return scaled - (scaled - value);
}

class WholeDeviation implements Aggregate {
  private values = 0n;
  private scale = 0;
  private sum = 0n;
  private squares = 0n;

  add(value: Value): void {
    this.change(value, 1n);
  }

  remove(value: Value): void {
    this.change(value, -1n);
  }

  result(): Value {
    if (this.values < 2n) return null;
    const numerator = this.values * this.squares - this.sum * this.sum;
    return finite(
      squareRootOfRatio(numerator, this.values * (this.values - 1n) * 100n ** BigInt(this.scale), 0),
      'Float',
    );
  }

  reset(): void {
    this.values = 0n;
    this.scale = 0;
    this.sum = 0n;
    this.squares = 0n;
  }

  partial(): readonly Value[] {
    return [Number(this.values), this.scale, this.sum.toString(), this.squares.toString()];
  }

  absorb([values, scale, sum, squares]: readonly Value[]): void {
    this.widen(scale as number);
    const factor = 10n ** BigInt(this.scale - (scale as number));
    this.values += BigInt(values as number);
    this.sum += BigInt(sum as string) * factor;
    this.squares += BigInt(squares as string) * factor * factor;
  }

  private change(value: Value, sign: bigint): void {
    const decimal = typeof value === 'string' ? parseDecimal(value) : { mantissa: value as bigint, scale: 0 };
    this.widen(decimal.scale);
    const mantissa = rescale(decimal, this.scale);
    this.values += sign;
    this.sum += sign * mantissa;
    this.squares += sign * mantissa * mantissa;
  }

  private widen(scale: number): void {
    if (scale <= this.scale) return;
    const factor = 10n ** BigInt(scale - this.scale);
    this.sum *= factor;
    this.squares *= factor * factor;
    this.scale = scale;
  }
}
