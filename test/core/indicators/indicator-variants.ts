import type { IndicatorParameters } from "../../../src/core/indicators/indicator.ts";

/** Parameters, beside the defaults, with which each indicator keeps the contract: short ones, where the edges are, and odd ones. */
export const VARIANTS: Readonly<Record<string, readonly IndicatorParameters[]>> = {
  sma: [{ length: 1 }, { length: 3 }],
  ema: [{ length: 1 }, { length: 3 }],
  rsi: [{ length: 2 }],
};
