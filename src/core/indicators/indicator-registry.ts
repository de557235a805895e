import { ema } from "./ema.ts";
import type { IndicatorDefinition } from "./indicator.ts";
import { rsi } from "./rsi.ts";
import { sma } from "./sma.ts";
import { vwap } from "./vwap.ts";

/** Every indicator over candles, in the order a picker lists them. */
export const INDICATORS: readonly IndicatorDefinition[] = [sma, ema, vwap, rsi];

const byName = new Map(INDICATORS.map((definition) => [definition.name, definition]));

/** The indicator of that name, lower case, as an expression writes it; undefined where there is none. */
export function indicatorNamed(name: string): IndicatorDefinition | undefined {
  return byName.get(name);
}
