import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { ChartBar } from "../../core/contract/chart-view.ts";

const FIGURES = ["open", "high", "low", "close", "volume"] as const;

/** How candles that were made again compare with those that a chart shows. */
export interface CandleComparison {
  /** Candles that were made again and are over. */
  readonly candles: number;
  /** Of those the ones that the desk itself made and shows, and how many of them differ. */
  readonly compared: number;
  readonly different: number;
  /** Corrected by a late trade since: no difference. */
  readonly corrected: number;
  /** Whole ones in whose place the exchange's own are shown, and how many of them differ from those. */
  readonly againstVenue: number;
  readonly differentFromVenue: number;
  /** The first difference, for a person; empty where there is none. */
  readonly first: string;
}

/** Compares figure by figure, as the nearest doubles, which is what a chart has. */
export function compareCandles(rows: readonly CandleRow[], bars: readonly ChartBar[]): CandleComparison {
  const shown = new Map(bars.map((bar) => [bar.openTime, bar]));
  const over = rows.filter(({ final }) => final);
  const counts = { candles: over.length, compared: 0, different: 0, corrected: 0, againstVenue: 0, differentFromVenue: 0 };
  let first = "";
  for (const row of over) {
    const bar = shown.get(row.openTime);
    if (bar === undefined || !bar.final || (bar.venue && !row.complete)) continue;
    if (!bar.venue && bar.revision > row.revision) {
      counts.corrected++;
      continue;
    }
    const figure = FIGURES.find((name) => Number(row[name]) !== bar[name]);
    const isDifferent = figure !== undefined || (!bar.venue && bar.revision !== row.revision);
    counts[bar.venue ? "againstVenue" : "compared"]++;
    if (!isDifferent) continue;
    counts[bar.venue ? "differentFromVenue" : "different"]++;
    const what = figure === undefined ? `revision ${row.revision}, shown is ${bar.revision}` : `${figure} ${row[figure]}, shown is ${bar[figure]}`;
    if (first === "") first = `${new Date(row.openTime).toISOString().slice(0, 19).replace("T", " ")}: ${what}`;
  }
  return { ...counts, first };
}
