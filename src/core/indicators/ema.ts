import type { Indicator, IndicatorCandle, IndicatorDefinition } from "./indicator.ts";

/** `length`: candles of the seed, and `2 / (length + 1)` is the weight of the newest; an integer of 1 or more. */
export interface EmaParameters extends Readonly<Record<string, number>> {
  readonly length: number;
}

/**
 * Exponential moving average of the close. The first value is the simple average of the first `length` closes, as in TA-Lib.
 */
class Ema implements Indicator {
  readonly warmUp: number;
  readonly values = new Float64Array([Number.NaN]);
  private readonly weight: number;
  private seen = 0;
  /** Sum of the closes until there are `warmUp` of them, from then on the average. */
  private level = 0;

  constructor(length: number) {
    if (!Number.isSafeInteger(length) || length < 1) throw new RangeError(`an EMA's length is an integer of 1 or more, not ${length}`);
    this.warmUp = length;
    this.weight = 2 / (length + 1);
  }

  update(candle: IndicatorCandle): void {
    this.level = this.next(candle.close);
    if (this.seen < this.warmUp) this.seen++;
    this.show();
  }

  replace(candle: IndicatorCandle): void {
    this.values[0] = this.seen + 1 < this.warmUp ? Number.NaN : this.next(candle.close);
  }

  snapshot(): readonly number[] {
    return [this.seen, this.level];
  }

  restore(state: readonly number[]): void {
    [this.seen, this.level] = state as [number, number];
    this.show();
  }

  private next(close: number): number {
    if (this.seen >= this.warmUp) return (close - this.level) * this.weight + this.level;
    const sum = this.level + close;
    return this.seen + 1 < this.warmUp ? sum : sum / this.warmUp;
  }

  private show(): void {
    this.values[0] = this.seen < this.warmUp ? Number.NaN : this.level;
  }
}

export const ema: IndicatorDefinition<EmaParameters> = {
  name: "ema",
  title: "Exponential moving average",
  inputs: ["close"],
  outputs: ["ema"],
  defaults: { length: 20 },
  create: ({ length }) => new Ema(length),
};
