import { CHART_BARS, type ChartBar, type ChartView } from "../../core/contract/chart-view.ts";
import type { Acknowledge } from "../connection/view-source.ts";
import { PaintedStream, type PaintedStreamOptions } from "./painted-stream.ts";
import { Store } from "./store.ts";

/** What the chart is of. */
export interface ChartInfo {
  readonly instrument: string;
  /** What the candles go by, as `readCandleKind` reads it. */
  readonly interval: string;
  readonly loading: boolean;
  /** Why older candles could not be had; empty where they could. */
  readonly fault: string;
  readonly pricePlaces: number;
  readonly qtyPlaces: number;
  readonly empty: boolean;
}

/** Draws bars, which come in order of time. */
export interface ChartPainter {
  /** Draws these and nothing else. */
  show(bars: readonly ChartBar[], info: ChartInfo): void;
  /** Draws these in the place of those with the same times, or after them. */
  change(bars: readonly ChartBar[], info: ChartInfo): void;
}

/** The last candle ticks at ten a second: redrawing a chart costs in proportion to its candles. */
const EVERY_MS = 100;

/** A live chart grows by so many candles before the oldest are taken off it, which costs a whole drawing. */
const SLACK = 200;

const NOTHING: ChartInfo = { instrument: "", interval: "1m", loading: false, fault: "", pricePlaces: 0, qtyPlaces: 0, empty: true };

/** The candles of the instrument in focus. */
export class ChartStore {
  readonly info = new Store<ChartInfo>(NOTHING);
  private readonly stream: PaintedStream;
  private readonly bars = new Map<number, ChartBar>();
  private readonly changed = new Set<number>();
  private renewed = true;
  private drawn = 0;
  private painter: ChartPainter | null = null;

  constructor(options: PaintedStreamOptions) {
    this.stream = new PaintedStream(options, EVERY_MS, () => this.paint());
  }

  /** Hands over the chart; what came before is drawn at once. */
  attach(painter: ChartPainter): () => void {
    this.painter = painter;
    this.renewed = true;
    this.stream.request();
    return () => {
      this.painter = null;
    };
  }

  view(view: ChartView, acknowledge: Acknowledge): void {
    if (view.reset) {
      this.bars.clear();
      this.renewed = true;
    }
    for (const bar of view.bars) {
      if (!this.bars.has(bar.openTime)) this.drawn++;
      this.bars.set(bar.openTime, bar);
      this.changed.add(bar.openTime);
    }
    while (this.bars.size > CHART_BARS) this.bars.delete(this.bars.keys().next().value as number);
    const { instrument, interval, loading, fault, pricePlaces, qtyPlaces } = view;
    const info = { instrument, interval, loading, fault, pricePlaces, qtyPlaces, empty: this.bars.size === 0 };
    const now = this.info.get();
    if ((Object.keys(info) as (keyof ChartInfo)[]).some((key) => info[key] !== now[key])) this.info.set(info);
    this.stream.took(view, acknowledge);
  }

  /** Takes a view of an instrument that is in focus no more: it is acknowledged and not shown. */
  pass(view: ChartView, acknowledge: Acknowledge): void {
    this.stream.took(view, acknowledge);
  }

  clear(): void {
    this.bars.clear();
    this.changed.clear();
    this.renewed = true;
    this.info.set(NOTHING);
    this.stream.forget();
    this.stream.request();
  }

  private paint(): void {
    if (this.painter === null) return;
    const info = this.info.get();
    if (this.renewed || this.drawn > CHART_BARS + SLACK) {
      this.drawn = this.bars.size;
      this.painter.show([...this.bars.values()], info);
    } else {
      const bars = [...this.changed].flatMap((openTime) => this.bars.get(openTime) ?? []).toSorted((a, b) => a.openTime - b.openTime);
      if (bars.length > 0) this.painter.change(bars, info);
    }
    this.renewed = false;
    this.changed.clear();
  }
}
