import type { Indicator, IndicatorCandle, IndicatorDefinition } from "./indicator.ts";

const DAY_MS = 86_400_000;

/**
 * Volume-weighted average price of the session, which starts anew at midnight UTC: turnover / volume of its candles so far.
 * It uses the traded turnover itself, not the typical price of a candle times its volume.
 */
class SessionVwap implements Indicator {
  readonly warmUp = 1;
  readonly values = new Float64Array([Number.NaN]);
  private day = 0;
  private turnover = 0;
  private volume = 0;

  update(candle: IndicatorCandle): void {
    const day = Math.floor(candle.openTime / DAY_MS);
    if (day !== this.day) {
      this.day = day;
      this.turnover = 0;
      this.volume = 0;
    }
    this.turnover += candle.quoteVolume;
    this.volume += candle.volume;
    this.values[0] = ratio(this.turnover, this.volume);
  }

  replace(candle: IndicatorCandle): void {
    const same = Math.floor(candle.openTime / DAY_MS) === this.day;
    this.values[0] = ratio((same ? this.turnover : 0) + candle.quoteVolume, (same ? this.volume : 0) + candle.volume);
  }

  snapshot(): readonly number[] {
    return [this.day, this.turnover, this.volume];
  }

  restore(state: readonly number[]): void {
    [this.day, this.turnover, this.volume] = state as [number, number, number];
    this.values[0] = ratio(this.turnover, this.volume);
  }
}

function ratio(turnover: number, volume: number): number {
  return volume === 0 ? Number.NaN : turnover / volume;
}

export const vwap: IndicatorDefinition = {
  name: "vwap",
  title: "Session VWAP (from midnight UTC)",
  inputs: ["openTime", "volume", "quoteVolume"],
  outputs: ["vwap"],
  defaults: {},
  create: () => new SessionVwap(),
};
