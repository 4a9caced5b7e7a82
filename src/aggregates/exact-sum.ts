import { fixedPointToNumber, numberToFixedPoint } from './fixed-point.js';

/**
 * The exact sum of doubles, rounded once when asked for: what Python's `math.fsum` gives. Adding `-x` undoes adding `x`, exactly.
 *
 * The sum is kept as a short list of doubles that do not overlap (J. R. Shewchuk, "Adaptive Precision Floating-Point
 * Arithmetic", 1997, grow-expansion). Where a step would overflow, it goes over to a fixed-point whole number.
 */
export class ExactSum {
  private parts = new Float64Array(8);
  private used = 0;
  private fixed: bigint | null = null;

  add(value: number): void {
    if (this.fixed !== null) {
      this.fixed += numberToFixedPoint(value);
      return;
    }
    const parts = this.parts;
    let x = value;
    let count = 0;
    for (let index = 0; index < this.used; index += 1) {
      let y = parts[index] as number;
      if (Math.abs(x) < Math.abs(y)) {
        const swap = x;
        x = y;
        y = swap;
      }
      const high = x + y;
      const low = y - (high - x);
      if (!Number.isFinite(high)) return this.overflow(count, index, [x, y]);
      if (low !== 0) {
        parts[count] = low;
        count += 1;
      }
      x = high;
    }
    if (x !== 0) {
      if (count === parts.length) this.grow();
      this.parts[count] = x;
      count += 1;
    }
    this.used = count;
  }

  /** The sum rounded to the nearest double, ties to even; infinite where it is past the largest double. Never -0. */
  result(): number {
    if (this.fixed !== null) return fixedPointToNumber(this.fixed);
    if (this.used === 0) return 0;
    const parts = this.parts;
    let index = this.used - 1;
    let high = parts[index] as number;
    let low = 0;
    while (index > 0) {
      index -= 1;
      const part = parts[index] as number;
      const sum = high + part;
      low = part - (sum - high);
      high = sum;
      if (low !== 0) break;
    }
    return index > 0 ? roundHalf(high, low, parts[index - 1] as number) : high;
  }

  /** Doubles whose exact sum is this one. */
  terms(): readonly number[] {
    return this.fixed === null ? Array.from(this.parts.subarray(0, this.used)) : fixedPointTerms(this.fixed);
  }

  reset(): void {
    this.used = 0;
    this.fixed = null;
  }

  /** A step overflowed: what is left of the sum are the parts written so far, the two of this step, and the parts to come. */
  private overflow(written: number, index: number, step: readonly number[]): void {
    const left = [...this.parts.subarray(0, written), ...step, ...this.parts.subarray(index + 1, this.used)];
    this.fixed = left.reduce((all, part) => all + numberToFixedPoint(part), 0n);
  }

  private grow(): void {
    const grown = new Float64Array(this.parts.length * 2);
    grown.set(this.parts);
    this.parts = grown;
  }
}

/** Corrects a tie that a smaller part, of the same sign as what was cut off, breaks. */
function roundHalf(high: number, low: number, next: number): number {
  if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
    const doubled = low * 2;
    const moved = high + doubled;
    if (doubled === moved - high) return moved;
  }
  return high;
}

function fixedPointTerms(fixed: bigint): number[] {
  const terms: number[] = [];
  let rest = fixed;
  while (rest !== 0n) {
    const nearest = fixedPointToNumber(rest);
    const term = Number.isFinite(nearest) ? nearest : Math.sign(nearest) * Number.MAX_VALUE;
    terms.push(term);
    rest -= numberToFixedPoint(term);
  }
  return terms.reverse();
}
