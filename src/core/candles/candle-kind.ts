import { parseDecimal } from "../base/decimal.ts";
import type { Activity } from "./activity-candles.ts";
import { type Interval, INTERVALS, intervalNamed } from "./interval.ts";

/** What candles go by: time, or activity. */
export type CandleKind =
  | { readonly by: "time"; readonly name: string; readonly interval: Interval }
  | { readonly by: "activity"; readonly name: string; readonly activity: Activity };

const MEASURES = ["tick", "volume", "dollar", "range"] as const;

/** How a person writes a kind of candles. */
export const CANDLE_KINDS = `${INTERVALS.map(({ name }) => name).join(" ")}, or tick:N, volume:N, dollar:N, range:N`;

/** Reads `5m`, `tick:100`, `volume:2.5`, `dollar:1000000` or `range:10`; undefined for anything else. */
export function readCandleKind(text: string): CandleKind | undefined {
  const interval = intervalNamed(text);
  if (interval !== undefined) return { by: "time", name: text, interval };
  const [name = "", sizeText = "", ...rest] = text.split(":");
  const measure = MEASURES.find((known) => known === name);
  const size = parseDecimal(sizeText);
  if (measure === undefined || size === undefined || rest.length > 0 || !(size.mantissa > 0)) return undefined;
  if (measure === "tick" && size.scale > 0) return undefined;
  return { by: "activity", name: text, activity: { measure, size } };
}
