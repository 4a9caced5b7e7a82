import type { FeatureType, Value } from '../values/feature-type.js';
import { ExactSum } from './exact-sum.js';
import { DecimalSum, WholeSum } from './whole-sum.js';

/** The exact sum of values of one type: the part that sum and mean share. */
export interface Total {
  add(value: Value, sign: 1 | -1): void;
  reset(): void;
  /** The sum in its own terms: bigint for whole numbers, digits for decimals, the rounded double for floats. */
  exact(): bigint | string | number;
  /** The sum rounded once to a double. */
  toNumber(): number;
  partial(): readonly Value[];
  absorb(partial: readonly Value[]): void;
}

/** An empty total for values of type `input`. */
export function createTotal(input: FeatureType): Total {
  if (input === 'Float') return new FloatTotal();
  return input === 'Decimal' ? new DecimalTotal() : new WholeTotal();
}

class FloatTotal implements Total {
  private readonly sum = new ExactSum();

  add(value: Value, sign: 1 | -1): void {
    this.sum.add(sign * (value as number));
  }

  reset(): void {
    this.sum.reset();
  }

  exact(): number {
    return this.sum.result();
  }

  toNumber(): number {
    return this.sum.result();
  }

  partial(): readonly Value[] {
    return this.sum.terms();
  }

  absorb(partial: readonly Value[]): void {
    for (const term of partial) this.sum.add(term as number);
  }
}

class WholeTotal implements Total {
  private readonly sum = new WholeSum();

  add(value: Value, sign: 1 | -1): void {
    if (typeof value === 'number') this.sum.addNumber(sign * value);
    else this.sum.addBigInt(sign === 1 ? (value as bigint) : -(value as bigint));
  }

  reset(): void {
    this.sum.reset();
  }

  exact(): bigint {
    return this.sum.result();
  }

  toNumber(): number {
    return this.sum.toNumber();
  }

  partial(): readonly Value[] {
    return [this.sum.result()];
  }

  absorb(partial: readonly Value[]): void {
    this.sum.addBigInt(partial[0] as bigint);
  }
}

class DecimalTotal implements Total {
  private readonly sum = new DecimalSum();

  add(value: Value, sign: 1 | -1): void {
    this.sum.add(value as string, sign);
  }

  reset(): void {
    this.sum.reset();
  }

  exact(): string {
    return this.sum.result();
  }

  toNumber(): number {
    return this.sum.toNumber();
  }

  partial(): readonly Value[] {
    return [this.sum.result()];
  }

  absorb(partial: readonly Value[]): void {
    this.sum.add(partial[0] as string, 1);
  }
}
