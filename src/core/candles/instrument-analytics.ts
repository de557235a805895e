import type { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Int, multiply, rescale } from "../base/decimal.ts";
import { ema } from "../indicators/ema.ts";
import { type IndicatorCandle, type IndicatorPreset, withDefaults } from "../indicators/indicator.ts";
import { IndicatorTrack } from "../indicators/indicator-track.ts";
import { vwap } from "../indicators/vwap.ts";
import type { Scale } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import { RollingTicker, type TickerFigures } from "../ticker/rolling-ticker.ts";
import { CanonicalScale } from "../tape/canonical-scale.ts";
import { type LastTrade, TradeRegister } from "../tape/trade-register.ts";
import type { IdRanges } from "../tape/id-ranges.ts";
import type { CandleRow } from "./candle-row.ts";
import { CandleSeries } from "./candle-series.ts";
import { ONE_MINUTE, openTimeOf } from "./interval.ts";
import type { TradeObserver } from "./trade-observer.ts";
import { Watermark } from "./watermark.ts";

/** The indicators that belong to the fold, in the order of the digest. What a chart adds is not among them. */
const FOLDED: readonly IndicatorPreset[] = [withDefaults(ema), withDefaults(vwap)];

/** 24 h figures and the scale their integers are at. */
export interface Ticker24h extends TickerFigures {
  readonly scale: Scale;
}

/** The values of one folded indicator, by output name; null during the warm-up. */
export interface IndicatorReading {
  readonly name: string;
  /** After the last final candle. */
  readonly final: Readonly<Record<string, number | null>>;
  /** As it stands with the provisional candles. */
  readonly forming: Readonly<Record<string, number | null>>;
}

export interface AnalyticsOptions {
  /**
   * Receives each candle that leaves the state, once and in order of time: on the very call that moved the watermark past its allowed
   * lateness or, where no later trade is behind the watermark by then, on the call that brings that about.
   */
  readonly onEvicted?: (row: CandleRow) => void;
  /** Aggregates beside these, which the digest does not know. */
  readonly observers?: readonly TradeObserver[];
  /**
   * Whether only candles are folded, for those who ask for nothing else: no 24 h ticker, no indicators. Such aggregates give no state
   * for a keyframe, and throw where they are asked for one.
   */
  readonly candlesOnly?: boolean;
}

/**
 * All aggregates over the trades of one instrument: count and last trade, 1 m candles, 24 h ticker, indicators over the candles.
 *
 * A pure fold: the state depends on the calls alone, and {@link write} gives equal bytes for equal values, at whatever scales the trades
 * came. Integers are held at one scale that grows with the trades.
 */
export class InstrumentAnalytics {
  private readonly onEvicted: ((row: CandleRow) => void) | undefined;
  private readonly observers: readonly TradeObserver[];
  /** How far the event time of the instrument has come. */
  readonly watermark = new Watermark();
  private held: Scale = { price: 0, qty: 0 };
  private register = new TradeRegister();
  private series = new CandleSeries();
  /** Null where only candles are folded. */
  private rolling: RollingTicker | null;
  private tracks: IndicatorTrack[];

  constructor(options: AnalyticsOptions = {}) {
    this.onEvicted = options.onEvicted;
    this.observers = options.observers ?? [];
    const whole = options.candlesOnly !== true;
    this.rolling = whole ? new RollingTicker() : null;
    this.tracks = whole ? FOLDED.map((preset) => new IndicatorTrack(preset.create())) : [];
  }

  /** Decimal places at which prices and quantities are held. */
  get scale(): Scale {
    return this.held;
  }

  /** Single trades seen, each id once, whether or not they are volume. */
  get tradeCount(): number {
    return this.register.tradeCount;
  }

  /** The last single trade by its own time, then id, at {@link lastScale}. */
  get lastTrade(): LastTrade | null {
    return this.register.lastTrade;
  }

  get lastScale(): Scale {
    return this.register.lastScale;
  }

  /** Trades that corrected a final candle, and trades that came too late for theirs. */
  get lateTrades(): number {
    return this.series.lateTrades;
  }

  get tooLateTrades(): number {
    return this.series.tooLateTrades;
  }

  /** Takes a message that is one trade; a repeated id changes nothing. */
  onTrade(trade: Trade): "applied" | "duplicate" {
    return this.admit(trade) ? "applied" : this.repeat(trade);
  }

  /**
   * Takes a trade that the venue lists as past. Most of such a list is known, and no repeat of anybody's; and what lies before the first
   * trade that was ever shown (`stale`) was not missed.
   */
  onPastTrade(trade: Trade): "applied" | "duplicate" | "stale" {
    if (this.register.precedesAll(trade)) return "stale";
    return this.admit(trade) ? "applied" : "duplicate";
  }

  /** Takes an aggregate of consecutive trades. It enters nothing once the instrument has shown a single trade. */
  onAggregate(trade: Trade): "applied" | "duplicate" {
    const admission = this.register.admitAggregate(trade);
    if (admission === "duplicate") return this.repeat(trade);
    if (admission === "silent") return "applied";
    this.moveTo(trade.eventMs);
    this.enter(trade);
    this.settle();
    return "applied";
  }

  /** Takes the venue's greatest event time, which carries the watermark of a quiet instrument on. */
  onMark(venueEventMs: number | undefined): void {
    if (venueEventMs === undefined) return;
    this.moveTo(venueEventMs);
    this.settle();
  }

  /** The minutes of the last 24 h, for windows of any length in them. Throws where only candles are folded. */
  get ticker(): RollingTicker {
    if (this.rolling === null) throw new Error("only the candles of this instrument are folded: it has no ticker, no indicators, no state to keep");
    return this.rolling;
  }

  /** Every trade id that is accounted for in candles. */
  get accounted(): IdRanges {
    return this.register.accounted;
  }

  /** The 1 m candles that may still change, in order of time. */
  candles(): CandleRow[] {
    return this.minutes().filter((row) => row.trades > 0);
  }

  /** The same with the minutes in which trades came, but none that counts. */
  minutes(): CandleRow[] {
    return this.series.rows(this.watermark, this.held, this.register.accounted);
  }

  /** Whether some 24 h of trades were recorded, so that the 24 h figures are what they say. */
  get spansWindow(): boolean {
    return this.ticker.isFilled;
  }

  ticker24h(): Ticker24h {
    return { scale: this.held, ...this.ticker.figures() };
  }

  indicators(): IndicatorReading[] {
    this.runIndicators();
    return FOLDED.map((preset, at) => {
      const track = this.tracks[at] as IndicatorTrack;
      const named = (values: (number | null)[]): Record<string, number | null> =>
        Object.fromEntries(preset.outputs.map((output, index) => [output, values[index] ?? null]));
      const provisional = this.series.after(track.openTime).map((bar) => bar.indicatorCandle(this.held));
      return { name: preset.name, final: named(track.finalValues()), forming: named(track.formingValues(provisional)) };
    });
  }

  /** Writes the whole state canonically. */
  write(w: ByteWriter): void {
    const rolling = this.ticker;
    this.runIndicators();
    const canonical = new CanonicalScale(this.held);
    this.series.show(canonical);
    rolling.show(canonical);
    const { price, qty } = canonical.scale;
    const reduce = canonical.reducer();
    const { greatestEventMs } = this.watermark;
    const started = Number.isFinite(greatestEventMs);
    w.bool(started);
    if (started) w.int(greatestEventMs);
    w.uint(price);
    w.uint(qty);
    this.register.write(w);
    this.series.write(w, reduce);
    rolling.write(w, reduce);
    for (const track of this.tracks) track.write(w);
  }

  /** Reads what {@link write} wrote; the result goes on exactly as the original would. Throws a BytesError where the bytes are no such state. */
  static read(r: ByteReader, options: AnalyticsOptions = {}): InstrumentAnalytics {
    const analytics = new InstrumentAnalytics(options);
    if (r.bool()) analytics.watermark.advance(Number(r.int()));
    analytics.held = { price: r.uint(), qty: r.uint() };
    analytics.register = TradeRegister.read(r);
    analytics.series = CandleSeries.read(r);
    const rolling = RollingTicker.read(r, analytics.watermark.greatestEventMs);
    const final = analytics.finalCandlesAfter(Number.NEGATIVE_INFINITY);
    const tracks = FOLDED.map((preset) => IndicatorTrack.read(r, preset.create(), final));
    if (options.candlesOnly === true) return analytics;
    analytics.rolling = rolling;
    analytics.tracks = tracks;
    return analytics;
  }

  /** False where the trade is known. */
  private admit(trade: Trade): boolean {
    const admission = this.register.admitTrade(trade);
    if (admission === "duplicate") return false;
    this.moveTo(trade.eventMs);
    const { arrivalNumber } = this.register;
    if (admission === "fresh") this.enter(trade.lastId < 0 ? { ...trade, firstId: arrivalNumber, lastId: arrivalNumber } : trade);
    this.settle();
    return true;
  }

  private repeat(trade: Trade): "duplicate" {
    for (const observer of this.observers) observer.repeated?.(trade);
    return "duplicate";
  }

  private moveTo(eventMs: number): void {
    if (this.watermark.advance(eventMs)) this.rolling?.moveTo(eventMs);
  }

  private enter(trade: Trade): void {
    if (trade.scale.price > this.held.price || trade.scale.qty > this.held.qty) this.grow(trade.scale);
    const price: Int = rescale(trade.price, trade.scale.price, this.held.price);
    const qty: Int = rescale(trade.qty, trade.scale.qty, this.held.qty);
    const quote = multiply(price, qty);
    const placement = this.series.add(trade, price, qty, quote, this.watermark);
    if (placement === "tooLate") for (const observer of this.observers) observer.tooLate?.(trade);
    if (placement === "corrected") this.correct(openTimeOf(ONE_MINUTE, trade.eventMs));
    if (trade.counts) this.rolling?.add(trade, price, qty, quote);
    for (const observer of this.observers) observer.enter?.(trade, price, qty, quote, this.held, this.watermark);
  }

  private correct(openTime: number): void {
    for (const track of this.tracks) track.rewind(openTime);
    for (const observer of this.observers) observer.corrected?.(openTime, this.watermark);
  }

  private grow(scale: Scale): void {
    const price = Math.max(this.held.price, scale.price);
    const qty = Math.max(this.held.qty, scale.qty);
    this.series.grow(price - this.held.price, qty - this.held.qty);
    this.rolling?.grow(price - this.held.price, qty - this.held.qty);
    this.held = { price, qty };
  }

  private settle(): void {
    this.evictClosed();
    if (this.observers.length > 0) for (const observer of this.observers) observer.settle?.(this.watermark, this.register.accounted);
  }

  private evictClosed(): void {
    if (!this.series.canEvict(this.watermark)) return;
    this.runIndicators();
    for (const row of this.series.evict(this.watermark, this.held, this.register.accounted)) {
      for (const track of this.tracks) track.release(row.openTime);
      for (const observer of this.observers) observer.left?.(row);
      if (row.trades > 0) this.onEvicted?.(row);
    }
  }

  /**
   * Brings the indicators up to the last final candle. Nothing on the trade path does so: the result depends on the candles alone,
   * so it is made when it is asked for, and a burst of late trades costs one run instead of one each.
   */
  private runIndicators(): void {
    for (const track of this.tracks) {
      for (const candle of this.finalCandlesAfter(track.openTime)) track.update(candle);
    }
  }

  private finalCandlesAfter(openTime: number): IndicatorCandle[] {
    const final = this.series.after(openTime).filter((bar) => this.watermark.isFinal(bar.openTime + ONE_MINUTE.ms));
    return final.map((bar) => bar.indicatorCandle(this.held));
  }
}
