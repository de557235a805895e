import type { CandleRow } from "../../core/candles/candle-row.ts";
import { streamedKline } from "../../core/candles/exchange-kline.ts";
import { CHART_BARS, type ChartBar } from "../../core/contract/chart-view.ts";
import type { AnalyticsPart } from "../../core/desk/analytics-part.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { VenueFigures } from "../../core/venues/message.ts";
import { type ChartRow, ChartSeries } from "./chart-series.ts";
import type { ChartSource } from "./chart-stream.ts";

/** Charts kept beside those that are looked at, so that coming back to one is at once. */
const KEPT_CHARTS = 16;
const MINUTE_MS = 60_000;

interface Chart {
  /** The exchange's own candles by open time, oldest first. */
  venue: Map<number, CandleRow>;
  /** Recorded candles that can no longer change, of the time since the chart was opened. */
  readonly closed: CandleRow[];
  series: ChartSeries;
  history: "asked" | "there" | "missing";
  /** Whether the history, or what of it was asked again, is on its way. */
  asked: boolean;
  /** Open times of candles the recording holds in part, for which the history was asked again. */
  readonly askedFor: Set<number>;
}

/**
 * The charts of a live desk: the exchange's own candles as history, then the recorded ones, without a seam. A recorded candle that lacks
 * trades, because the recording began within its minute or something was lost, gives way to the exchange's where that is known. None of
 * it is part of the fold. Only charts that somebody opened are kept, so that memory does not grow with the watchlist.
 */
export class LiveCharts {
  private readonly charts = new Map<InstrumentId, Chart>();
  private readonly find: (id: InstrumentId) => AnalyticsPart | null;
  private readonly onHistoryWanted: (id: InstrumentId) => void;

  constructor(find: (id: InstrumentId) => AnalyticsPart | null, onHistoryWanted: (id: InstrumentId) => void) {
    this.find = find;
    this.onHistoryWanted = onHistoryWanted;
  }

  /** Somebody looks at this instrument. Where its history is not here it is asked for, again where it could not be had. */
  open(id: InstrumentId): void {
    const known = this.charts.get(id);
    this.charts.delete(id);
    const chart = known ?? { venue: new Map(), closed: [], series: new ChartSeries(), history: "missing", asked: false, askedFor: new Set() };
    this.charts.set(id, chart);
    if (chart.history === "missing" && !chart.asked) {
      chart.history = "asked";
      this.ask(id, chart);
    }
    for (const oldest of this.charts.keys()) {
      if (this.charts.size <= KEPT_CHARTS) break;
      this.charts.delete(oldest);
    }
  }

  /** A recorded candle can no longer change. */
  close(id: InstrumentId, row: CandleRow): void {
    const chart = this.charts.get(id);
    if (chart === undefined) return;
    chart.closed.push(row);
    if (chart.closed.length > CHART_BARS) chart.closed.shift();
    const { series } = chart;
    for (const next of joined(chart, [row], row.openTime + 1)) if (next.openTime > series.closedUntil) series.close(next);
    for (const openTime of chart.venue.keys()) if (openTime <= row.openTime) chart.venue.delete(openTime);
  }

  /** The exchange published figures of its own; its candles are kept for the minutes that a recorded one may lack. */
  publish(id: InstrumentId, figures: VenueFigures): void {
    const chart = this.charts.get(id);
    const row = chart && venueCandle(figures);
    if (chart === undefined || row == null || row.openTime <= chart.series.closedUntil) return;
    chart.venue.set(row.openTime, row);
  }

  /** The history is here, oldest first; empty where it could not be had. Returns whether a chart is to be drawn anew. */
  adopt(id: InstrumentId, rows: readonly CandleRow[]): boolean {
    const chart = this.charts.get(id);
    if (chart === undefined) return false;
    chart.asked = false;
    if (rows.length > 0) chart.history = "there";
    else if (chart.history === "asked") chart.history = "missing";
    const held = this.find(id)?.analytics.candles() ?? [];
    const latest = venueCandle(this.find(id)?.figures.get("kline"));
    const known = [...rows, ...chart.venue.values(), ...(latest === null ? [] : [latest])];
    chart.venue = new Map(known.toSorted((a, b) => a.openTime - b.openTime || Number(a.final) - Number(b.final)).map((row) => [row.openTime, row]));
    const until = held[0]?.openTime ?? [...chart.venue.keys()].at(-1) ?? 0;
    chart.series = new ChartSeries();
    for (const row of joined(chart, chart.closed, until)) chart.series.close(row);
    for (const openTime of chart.venue.keys()) if (openTime < until) chart.venue.delete(openTime);
    return true;
  }

  /** Null before the instrument was opened, or met without a history. */
  source(id: InstrumentId): ChartSource | null {
    const chart = this.charts.get(id);
    const part = this.find(id);
    if (chart === undefined || (part === null && chart.history !== "there")) return null;
    return {
      bars: (fromMs) => this.bars(id, chart, part, fromMs),
      places: placesOf(chart, part),
      loading: chart.history === "asked",
    };
  }

  private bars(id: InstrumentId, chart: Chart, part: AnalyticsPart | null, fromMs: number): ChartBar[] {
    const held = part?.analytics.candles() ?? [];
    this.mend(id, chart, held);
    return chart.series.bars(joined(chart, held, Number.POSITIVE_INFINITY), fromMs);
  }

  /** Asks once for what the exchange knows of a minute that the recording holds in part. */
  private mend(id: InstrumentId, chart: Chart, rows: readonly ChartRow[]): void {
    const overMs = (rows.at(-1)?.openTime ?? 0) - MINUTE_MS;
    const torn = rows.filter((row) => row.openTime < overMs && (!row.final || !row.unbroken) && !chart.askedFor.has(row.openTime));
    if (torn.length === 0 || chart.asked) return;
    for (const { openTime } of torn) chart.askedFor.add(openTime);
    this.ask(id, chart);
  }

  private ask(id: InstrumentId, chart: Chart): void {
    chart.asked = true;
    this.onHistoryWanted(id);
  }
}

/** The candle of a message of the exchange's 1 m kline stream; null where the figures are of another kind. */
function venueCandle(figures: VenueFigures | undefined): CandleRow | null {
  const told = figures && streamedKline(figures);
  if (told == null || told.interval !== "1m") return null;
  return { ...told.kline, revision: 0, final: told.closed, complete: true, unbroken: true };
}

/**
 * Recorded candles and the exchange's own of the time between them, before `untilMs`, in order of time. The exchange's stands where the
 * recorded one is known to lack trades, where trades were lost with their whole minute, and before the first recorded one.
 */
function joined(chart: Chart, recorded: readonly CandleRow[], untilMs: number): ChartRow[] {
  const rows = new Map<number, ChartRow>();
  const firstMs = chart.closed[0]?.openTime ?? recorded[0]?.openTime ?? Number.POSITIVE_INFINITY;
  for (const row of chart.venue.values()) {
    const { openTime, trades } = row;
    if (openTime > chart.series.closedUntil && openTime < untilMs && (openTime < firstMs || trades > 0)) rows.set(openTime, { ...row, venue: true });
  }
  for (const row of recorded) if (row.unbroken || !rows.has(row.openTime)) rows.set(row.openTime, row);
  return [...rows.values()].sort((a, b) => a.openTime - b.openTime);
}

function placesOf(chart: Chart, part: AnalyticsPart | null): ChartSource["places"] {
  const own = part?.analytics.scale ?? { price: 0, qty: 0 };
  const [latest] = [...chart.venue.values()].slice(-1);
  const places = (text: string | undefined): number => (text?.split(".")[1] ?? "").length;
  return { price: Math.max(own.price, places(latest?.close)), qty: Math.max(own.qty, places(latest?.volume)) };
}
