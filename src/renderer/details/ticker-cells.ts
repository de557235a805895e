import { subtractText } from "../../core/base/decimal-text.ts";
import type { TickerFacts } from "../../core/contract/ticker-view.ts";
import type { WindowReport } from "../../core/ticker/ticker-report.ts";
import { VENUE_TICKER_FIGURES, type VenueTickerFigures } from "../../core/ticker/venue-ticker.ts";
import { WINDOWS, type WindowName } from "../../core/ticker/window-figures.ts";
import { chartPrice } from "../chart/legend-text.ts";
import { ageText } from "../watchlist/age-text.ts";
import { compactZeros } from "../watchlist/price-text.ts";
import { amountCell, type Cell, type Cells, percentCell, priceCell, signedCell, UNKNOWN_CELL } from "./cell.ts";

/** The windows side by side, two and two: where there is no room for four, one pair stands below the other. */
export const WINDOW_PAIRS = [WINDOWS.slice(0, 2), WINDOWS.slice(2)] as const;

/** The rows of the windows' table, in order. */
export const WINDOW_ROWS = [
  ["changePercent", "Change %"],
  ["change", "Change"],
  ["high", "High"],
  ["low", "Low"],
  ["vwap", "VWAP"],
  ["volume", "Volume"],
  ["quoteVolume", "Turnover"],
  ["trades", "Trades"],
  ["delta", "Buy − sell"],
  ["realisedVolatility", "Volatility"],
  ["covers", "Covers"],
] as const;

type RowName = (typeof WINDOW_ROWS)[number][0];

/** The exchange's own figures of 24 h, with their names. */
export const VENUE_ROWS = VENUE_TICKER_FIGURES.map((name) => [name, name === "quoteVolume" ? "turnover" : name] as const);

const THEIRS = "as the exchange publishes it: less than 24 h are recorded";

/** What the windows' table shows, by `<window>.<row>`, and the exchange's own figures, by `theirs.<figure>` and `difference.<figure>`. */
export function tickerCells(facts: TickerFacts | null): Cells {
  const cells: Record<string, Cell> = {};
  for (const { name } of WINDOWS) {
    const shown = facts === null ? {} : windowCells(facts, name);
    for (const [row] of WINDOW_ROWS) cells[`${name}.${row}`] = shown[row] ?? UNKNOWN_CELL;
  }
  const { figures = null, difference = null } = facts?.venue ?? {};
  for (const name of VENUE_TICKER_FIGURES) {
    const places = facts?.places.price ?? 0;
    const show = (text: string | null): Cell => (name === "volume" || name === "quoteVolume" ? amountCell(text) : priceCell(text, places));
    cells[`theirs.${name}`] = show(figures?.[name] ?? null);
    const own = signedCell(difference?.[name] ?? null, show);
    // Which way they differ is in the sign; that they do is what matters.
    cells[`difference.${name}`] = own.tone === undefined ? own : { ...own, tone: "warn" };
  }
  return cells;
}

type Row = Partial<Record<RowName, Cell>>;

function windowCells(facts: TickerFacts, name: WindowName): Row {
  const window = facts.windows[name];
  const { figures = null } = facts.venue ?? {};
  if (name === "24h" && facts.statistics === "venue" && figures !== null) return theirCells(facts, figures, window);
  return { ...ownCells(window, facts.places.price), covers: coversCell(facts, name, window) };
}

function ownCells(window: WindowReport, places: number): Row {
  const { vwap, realisedVolatility, trades } = window;
  return {
    changePercent: percentCell(window.changePercent),
    change: signedCell(window.change, (size) => priceCell(size, places)),
    high: priceCell(window.high, places),
    low: priceCell(window.low, places),
    vwap: vwap === null || !Number.isFinite(vwap) ? UNKNOWN_CELL : { text: compactZeros(chartPrice(vwap, places)) },
    volume: amountCell(window.volume),
    quoteVolume: amountCell(window.quoteVolume),
    trades: { text: trades.toLocaleString("en-US") },
    delta: signedCell(window.delta, (size) => amountCell(size)),
    realisedVolatility: realisedVolatility === null ? UNKNOWN_CELL : { text: `${(realisedVolatility * 100).toFixed(3)}%` },
  };
}

/** The exchange's figures, marked as theirs; what it does not publish is not known of 24 h, and ours of what is recorded is a title away. */
function theirCells(
  { places: { price: places } }: TickerFacts,
  { open, high, low, last, volume, quoteVolume }: VenueTickerFigures,
  own: WindowReport,
): Row {
  const theirs = (cell: Cell): Cell =>
    cell === UNKNOWN_CELL ? cell : { ...cell, theirs: true, title: [cell.title ?? "", THEIRS].filter((part) => part !== "").join(", ") };
  const change = last === null || open === null ? null : subtractText(last, open);
  const vwap = Number(quoteVolume ?? Number.NaN) / Number(volume ?? Number.NaN);
  const ours = ownCells(own, places);
  const recorded = (name: RowName): Cell => ({
    ...UNKNOWN_CELL,
    title: `the exchange does not publish it; of what is recorded: ${ours[name]?.text ?? ""}`,
  });
  return {
    changePercent: theirs(percentCell(change === null ? null : (100 * Number(change)) / Number(open))),
    change: theirs(signedCell(change, (size) => priceCell(size, places))),
    high: theirs(priceCell(high, places)),
    low: theirs(priceCell(low, places)),
    vwap: Number.isFinite(vwap) ? theirs({ text: compactZeros(chartPrice(vwap, places)) }) : UNKNOWN_CELL,
    volume: theirs(amountCell(volume)),
    quoteVolume: theirs(amountCell(quoteVolume)),
    trades: recorded("trades"),
    delta: recorded("delta"),
    realisedVolatility: recorded("realisedVolatility"),
    covers: { text: "theirs", theirs: true, title: THEIRS },
  };
}

/** How much of a window is recorded, and whether its trades are proven whole. */
function coversCell({ firstMs }: TickerFacts, name: WindowName, { toMs, exact, covered }: WindowReport): Cell {
  const lengthMs = WINDOWS.find((window) => window.name === name)?.ms ?? 0;
  if (firstMs === null || !Number.isFinite(toMs)) return UNKNOWN_CELL;
  if (exact && covered) return { text: "exact", title: "every trade of the window, to the millisecond" };
  const recordedMs = toMs - firstMs;
  if (recordedMs < lengthMs)
    return { text: ageText(recordedMs), tone: "warn", title: "so much is recorded yet, and trade ids do not prove the rest" };
  if (!exact) return { text: "to minutes", title: "the trades of the minute that is leaving are not at hand: the window is up to a minute short" };
  return { text: "unproven", tone: "warn", title: "trade ids do not prove that every trade of the window is recorded" };
}
