import type { IndicatorCandle } from "../../src/core/indicators/indicator.ts";
import { Random } from "../../src/simulator/random.ts";

export const SYMBOLS = 50;
export const CANDLES = 10_000;

const MINUTE_MS = 60_000;
/** 2024-01-01T00:00:00Z. */
const START_MS = 1_704_067_200_000;

/**
 * 10,000 one-minute candles of each of 50 symbols: walks with steps of a tenth of a per cent that are drawn back to their start, prices
 * in cents. The turnover is the typical price times the volume, so that every VWAP means the same.
 */
export function candleMarket(symbols = SYMBOLS): IndicatorCandle[][] {
  const cents = (value: number): number => Math.round(value * 100) / 100;
  return Array.from({ length: symbols }, (_, symbol) => {
    const random = new Random(`analytics/candles/${symbol}`);
    const next = (): number => random.uniform();
    const start = 100 + 10 * symbol;
    let close = start;
    return Array.from({ length: CANDLES }, (__, at) => {
      const open = close;
      const step = 0.002 * (next() + next() + next() - 1.5) + 0.0005 * (1 - open / start);
      close = cents(open * (1 + step));
      const high = cents(Math.max(open, close) * (1 + 0.0007 * next()));
      const low = cents(Math.min(open, close) * (1 - 0.0007 * next()));
      const volume = Math.round(1 + 1_000 * next() * next()) / 10;
      const quoteVolume = ((high + low + close) / 3) * volume;
      return { openTime: START_MS + at * MINUTE_MS, open, high, low, close, volume, quoteVolume, takerVolume: volume / 2 };
    });
  });
}
