import { type Decimal, formatDecimal, parseDecimal } from '../values/decimal.js';

const FLUSH_AT = 2 ** 52;

/** Powers of ten up to this one are exact as doubles. */
const LARGEST_EXACT_POWER = 22;

/** The exact sum of whole numbers of any size. Numbers are cheap, bigints always right. */
export class WholeSum {
  private low = 0;
  private high = 0n;

  /** Adds a whole number below 2^52 in size. */
  addNumber(value: number): void {
    this.low += value;
    if (this.low > FLUSH_AT || this.low < -FLUSH_AT) this.flush();
  }

  addBigInt(value: bigint): void {
    this.high += value;
  }

  result(): bigint {
    return this.high + BigInt(this.low);
  }

  /** The sum rounded to the nearest double. */
  toNumber(): number {
    return this.high === 0n ? this.low : Number(this.result());
  }

  reset(): void {
    this.low = 0;
    this.high = 0n;
  }

  private flush(): void {
    this.high += BigInt(this.low);
    this.low = 0;
  }
}

/** The exact sum of decimals. Its scale is the greatest scale among the terms that are in, as in Postgres. */
export class DecimalSum {
  private readonly whole = new WholeSum();
  private readonly termsOfScale = new Map<number, number>();
  private readonly parsed = new Map<string, Decimal>();
  private scale = 0;

  add(text: string, sign: 1 | -1): void {
    const decimal = this.parse(text);
    this.termsOfScale.set(decimal.scale, (this.termsOfScale.get(decimal.scale) ?? 0) + sign);
    this.addScaled(decimal, sign);
  }

  result(): string {
    return formatDecimal(this.trimmed());
  }

  /** The sum rounded to the nearest double: a quotient of two exact doubles where both are, and otherwise what its digits say. */
  toNumber(): number {
    const mantissa = this.whole.toNumber();
    const isExact = Math.abs(mantissa) <= Number.MAX_SAFE_INTEGER && this.scale <= LARGEST_EXACT_POWER;
    return isExact ? mantissa / 10 ** this.scale : Number(this.result());
  }

  private trimmed(): Decimal {
    let scale = 0;
    for (const [each, count] of this.termsOfScale) if (count > 0 && each > scale) scale = each;
    return { mantissa: this.whole.result() / 10n ** BigInt(this.scale - scale), scale };
  }

  reset(): void {
    this.whole.reset();
    this.termsOfScale.clear();
    this.scale = 0;
  }

  private addScaled({ mantissa, scale }: Decimal, sign: 1 | -1): void {
    if (scale > this.scale) this.widen(scale);
    const scaled = scale === this.scale ? mantissa : mantissa * 10n ** BigInt(this.scale - scale);
    const small = Number(scaled);
    if (Math.abs(small) < FLUSH_AT) this.whole.addNumber(sign * small);
    else this.whole.addBigInt(sign === 1 ? scaled : -scaled);
  }

  private widen(scale: number): void {
    const sum = this.whole.result() * 10n ** BigInt(scale - this.scale);
    this.whole.reset();
    this.whole.addBigInt(sum);
    this.scale = scale;
  }

  private parse(text: string): Decimal {
    let decimal = this.parsed.get(text);
    if (decimal === undefined) {
      decimal = parseDecimal(text);
      if (this.parsed.size < 256) this.parsed.set(text, decimal);
    }
    return decimal;
  }
}
