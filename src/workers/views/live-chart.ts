import type { CandleRow } from "../../core/candles/candle-row.ts";
import { exchangeNote } from "../../core/candles/exchange-note.ts";
import { type PartialKline, streamedKline } from "../../core/candles/exchange-kline.ts";
import { HOUR_MS, type Interval, intervalNamed, MINUTE_MS, ONE_MINUTE, openTimeOf } from "../../core/candles/interval.ts";
import { coarseBefore } from "../../core/candles/layered-candles.ts";
import { Watermark } from "../../core/candles/watermark.ts";
import { CHART_BARS, type ChartBar, MAX_EXCHANGE_NOTE } from "../../core/contract/chart-view.ts";
import type { AnalyticsPart } from "../../core/desk/analytics-part.ts";
import type { VenueFigures } from "../../core/venues/message.ts";
import { type ChartRow, ChartSeries } from "./chart-series.ts";
import type { ChartSource } from "./chart-stream.ts";
import type { LateTrade } from "./late-trades.ts";
import { LongerBars } from "./longer-bars.ts";

/** From this length on the exchange's 1 m candles do not reach to the beginning of the present candle: those of an hour lie between. */
const HOURS_BETWEEN_MS = 12 * HOUR_MS;

export interface LiveChartOptions {
  /** 1 m or longer. */
  readonly interval: Interval;
  /** The instrument's aggregates; null before its first message. */
  readonly find: () => AnalyticsPart | null;
  /** The exchange's own candles of this interval are wanted. */
  readonly onHistoryWanted: (interval: string) => void;
  /** The late trades of the instrument so far. */
  readonly late: readonly LateTrade[];
  /** Whether of the exchange's candles only the sums can be compared with ours. */
  readonly sumsOnly: boolean;
}

/** What the exchange was asked for. */
interface Level {
  history: "asked" | "there" | "missing";
  /** Whether an answer is on its way. */
  asked: boolean;
  /** Why it could not be had, for a person. */
  reason: string;
  /** By open time, oldest first. */
  rows: ReadonlyMap<number, CandleRow>;
}

/**
 * A chart of one instrument on a live desk: the exchange's own candles as history, then the recorded ones, without a seam. A recorded 1 m
 * candle that lacks trades, because the recording began within its minute or something was lost, gives way to the exchange's where that is
 * known. Longer candles are made from those; the exchange's own of that length stand before them. None of it is part of the fold.
 */
export class LiveChart {
  private readonly options: LiveChartOptions;
  private readonly levels: ReadonlyMap<string, Level>;
  /** The exchange's own 1 m candles by open time, oldest first. */
  private venue = new Map<number, CandleRow>();
  /** Recorded 1 m candles that can no longer change, of the time since the chart was opened. */
  private readonly closed: CandleRow[] = [];
  private series = new ChartSeries();
  /** Null where the chart is of 1 m. */
  private longer: LongerBars | null = null;
  /** The last 1 m candle that is done with, and from when on they count: before it stand longer ones. */
  private closedUntil = Number.NEGATIVE_INFINITY;
  private fromMs = Number.NEGATIVE_INFINITY;
  /** Where the first longer candle begins that 1 m candles do not cover from its beginning. */
  private partly: number | null = null;
  /** Open times of candles the recording holds in part, for which the history was asked again. */
  private readonly askedFor = new Set<number>();

  constructor(options: LiveChartOptions) {
    this.options = options;
    const { interval } = options;
    const names = new Set([ONE_MINUTE.name, ...(interval.ms >= HOURS_BETWEEN_MS ? ["1h"] : []), interval.name]);
    this.levels = new Map([...names].map((name) => [name, { history: "missing", asked: false, reason: "", rows: new Map() }]));
    this.begin();
  }

  /** Somebody looks. What of its history is not here is asked for, again where it could not be had. */
  open(): void {
    for (const [name, level] of this.levels) {
      if (level.history !== "missing" || level.asked) continue;
      level.history = "asked";
      this.ask(name, level);
    }
  }

  /** A recorded 1 m candle can no longer change. */
  close(row: CandleRow): void {
    this.closed.push(row);
    if (this.closed.length > CHART_BARS) this.closed.shift();
    this.take(this.joined([row], row.openTime + 1));
    for (const openTime of this.venue.keys()) if (openTime <= row.openTime) this.venue.delete(openTime);
  }

  late(late: LateTrade): void {
    this.longer?.late(late);
  }

  /** The exchange published figures of its own; its 1 m candles are kept for the minutes that a recorded one may lack. */
  publish(figures: VenueFigures): void {
    const row = venueCandle(figures);
    if (row !== null && row.openTime > this.closedUntil) this.venue.set(row.openTime, row);
  }

  /** Candles that were asked for, oldest first; empty where they could not be had. Returns whether the chart is to be drawn anew. */
  adopt(interval: string, rows: readonly CandleRow[], reason = ""): boolean {
    const level = this.levels.get(interval);
    if (level === undefined) return false;
    level.asked = false;
    level.reason = rows.length > 0 ? "" : reason;
    if (rows.length > 0) level.history = "there";
    else if (level.history === "asked") level.history = "missing";
    if (rows.length > 0) level.rows = byTime(rows);
    const latest = venueCandle(this.options.find()?.figures.get("kline"));
    const minutes = this.levels.get(ONE_MINUTE.name)?.rows.values() ?? [];
    this.venue = byTime([...minutes, ...this.venue.values(), ...(latest === null ? [] : [latest])]);
    this.rebuild();
    return true;
  }

  /** Null where there is nothing to show, not even a history. */
  source(): ChartSource | null {
    const part = this.options.find();
    const levels = [...this.levels.values()];
    if (part === null && levels.every(({ history }) => history !== "there")) return null;
    return {
      bars: (fromMs) => this.bars(part, fromMs),
      places: this.places(part),
      loading: levels.some(({ history }) => history === "asked"),
      fault: levels.find(({ history, reason }) => history === "missing" && reason !== "")?.reason ?? "",
    };
  }

  private bars(part: AnalyticsPart | null, fromMs: number): ChartBar[] {
    const held = part?.analytics.candles() ?? [];
    this.mend(held);
    const joined = this.joined(held, Number.POSITIVE_INFINITY);
    const rows =
      this.longer === null ? joined : this.longer.rows(joined, part?.analytics.watermark ?? new Watermark()).map((row) => this.judged(row));
    return this.series.bars(rows, fromMs);
  }

  private begin(): void {
    const { interval, late } = this.options;
    this.series = new ChartSeries();
    this.closedUntil = this.fromMs = Number.NEGATIVE_INFINITY;
    this.partly = null;
    if (interval === ONE_MINUTE) return;
    this.longer = new LongerBars(interval, (row) => this.series.close(this.judged(row)));
    for (const one of late) this.longer.late(one);
  }

  /** Everything that is done with anew, from what the exchange told and what was recorded. */
  private rebuild(): void {
    const { interval, find } = this.options;
    const held = find()?.analytics.candles() ?? [];
    const until = held[0]?.openTime ?? [...this.venue.keys()].at(-1) ?? 0;
    this.begin();
    if (this.longer !== null) {
      const fine = this.joined([...this.closed, ...held], Number.POSITIVE_INFINITY);
      const layers = [...this.levels].flatMap(([name, { rows }]) =>
        name === ONE_MINUTE.name ? [] : [{ interval: intervalNamed(name) as Interval, rows: [...rows.values()] }],
      );
      const { rows, fromMs } = coarseBefore(layers, fine);
      for (const row of rows) this.longer.left({ ...row, venue: true });
      this.fromMs = fromMs;
      const first = fine.find(({ openTime }) => openTime >= fromMs)?.openTime;
      const begins = first === undefined ? null : openTimeOf(interval, first);
      if (begins !== first && !rows.some(({ openTime }) => openTimeOf(interval, openTime) === begins)) this.partly = begins;
    }
    this.take(this.joined(this.closed, until));
    for (const openTime of this.venue.keys()) if (openTime < until) this.venue.delete(openTime);
  }

  /** 1 m candles that can no longer change, in order of time; those that are done with already are passed over. */
  private take(rows: readonly ChartRow[]): void {
    for (const row of rows) {
      if (row.openTime <= this.closedUntil) continue;
      this.closedUntil = row.openTime;
      if (this.longer === null) this.series.close(row);
      else this.longer.left(row);
    }
  }

  /**
   * Recorded 1 m candles and the exchange's own of the time between them, before `untilMs`, in order of time. The exchange's stands where the
   * recorded one is known to lack trades, where trades were lost with their whole minute, and before the first recorded one.
   */
  private joined(recorded: readonly CandleRow[], untilMs: number): ChartRow[] {
    const rows = new Map<number, ChartRow>();
    const firstMs = this.closed[0]?.openTime ?? recorded[0]?.openTime ?? Number.POSITIVE_INFINITY;
    const isPast = (openTime: number): boolean => openTime <= this.closedUntil || openTime < this.fromMs;
    for (const row of this.venue.values()) {
      const { openTime, trades } = row;
      if (!isPast(openTime) && openTime < untilMs && (openTime < firstMs || trades > 0)) rows.set(openTime, { ...row, venue: true });
    }
    for (const row of recorded) {
      if (row.openTime < this.fromMs || !(row.unbroken || !rows.has(row.openTime))) continue;
      rows.set(row.openTime, { ...row, exchange: this.note(row, this.venue.get(row.openTime)) });
    }
    return [...rows.values()].sort((a, b) => a.openTime - b.openTime);
  }

  /** A longer candle with what the exchange says of it; incomplete where its beginning is known from nowhere. */
  private judged(row: ChartRow): ChartRow {
    if (row.venue === true) return row.openTime === this.partly ? { ...row, complete: false, unbroken: false } : row;
    const theirs = this.levels.get(this.options.interval.name)?.rows.get(row.openTime);
    return { ...row, exchange: this.note(row, theirs) };
  }

  private note(row: CandleRow, theirs: CandleRow | undefined): string | null {
    if (theirs?.final !== true || !row.final) return null;
    const { trades, ...figures } = theirs;
    const told: PartialKline = trades === 0 && figures.volume !== "0" ? figures : theirs;
    return exchangeNote(row, told, this.options.sumsOnly, MAX_EXCHANGE_NOTE);
  }

  /** Asks once for what the exchange knows of a minute that the recording holds in part. */
  private mend(rows: readonly ChartRow[]): void {
    const minutes = this.levels.get(ONE_MINUTE.name) as Level;
    const overMs = (rows.at(-1)?.openTime ?? 0) - MINUTE_MS;
    const torn = rows.filter((row) => row.openTime < overMs && (!row.final || !row.unbroken) && !this.askedFor.has(row.openTime));
    if (torn.length === 0 || minutes.asked) return;
    for (const { openTime } of torn) this.askedFor.add(openTime);
    this.ask(ONE_MINUTE.name, minutes);
  }

  private ask(name: string, level: Level): void {
    level.asked = true;
    this.options.onHistoryWanted(name);
  }

  private places(part: AnalyticsPart | null): ChartSource["places"] {
    const own = part?.analytics.scale ?? { price: 0, qty: 0 };
    const latest = [...this.venue.values()].at(-1) ?? [...([...this.levels.values()].at(-1)?.rows.values() ?? [])].at(-1);
    const places = (text: string | undefined): number => (text?.split(".")[1] ?? "").length;
    return { price: Math.max(own.price, places(latest?.close)), qty: Math.max(own.qty, places(latest?.volume)) };
  }
}

/** Oldest first; of two of one time the final one, else the later told. */
function byTime(rows: readonly CandleRow[]): Map<number, CandleRow> {
  return new Map(rows.toSorted((a, b) => a.openTime - b.openTime || Number(a.final) - Number(b.final)).map((row) => [row.openTime, row]));
}

/** The candle of a message of the exchange's 1 m kline stream; null where the figures are of another kind. */
function venueCandle(figures: VenueFigures | undefined): CandleRow | null {
  const told = figures && streamedKline(figures);
  if (told == null || told.interval !== ONE_MINUTE.name) return null;
  return { ...told.kline, revision: 0, final: told.closed, complete: true, unbroken: true };
}
