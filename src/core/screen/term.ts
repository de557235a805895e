import type { Interval } from "../candles/interval.ts";
import { INDICATORS } from "../indicators/indicator-registry.ts";
import type { IndicatorDefinition, IndicatorParameters } from "../indicators/indicator.ts";
import { type WindowName, WINDOWS } from "../ticker/window-figures.ts";

/** Figures of a candle that an expression may name; the interval may follow in parentheses. */
export const CANDLE_FIELDS = ["open", "high", "low", "close", "volume", "quoteVolume", "takerVolume"] as const;

export type CandleField = (typeof CANDLE_FIELDS)[number];

/** Figures of a rolling window; an expression names them with the window behind: `volume24h`, `change1h`. */
export const WINDOW_FIELDS = ["open", "high", "low", "change", "volume", "quoteVolume", "vwap", "trades", "delta", "volatility"] as const;

export type WindowField = (typeof WINDOW_FIELDS)[number];

/** Something that an expression asks about, and how a person writes it. */
export type Term =
  | { readonly kind: "candle"; readonly label: string; readonly field: CandleField; readonly interval: Interval }
  | {
      readonly kind: "indicator";
      readonly label: string;
      readonly definition: IndicatorDefinition;
      readonly parameters: IndicatorParameters;
      /** Index of the output. */
      readonly output: number;
      readonly interval: Interval;
    }
  | { readonly kind: "ticker"; readonly label: string; readonly field: WindowField; readonly window: WindowName }
  | { readonly kind: "last"; readonly label: string };

const CANDLE = new Map(CANDLE_FIELDS.map((field) => [field.toLowerCase(), field]));

const TICKER = new Map(
  WINDOWS.flatMap(({ name: window }) =>
    WINDOW_FIELDS.map((field) => [`${field}${window}`.toLowerCase(), { label: `${field}${window}`, field, window }] as const),
  ),
);

export function candleField(name: string): CandleField | undefined {
  return CANDLE.get(name);
}

/** The figure of the ticker of that name in lower case; `last` is the last price. */
export function tickerTerm(name: string): Term | undefined {
  if (name === "last") return { kind: "last", label: "last" };
  const found = TICKER.get(name);
  return found && { kind: "ticker", ...found };
}

/** The known name that is nearest to a wrong one; undefined where none is near. */
export function nearestName(wrong: string): string | undefined {
  const known = [...INDICATORS.map(({ name }) => name), ...CANDLE_FIELDS, ...[...TICKER.values()].map(({ label }) => label), "last"];
  const near = known
    .map((name) => ({ name, distance: editDistance(wrong, name.toLowerCase()) }))
    .filter(({ distance, name }) => distance <= Math.max(1, Math.floor(name.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** Insertions, deletions and replacements that make one of the other (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] as number;
}
