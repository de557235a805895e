import type { ChartBar } from "../../core/contract/chart-view.ts";
import { UNKNOWN, volumeText } from "../watchlist/price-text.ts";

const THOUSANDS = /\B(?=(\d{3})+(?!\d))/g;

/** A price to `places` decimals with its integer part grouped: a double holds it exactly up to 15 digits. */
export function chartPrice(value: number, places: number): string {
  const [whole = "", fraction] = value.toFixed(Math.min(places, 20)).split(".");
  return `${whole.replace(THOUSANDS, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** The figures beside a chart, as text; `change` and `move` are of the close against the open. */
export interface LegendText {
  readonly time: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly change: string;
  readonly move: "up" | "down" | "";
  readonly ema: string;
  readonly vwap: string;
  /** What is to be known of this candle, for a person: whose it is, what it lacks, its revision, and how the exchange's own differs. */
  readonly note: string;
  /** Whether the exchange's own differs. */
  readonly differs: boolean;
}

/** What the legend says of a bar of an instrument whose prices show `places` decimals; `withSeconds`: of when it began. */
export function legendText(bar: ChartBar, places: number, withSeconds = false): LegendText {
  const price = (value: number | null): string => (value === null ? UNKNOWN : chartPrice(value, places));
  const { open, close } = bar;
  const share = open === 0 ? 0 : ((close - open) / open) * 100;
  return {
    time: new Date(bar.openTime)
      .toISOString()
      .slice(0, withSeconds ? 19 : 16)
      .replace("T", " "),
    open: price(open),
    high: price(bar.high),
    low: price(bar.low),
    close: price(close),
    volume: volumeText(bar.volume),
    change: `${share >= 0 ? "+" : "−"}${Math.abs(share).toFixed(2)}%`,
    move: close > open ? "up" : close < open ? "down" : "",
    ema: price(bar.ema),
    vwap: price(bar.vwap),
    note: noteOf(bar),
    differs: (bar.exchange ?? "") !== "",
  };
}

function noteOf({ final, complete, revision, venue, exchange }: ChartBar): string {
  if (!final) return "forming";
  // A late trade is the only reason for a revision.
  const corrected = revision > 0 ? `rev ${revision} late trade${revision === 1 ? "" : "s"}` : "";
  const told = exchange === null ? "" : exchange === "" ? "exchange agrees" : `exchange: ${exchange}`;
  return [venue ? "the exchange's own" : "", complete ? "" : "incomplete", corrected, told].filter((part) => part !== "").join(", ");
}
