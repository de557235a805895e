import { formatDecimal, subtract, toNumber } from "../../core/base/decimal.ts";
import type { BookFigures, BookHistory, LiquidityView } from "../../core/contract/liquidity-view.ts";
import { chartPrice } from "../chart/legend-text.ts";
import { compactZeros, priceText, UNKNOWN, volumeText } from "../watchlist/price-text.ts";
import { type Cell, type Cells, countCell, UNKNOWN_CELL } from "./cell.ts";

/** Distances from the middle price that the depth is shown for, in the order of the desk. */
export const DEPTH_ROWS = [10, 25, 50, 100] as const;

/** Figures of the book, in order, with their names. */
export const BOOK_ROWS = [
  ["spread", "Spread"],
  ["mid", "Middle"],
  ["microprice", "Microprice"],
  ["imbalance", "Imbalance, 5 levels"],
  ["levels", "Levels known"],
] as const;

/** What the book has gone through, in order, with their names. */
export const HISTORY_ROWS = [
  ["epochs", "Epochs"],
  ["gaps", "Gaps"],
  ["resyncs", "Resyncs"],
  ["rejected", "Rejected"],
  ["applied", "Applied"],
  ["duplicate", "Duplicate"],
  ["stale", "Stale"],
  ["checksums", "Checksums"],
] as const;

/** What a book says of the market's depth, and what it has gone through, by the names of the places. */
export function liquidityCells(view: LiquidityView | null): Cells {
  if (view === null) return unknown([...BOOK_ROWS, ...HISTORY_ROWS].map(([name]) => name));
  const { figures, bidLevels, askLevels } = view;
  return {
    ...(figures === null ? unknown(BOOK_ROWS.map(([name]) => name)) : figureCells(figures, view.scale.price)),
    ...historyCells(view.history),
    levels: bidLevels + askLevels === 0 ? UNKNOWN_CELL : { text: `${bidLevels.toLocaleString("en-US")} / ${askLevels.toLocaleString("en-US")}` },
  };
}

function unknown(names: readonly string[]): Cells {
  const depth = DEPTH_ROWS.flatMap((bps) => [`bid.${bps}`, `ask.${bps}`]);
  return Object.fromEntries([...names, ...depth].map((name) => [name, { ...UNKNOWN_CELL, share: name === "imbalance" ? 0.5 : 0 }]));
}

function figureCells({ bid, ask, tick, spreadBps, mid, microprice, imbalance, depth }: BookFigures, places: number): Cells {
  const spread = subtract(ask, bid);
  const ticks = toNumber(spread, 0) / toNumber(tick, 0);
  const deepest = Math.max(...depth.flatMap((band) => [band.bid, band.ask]));
  const bands = depth.flatMap(({ bps, bid: bids, ask: asks, whole }) => {
    const cell = (qty: number): Cell => ({
      // What lies beyond the levels that are known may be more.
      text: `${whole ? "" : "≥ "}${volumeText(qty)}`,
      share: deepest > 0 ? qty / deepest : 0,
      title: `${qty}${whole ? "" : ", and more where the book is not known so deep"}`,
    });
    return [[`bid.${bps}`, cell(bids)] as const, [`ask.${bps}`, cell(asks)] as const];
  });
  const signed = `${imbalance > 0 ? "+" : imbalance < 0 ? "−" : ""}${Math.abs(imbalance * 100).toFixed(0)}%`;
  return {
    spread: {
      text: [compactZeros(priceText({ mantissa: spread, scale: places }, places)), tickText(ticks), `${bpsText(spreadBps)} bps`].join(" · "),
      title: `a tick of ${formatDecimal(tick, places)}, as the levels of the book show it`,
    },
    mid: { text: priceOrUnknown(mid, places + 1) },
    microprice: { text: priceOrUnknown(microprice, places + 1), title: "best bid and ask, each weighed by the quantity on the other side" },
    imbalance: {
      text: Number.isFinite(imbalance) ? signed : UNKNOWN,
      tone: imbalance > 0 ? "up" : imbalance < 0 ? "down" : "",
      share: Number.isFinite(imbalance) ? (imbalance + 1) / 2 : 0.5,
    },
    ...Object.fromEntries(bands),
  };
}

function historyCells({ lastGap, checksums, ...counts }: BookHistory): Cells {
  const gap =
    lastGap === null
      ? {}
      : { title: `the last by ${lastGap.cause} at frame ${lastGap.fromRx}, ${lastGap.toRx === null ? "still open" : `until frame ${lastGap.toRx}`}` };
  const { ok, failed } = checksums;
  return {
    epochs: countCell(counts.epochs),
    gaps: { ...countCell(counts.gaps, "warn"), ...gap },
    resyncs: countCell(counts.resyncs),
    rejected: countCell(counts.rejected, "warn"),
    applied: countCell(counts.applied),
    duplicate: countCell(counts.duplicate),
    stale: countCell(counts.stale),
    checksums:
      ok + failed === 0
        ? { ...UNKNOWN_CELL, title: "this exchange sends none" }
        : { text: failed === 0 ? `${ok.toLocaleString("en-US")} ok` : `${failed} of ${ok + failed} failed`, ...(failed > 0 && { tone: "warn" }) },
  };
}

function priceOrUnknown(value: number, places: number): string {
  return Number.isFinite(value) ? compactZeros(chartPrice(value, places)) : UNKNOWN;
}

function tickText(ticks: number): string {
  return `${ticks.toLocaleString("en-US", { maximumFractionDigits: 1 })} ${ticks === 1 ? "tick" : "ticks"}`;
}

function bpsText(bps: number): string {
  return bps.toFixed(bps >= 9.995 ? 1 : bps >= 0.9995 ? 2 : 3);
}
