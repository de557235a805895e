import type { IndicatorParameters } from "../../../src/core/indicators/indicator.ts";
import { MIDNIGHT, MINUTE } from "../tape/trade-fixture.ts";

/** Parameters, beside the defaults, with which each indicator keeps the contract: short ones, where the edges are, and odd ones. */
export const VARIANTS: Readonly<Record<string, readonly IndicatorParameters[]>> = {
  sma: [{ length: 1 }, { length: 3 }],
  ema: [{ length: 1 }, { length: 3 }],
  wma: [{ length: 1 }, { length: 3 }],
  dema: [{ length: 1 }, { length: 3 }],
  tema: [{ length: 1 }, { length: 3 }],
  hma: [{ length: 2 }, { length: 9 }],
  kama: [{ length: 2, fast: 1, slow: 2 }],
  avwap: [{ anchor: MIDNIGHT + 7 * MINUTE }],
  bb: [{ length: 2, deviations: 0 }],
  keltner: [
    { length: 1, atr: 1, ranges: 0 },
    { length: 3, atr: 7 },
  ],
  donchian: [{ length: 1 }, { length: 3 }],
  ichimoku: [
    { conversion: 1, base: 2, span: 3 },
    { conversion: 9, base: 5, span: 2 },
  ],
  psar: [{ acceleration: 0.3 }, { acceleration: 0, most: 0 }],
  supertrend: [
    { length: 1, ranges: 0 },
    { length: 3, ranges: 1 },
  ],
  vp: [{ hours: 1, pairs: 5, share: 1 }],
  pivots: [{ hours: 1 }],
  linreg: [{ length: 2 }],
  rsi: [{ length: 2 }],
  stochrsi: [{ rsi: 2, length: 1, smooth: 1, signal: 1 }, { smooth: 1 }],
  stoch: [
    { length: 1, smooth: 1, signal: 1 },
    { length: 5, smooth: 1, signal: 3 },
  ],
  macd: [{ fast: 1, slow: 2, signal: 1 }],
  ppo: [{ fast: 1, slow: 2, signal: 1 }],
  roc: [{ length: 1 }],
  mom: [{ length: 1 }],
  cci: [{ length: 2 }],
  willr: [{ length: 1 }],
  mfi: [{ length: 1 }],
  adx: [{ length: 2 }],
  aroon: [{ length: 2 }],
  atr: [{ length: 1 }],
  natr: [{ length: 1 }],
  stddev: [{ length: 2 }],
  zscore: [{ length: 2 }],
  cmf: [{ length: 1 }],
};
