import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import type { CandleAuditReport } from "../candles/candle-audit.ts";
import { readDifferences, writeDifferences } from "../candles/difference-codec.ts";
import type { TickerReport, VenueTicker, WindowReport } from "../ticker/ticker-report.ts";
import { VENUE_TICKER_FIGURES, type VenueTickerFigures } from "../ticker/venue-ticker.ts";
import { WINDOWS } from "../ticker/window-figures.ts";
import { decodeMessage, encodeMessage, readColumn, readFlag } from "./view-bytes.ts";
import { TICKER_MESSAGE, type ViewHeader } from "./view.ts";

/** What is known of an instrument's trades: its rolling windows, and how its candles stand. */
export interface TickerFacts extends TickerReport {
  /** Time of the first trade of the last 24 h that is recorded, Unix ms; null where there is none. */
  readonly firstMs: number | null;
  /** Decimals that its prices and quantities have shown. */
  readonly places: { readonly price: number; readonly qty: number };
  /** Trades that corrected a final candle, and trades that came too late for theirs. */
  readonly late: number;
  readonly tooLate: number;
  readonly candles: CandleAuditReport;
}

/** The rolling windows and candles of one instrument as they stand now; every view is whole. */
export interface TickerView extends ViewHeader {
  readonly instrument: string;
  /** Null before its first message. */
  readonly facts: TickerFacts | null;
}

/** A longer number is not shown: no exchange has one, but a recording may hold anything. */
const MAX_NUMBER_LENGTH = 100;

const PRICES = ["open", "high", "low", "last", "change"] as const;
const AMOUNTS = ["volume", "quoteVolume", "delta"] as const;
const RATIOS = ["changePercent", "vwap", "realisedVolatility"] as const;
const TALLIES = ["duplicate", "candles", "incomplete", "compared", "equal", "unexplained", "explained"] as const;

/** Encodes a view as one message. */
export function encodeTickerView(view: TickerView): ArrayBuffer {
  return encodeMessage(TICKER_MESSAGE, view, (w) => {
    w.string(view.instrument);
    w.bool(view.facts !== null);
    if (view.facts !== null) writeFacts(w, view.facts);
  });
}

/** Throws ViewError where the bytes are no such view. */
export function decodeTickerView(buffer: ArrayBuffer): TickerView {
  return decodeMessage(buffer, TICKER_MESSAGE, (r) => ({ instrument: r.string(), facts: readFlag(r) ? readFacts(r) : null }));
}

function writeFacts(w: ByteWriter, facts: TickerFacts): void {
  w.f64(facts.firstMs ?? Number.NaN);
  for (const count of [facts.places.price, facts.places.qty, facts.late, facts.tooLate]) w.uint(count);
  for (const name of TALLIES) w.uint(facts.candles[name]);
  writeDifferences(w, facts.candles.differences.map(cut));
  w.bool(facts.statistics === "venue");
  writeWindows(
    w,
    WINDOWS.map(({ name }) => facts.windows[name]),
  );
  w.bool(facts.venue !== null);
  if (facts.venue === null) return;
  writeVenue(w, facts.venue.figures);
  w.bool(facts.venue.difference !== null);
  if (facts.venue.difference !== null) writeVenue(w, facts.venue.difference);
}

function readFacts(r: ByteReader): TickerFacts {
  const firstMs = orNull(r.f64());
  const places = { price: r.uint(), qty: r.uint() };
  const [late, tooLate] = [r.uint(), r.uint()];
  const tallies = Object.fromEntries(TALLIES.map((name) => [name, r.uint()])) as Record<(typeof TALLIES)[number], number>;
  const candles = { ...tallies, differences: readDifferences(r) };
  const statistics = readFlag(r) ? "venue" : "own";
  const windows = readWindows(r);
  const venue: VenueTicker | null = readFlag(r) ? { figures: readVenue(r), difference: readFlag(r) ? readVenue(r) : null } : null;
  return { firstMs, places, late, tooLate, candles, statistics, windows, venue };
}

/** Columns over the windows, shortest first: times, trades, prices and amounts as text (empty: none), ratios (NaN: none), flags. */
function writeWindows(w: ByteWriter, windows: readonly WindowReport[]): void {
  for (const { fromMs } of windows) w.f64(fromMs);
  for (const { toMs } of windows) w.f64(toMs);
  for (const { trades } of windows) w.uint(trades);
  for (const name of [...PRICES, ...AMOUNTS]) for (const window of windows) w.string(numberText(window[name]));
  for (const name of RATIOS) for (const window of windows) w.f64(window[name] ?? Number.NaN);
  for (const { exact } of windows) w.bool(exact);
  for (const { covered } of windows) w.bool(covered);
}

function readWindows(r: ByteReader): TickerReport["windows"] {
  const column = <T>(read: () => T): T[] => readColumn(WINDOWS.length, read);
  const [fromMs, toMs, trades] = [column(() => r.f64()), column(() => r.f64()), column(() => r.uint())];
  const prices = PRICES.map((name) => [name, column(() => r.string() || null)] as const);
  const amounts = AMOUNTS.map((name) => [name, column(() => r.string())] as const);
  const ratios = RATIOS.map((name) => [name, column(() => orNull(r.f64()))] as const);
  const [exact, covered] = [column(() => readFlag(r)), column(() => readFlag(r))];
  const windows = WINDOWS.map(({ name }, n) => {
    const at = Object.fromEntries([...prices, ...amounts, ...ratios].map(([figure, values]) => [figure, values[n]]));
    return [name, { fromMs: fromMs[n], toMs: toMs[n], trades: trades[n], ...at, exact: exact[n], covered: covered[n] }];
  });
  return Object.fromEntries(windows) as TickerReport["windows"];
}

function writeVenue(w: ByteWriter, figures: VenueTickerFigures): void {
  for (const name of VENUE_TICKER_FIGURES) w.string(numberText(figures[name]));
}

function readVenue(r: ByteReader): VenueTickerFigures {
  return Object.fromEntries(VENUE_TICKER_FIGURES.map((name) => [name, r.string() || null])) as VenueTickerFigures;
}

function numberText(text: string | null): string {
  return text === null || text.length > MAX_NUMBER_LENGTH ? "" : text;
}

function cut(difference: CandleAuditReport["differences"][number]): CandleAuditReport["differences"][number] {
  const fields = Object.entries(difference.fields).map(([name, figure]) => [
    name,
    { ours: numberText(figure.ours), theirs: numberText(figure.theirs), difference: numberText(figure.difference) },
  ]);
  return { ...difference, fields: Object.fromEntries(fields) as typeof difference.fields };
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
