import type { CandleColumns } from "../../src/core/indicators/candle-columns.ts";
import { indicatorNamed } from "../../src/core/indicators/indicator-registry.ts";
import type { IndicatorDefinition, IndicatorParameters } from "../../src/core/indicators/indicator.ts";

/** The ten that every bench of indicators computes, in the order of their lines. */
export const TEN: readonly { readonly definition: IndicatorDefinition; readonly parameters: IndicatorParameters }[] = (
  [
    ["sma", { length: 20 }],
    ["ema", { length: 20 }],
    ["rsi", { length: 14 }],
    ["macd", { fast: 12, slow: 26, signal: 9 }],
    ["bb", { length: 20, deviations: 2 }],
    ["atr", { length: 14 }],
    ["avwap", { anchor: 0 }],
    ["stoch", { length: 14, smooth: 1, signal: 3 }],
    ["adx", { length: 14 }],
    ["obv", {}],
  ] as const
).map(([name, parameters]) => {
  const definition = indicatorNamed(name);
  if (definition === undefined) throw new Error(`there is no indicator ${name}`);
  return { definition, parameters };
});

/** The newest value of each output of the ten along a history: what a screen asks for. */
export function latestValues(columns: CandleColumns): number[] {
  return TEN.flatMap(({ definition, parameters }) => definition.batch(columns, parameters).map((column) => column.at(-1) as number));
}
