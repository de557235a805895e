import type { IndicatorCandle } from "../../src/core/indicators/indicator.ts";

export const SYMBOLS = 50;
export const CANDLES = 10_000;

const MINUTE_MS = 60_000;
/** 2024-01-01T00:00:00Z. */
const START_MS = 1_704_067_200_000;

/**
 * 10,000 one-minute candles of each of 50 symbols: walks with steps of a tenth of a per cent that are drawn back to their start, prices
 * in cents. The same for the same seed. The turnover is the typical price times the volume, so that every VWAP means the same.
 */
export function candleMarket(seed = 77, symbols = SYMBOLS): IndicatorCandle[][] {
  const next = xorshift(seed);
  const cents = (value: number): number => Math.round(value * 100) / 100;
  return Array.from({ length: symbols }, (_, symbol) => {
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

/** Numbers from 0 to 1 (G. Marsaglia's xorshift of 32 bits). */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
