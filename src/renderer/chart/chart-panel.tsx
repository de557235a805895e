import { useEffect, useRef } from "react";
import { MINUTE_MS } from "../../core/candles/interval.ts";
import type { ChartBar } from "../../core/contract/chart-view.ts";
import { splitInstrumentId } from "../../core/market/instrument.ts";
import type { Page } from "../page.ts";
import { useStore } from "../stores/store.ts";
import { CandleChart } from "./candle-chart.ts";
import { IntervalBar } from "./interval-bar.tsx";
import { intervalShort, kindOf } from "./interval-text.ts";
import { RecomputeButton, RecomputeLine } from "./recompute-line.tsx";
import { type LegendText, legendText } from "./legend-text.ts";

/** Candles of the instrument in focus. */
export function ChartPanel({ page }: { readonly page: Page }) {
  const canvas = useRef<HTMLDivElement>(null);
  const legend = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (canvas.current === null || legend.current === null) return;
    const figures = new LegendFigures(legend.current);
    const container = canvas.current;
    const chart = new CandleChart(container, (bar) => {
      const { instrument, interval, pricePlaces } = page.chart.info.get();
      const kind = kindOf(interval);
      figures.show(bar, pricePlaces, kind.by === "activity" || kind.interval.ms < MINUTE_MS);
      container.dataset["bars"] = instrument;
      container.dataset["interval"] = interval;
      container.setAttribute("aria-label", figures.sentence(splitInstrumentId(instrument).symbol));
    });
    const detach = page.chart.attach(chart);
    return () => {
      detach();
      chart.destroy();
    };
  }, [page]);
  return (
    <div className="chart-panel">
      <div className="chart-bar">
        <IntervalBar page={page} />
        <RecomputeButton page={page} />
      </div>
      <RecomputeLine page={page} />
      <div className="chart-body">
        <div ref={canvas} className="chart-canvas" role="img" aria-label="Candles" />
        <div className="chart-legend">
          <ChartTitle page={page} />
          <div ref={legend} className="chart-figures" />
        </div>
        <ChartState page={page} />
        <a className="attribution" href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
          Charts by TradingView
        </a>
      </div>
    </div>
  );
}

function ChartTitle({ page }: { readonly page: Page }) {
  const { instrument, interval } = useStore(page.chart.info);
  if (instrument === "") return null;
  const { venue, symbol } = splitInstrumentId(instrument);
  return (
    <p className="chart-title">
      <strong>{symbol}</strong>
      <span className="muted">
        {venue} · {intervalShort(interval)}
      </span>
    </p>
  );
}

function ChartState({ page }: { readonly page: Page }) {
  const { instrument, loading, fault, empty } = useStore(page.chart.info);
  const chosen = useStore(page.focus.chosen);
  if (chosen === null) return <p className="empty">Choose an instrument in the watchlist to see its candles.</p>;
  if (empty && loading) return <p className="empty">Computing candles…</p>;
  if (empty && instrument !== "") return <p className="empty">No trade of this instrument yet.</p>;
  if (loading) return <p className="chart-loading">Computing older candles…</p>;
  return fault === "" ? null : (
    <p className="chart-loading" title={fault}>
      No older candles: {fault}
    </p>
  );
}

const FIGURES = [
  ["open", "O"],
  ["high", "H"],
  ["low", "L"],
  ["close", "C"],
  ["change", ""],
  ["volume", "Vol"],
  ["ema", "EMA 20"],
  ["vwap", "VWAP"],
  ["note", ""],
] as const;

/** The figures over the chart. They tick, so they write their text themselves. */
class LegendFigures {
  private readonly values = new Map<string, HTMLElement>();
  private readonly root: HTMLElement;
  private text: LegendText | null = null;

  constructor(root: HTMLElement) {
    this.root = root;
    root.replaceChildren();
    for (const [name, label] of FIGURES) {
      const item = document.createElement("span");
      const key = document.createElement("span");
      const value = document.createElement("span");
      item.className = `legend-item ${name}`;
      key.className = "legend-key";
      key.textContent = label;
      value.className = "legend-value";
      value.dataset["figure"] = name;
      item.append(key, value);
      root.append(item);
      this.values.set(name, value);
    }
  }

  show(bar: ChartBar | null, places: number, withSeconds: boolean): void {
    this.root.hidden = bar === null;
    this.text = bar && legendText(bar, places, withSeconds);
    if (this.text === null) return;
    this.root.dataset["move"] = this.text.move;
    this.root.dataset["time"] = this.text.time;
    this.root.dataset["differs"] = String(this.text.differs);
    for (const [name] of FIGURES) {
      const value = this.values.get(name);
      if (value !== undefined && value.textContent !== this.text[name]) value.textContent = this.text[name];
    }
  }

  /** The chart in words. */
  sentence(symbol: string): string {
    if (this.text === null) return symbol === "" ? "Candles: none yet" : `Candles of ${symbol}: none yet`;
    const { time, open, high, low, close, change } = this.text;
    return `Candles of ${symbol}: at ${time} UTC open ${open}, high ${high}, low ${low}, close ${close}, ${change}`;
  }
}
