import {
  CandlestickSeries,
  ColorType,
  createChart,
  createSeriesMarkers,
  CrosshairMode,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  LineSeries,
  LineStyle,
  type Time,
} from "lightweight-charts";
import { MINUTE_MS } from "../../core/candles/interval.ts";
import type { ChartBar } from "../../core/contract/chart-view.ts";
import type { Undo } from "../../core/contract/port.ts";
import type { ChartInfo, ChartPainter } from "../stores/chart-store.ts";
import { utcText } from "../watchlist/age-text.ts";
import { candle, correctionMarks, point, timeOf, volumeColumn } from "./bar-drawing.ts";
import { chartPrice } from "./legend-text.ts";
import { kindOf } from "./interval-text.ts";
import { type PriceUnit, priceUnit } from "./price-unit.ts";
import { holeBetween, timeSlots } from "./time-slots.ts";

/** Bars in sight when a chart is first shown; fewer where there are few, so that each can be seen. */
const FIRST_BARS = 120;
const FEW_BARS = 48;

/** The colours of the page, read from its custom properties: the chart paints a canvas, which knows none. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    surface: read("surface"),
    line: read("line-faint"),
    text: read("text-dim"),
    up: read("up"),
    down: read("down"),
    ema: read("ema"),
    vwap: read("vwap"),
    crosshair: read("crosshair"),
    warn: read("warn"),
    accent: read("accent"),
  };
}

/** Candles, volume, EMA and VWAP on one pane. What changes within an animation frame is drawn once. */
export class CandleChart implements ChartPainter {
  private readonly chart: IChartApi;
  private readonly candles: ISeriesApi<"Candlestick">;
  private readonly volume: ISeriesApi<"Histogram">;
  private readonly ema: ISeriesApi<"Line">;
  private readonly vwap: ISeriesApi<"Line">;
  private readonly marks: ISeriesMarkersPluginApi<Time>;
  private readonly colours = colours();
  private readonly byTime = new Map<number, ChartBar>();
  private newest: ChartBar | null = null;
  /** Open times of the candles that a hole follows. */
  private readonly beforeHole = new Set<number>();
  /** Places on the time axis: candles, and intervals without one. */
  private slots = 0;
  private corrections = 0;
  private shown = "";
  /** Length of the candles; null where they go by activity. */
  private lengthMs: number | null = MINUTE_MS;
  /** Whether older candles are to come. */
  private awaited = false;
  private greatest = 0;
  private drawn: PriceUnit = { unit: 0, places: 0 };
  private hovered: number | null = null;
  private readonly onLegend: (bar: ChartBar | null) => void;

  /** `onLegend` is given the bar under the crosshair, else the newest, whenever it changes. */
  constructor(container: HTMLElement, onLegend: (bar: ChartBar | null) => void) {
    const colour = this.colours;
    this.onLegend = onLegend;
    this.chart = createChart(container, {
      autoSize: true,
      layout: {
        attributionLogo: false, // sets markup, which the page policy forbids; the panel shows a link of its own
        background: { type: ColorType.Solid, color: colour.surface },
        textColor: colour.text,
        fontFamily: getComputedStyle(document.documentElement).fontFamily,
        fontSize: 11,
      },
      grid: { vertLines: { color: colour.line }, horzLines: { color: colour.line } },
      crosshair: {
        mode: CrosshairMode.Normal,
        vertLine: { color: colour.crosshair, style: LineStyle.Dashed, width: 1, labelBackgroundColor: "#2f3a4b" },
        horzLine: { color: colour.crosshair, style: LineStyle.Dashed, width: 1, labelBackgroundColor: "#2f3a4b" },
      },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.16, bottom: 0.24 } },
      timeScale: { borderVisible: false, timeVisible: true, secondsVisible: false, rightOffset: 4, barSpacing: 8 },
      localization: {
        // The browser's own locale may be one that it does not itself understand ("en-US@posix").
        locale: "en-US",
        timeFormatter: (time: unknown) =>
          typeof time === "number" ? `${utcText(time * 1000).slice(0, this.lengthMs === null || this.lengthMs < MINUTE_MS ? 19 : 16)} UTC` : "",
      },
    });
    this.candles = this.chart.addSeries(CandlestickSeries, {
      upColor: colour.up,
      downColor: colour.down,
      wickUpColor: colour.up,
      wickDownColor: colour.down,
    });
    this.marks = createSeriesMarkers(this.candles, []);
    const line = { lineWidth: 1 as const, priceLineVisible: false, lastValueVisible: false, crosshairMarkerVisible: false };
    this.ema = this.chart.addSeries(LineSeries, { ...line, color: colour.ema });
    this.vwap = this.chart.addSeries(LineSeries, { ...line, color: colour.vwap });
    this.volume = this.chart.addSeries(HistogramSeries, {
      priceScaleId: "",
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat: { type: "volume" },
    });
    this.volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 } });
    this.chart.subscribeCrosshairMove(({ time }) => {
      this.hovered = typeof time === "number" ? time * 1000 : null;
      this.legend();
    });
  }

  show(bars: readonly ChartBar[], info: ChartInfo): void {
    const kind = kindOf(info.interval);
    this.lengthMs = kind.by === "time" ? kind.interval.ms : null;
    const secondsVisible = this.lengthMs === null || this.lengthMs < MINUTE_MS;
    this.chart.applyOptions({ timeScale: { secondsVisible } });
    this.byTime.clear();
    this.newest = null;
    this.greatest = 0;
    this.note(bars);
    this.scale(info);
    const slots = timeSlots(bars, this.lengthMs);
    this.slots = slots.length;
    this.candles.setData(slots.map((slot) => (typeof slot === "number" ? { time: timeOf(slot) } : candle(slot, this.colours, this.drawn.unit))));
    this.volume.setData(bars.map((bar) => volumeColumn(bar, this.colours)));
    this.beforeHole.clear();
    slots.forEach((slot, n) => {
      if (typeof slot !== "number" && typeof slots[n + 1] === "number") this.beforeHole.add(slot.openTime);
    });
    this.ema.setData(bars.map((bar) => this.point(bar, bar.ema)));
    this.vwap.setData(bars.map((bar) => this.point(bar, bar.vwap)));
    // History that comes after the first candles moves them: the view begins anew.
    const shown = `${info.instrument} ${info.interval}`;
    if (shown !== this.shown || (this.awaited && !info.loading)) {
      this.shown = shown;
      this.chart.priceScale("right").applyOptions({ autoScale: true });
      this.toNewest();
    }
    this.awaited = info.loading;
    this.corrections = -1;
    this.markCorrections();
    this.legend();
  }

  change(bars: readonly ChartBar[], info: ChartInfo): void {
    if (priceUnit(Math.max(this.greatest, ...bars.map(({ high }) => high)), info.pricePlaces).unit !== this.drawn.unit)
      return this.redraw(bars, info);
    this.scale(info);
    for (const bar of bars) {
      const past = this.newest !== null && bar.openTime < this.newest.openTime;
      // A bar between two others: only the whole can be drawn anew.
      if (past && !this.byTime.has(bar.openTime)) return this.redraw(bars, info);
      const before = this.byTime.get(bar.openTime);
      if (before === undefined) this.fillHole(bar.openTime);
      this.candles.update(candle(bar, this.colours, this.drawn.unit), past);
      this.volume.update(volumeColumn(bar, this.colours), past);
      if (before?.ema !== bar.ema) this.ema.update(this.point(bar, bar.ema), past);
      if (before?.vwap !== bar.vwap) this.vwap.update(this.point(bar, bar.vwap), past);
      this.note([bar]);
    }
    this.markCorrections();
    this.legend();
  }

  /** The newest bars, at the size of the beginning. */
  toNewest(): void {
    const to = this.slots + 3;
    this.chart.timeScale().setVisibleLogicalRange({ from: to - (to > FEW_BARS ? FIRST_BARS : FEW_BARS), to });
  }

  destroy: Undo = () => this.chart.remove();

  /** Shows what was shown, and these. */
  private redraw(bars: readonly ChartBar[], info: ChartInfo): void {
    this.note(bars);
    this.show(
      [...this.byTime.values()].toSorted((a, b) => a.openTime - b.openTime),
      info,
    );
  }

  private note(bars: readonly ChartBar[]): void {
    for (const bar of bars) {
      this.greatest = Math.max(this.greatest, bar.high);
      this.byTime.set(bar.openTime, bar);
      if (this.newest === null || bar.openTime >= this.newest.openTime) this.newest = bar;
    }
  }

  private legend(): void {
    this.onLegend((this.hovered === null ? undefined : this.byTime.get(this.hovered)) ?? this.newest);
  }

  private scale({ pricePlaces }: ChartInfo): void {
    const drawn = priceUnit(this.greatest, pricePlaces);
    const { unit, places } = drawn;
    if (places === this.drawn.places && unit === this.drawn.unit) return;
    this.drawn = drawn;
    const priceFormat = { type: "custom" as const, minMove: Number(`1e-${places}`), formatter: (value: number) => chartPrice(value * unit, places) };
    for (const series of [this.candles, this.ema, this.vwap]) series.applyOptions({ priceFormat });
  }

  /** The intervals between the newest candle and one that follows it. */
  private fillHole(openTime: number): void {
    const { newest } = this;
    const hole = newest === null ? [] : holeBetween(newest.openTime, openTime, this.lengthMs);
    if (newest !== null && hole.length > 0) {
      this.beforeHole.add(newest.openTime);
      this.ema.update(this.point(newest, newest.ema));
      this.vwap.update(this.point(newest, newest.vwap));
    }
    for (const slot of hole) this.candles.update({ time: timeOf(slot) });
    this.slots += hole.length + 1;
  }

  private point(bar: ChartBar, value: number | null) {
    return point(bar, value === null ? null : value / this.drawn.unit, this.beforeHole.has(bar.openTime));
  }

  private markCorrections(): void {
    let corrections = 0;
    for (const { revision } of this.byTime.values()) if (revision > 0) corrections++;
    if (corrections === this.corrections) return;
    this.corrections = corrections;
    this.marks.setMarkers(correctionMarks(this.byTime.values(), this.colours.accent));
  }
}
