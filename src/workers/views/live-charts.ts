import { type CandleKind, readCandleKind } from "../../core/candles/candle-kind.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import { ONE_MINUTE, ONE_SECOND } from "../../core/candles/interval.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import type { AnalyticsPart } from "../../core/desk/analytics-part.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { VenueFigures } from "../../core/venues/message.ts";
import type { ChartSource } from "./chart-stream.ts";
import { LateTrades } from "./late-trades.ts";
import { LiveChart } from "./live-chart.ts";
import { LogChart, type LogChartOptions, type LogStretch } from "./log-chart.ts";

/** Charts kept beside those that are looked at, so that coming back to one is at once. */
const KEPT_CHARTS = 16;

export interface LiveChartsOptions {
  /** The instrument's aggregates; null before its first message. */
  readonly find: (id: InstrumentId) => AnalyticsPart | null;
  /** The exchange's own candles of this interval are wanted; {@link LiveCharts.adopt} takes them. */
  readonly onHistoryWanted: (id: InstrumentId, interval: string) => void;
  /** Whether of the exchange's candles only the sums can be compared with ours. */
  readonly sumsOnly?: boolean;
  /** What charts are made from that the live fold makes no candles for; absent where there is no recording to read: then there are none. */
  readonly recorded?: Omit<LogChartOptions, "id" | "kind" | "onReady">;
  /** A chart is to be drawn anew. */
  readonly onRenewed?: (id: InstrumentId, interval: string) => void;
}

/** The charts of a live desk, each of one instrument and one kind of candles. Only those are kept that somebody opened, so that memory does not grow with the watchlist. */
export class LiveCharts {
  private readonly options: LiveChartsOptions;
  private readonly charts = new Map<string, { readonly id: InstrumentId; readonly chart: LiveChart }>();
  private readonly logCharts = new Map<string, LogChart>();
  private readonly lates = new Map<InstrumentId, LateTrades>();

  constructor(options: LiveChartsOptions) {
    this.options = options;
  }

  /** What is to be told of the trades of an instrument. */
  observer(id: InstrumentId): TradeObserver {
    const late = new LateTrades((one) => {
      for (const chart of this.of(id)) chart.late(one);
    });
    this.lates.set(id, late);
    return late;
  }

  /** Somebody looks at these candles of this instrument. */
  open(id: InstrumentId, interval: string = ONE_MINUTE.name): void {
    const kind = readCandleKind(interval);
    if (kind === undefined) return;
    const key = keyOf(id, interval);
    if (kind.by === "activity" || kind.interval.ms < ONE_MINUTE.ms) {
      if (this.logCharts.has(key)) return;
      this.beginLogChart(id, kind, []);
      // Exchanges that have candles of less than a minute have those of a second.
      if (interval === ONE_SECOND.name) this.options.onHistoryWanted(id, interval);
      return;
    }
    const { find, onHistoryWanted, sumsOnly = false } = this.options;
    const chart =
      this.charts.get(key)?.chart ??
      new LiveChart({
        interval: kind.interval,
        find: () => find(id),
        onHistoryWanted: (wanted) => onHistoryWanted(id, wanted),
        late: this.lates.get(id)?.list ?? [],
        sumsOnly,
      });
    this.charts.delete(key);
    this.charts.set(key, { id, chart });
    chart.open();
    for (const oldest of this.charts.keys()) {
      if (this.charts.size <= KEPT_CHARTS) break;
      this.charts.delete(oldest);
    }
  }

  /** Gives up the charts over the recording that nobody looks at: they cost a fold each. */
  retain(looked: readonly { readonly id: InstrumentId | null; readonly interval: string }[]): void {
    const wanted = new Set(looked.flatMap(({ id, interval }) => (id === null ? [] : [keyOf(id, interval)])));
    for (const [key, chart] of this.logCharts) {
      if (wanted.has(key)) continue;
      chart.stop();
      this.logCharts.delete(key);
    }
  }

  /** The live fold has applied these frames and marks. */
  folded(stretch: LogStretch): void {
    for (const chart of this.logCharts.values()) chart.folded(stretch);
  }

  /** A recorded 1 m candle can no longer change. */
  close(id: InstrumentId, row: CandleRow): void {
    for (const chart of this.of(id)) chart.close(row);
  }

  /** The exchange published figures of its own. */
  publish(id: InstrumentId, figures: VenueFigures): void {
    for (const chart of this.of(id)) chart.publish(figures);
  }

  /** Candles of the exchange's own are here, oldest first; empty where they could not be had, for the reason given. */
  adopt(id: InstrumentId, interval: string, rows: readonly CandleRow[], reason = ""): void {
    const kind = readCandleKind(interval);
    // It begins again, with these before it.
    if (rows.length > 0 && kind !== undefined && this.logCharts.has(keyOf(id, interval))) this.beginLogChart(id, kind, rows);
    for (const [key, { id: of, chart }] of this.charts) {
      if (of === id && chart.adopt(interval, rows, reason)) this.options.onRenewed?.(id, key.slice(id.length + 1));
    }
  }

  private beginLogChart(id: InstrumentId, kind: CandleKind, before: readonly CandleRow[]): void {
    const { recorded, onRenewed } = this.options;
    if (recorded === undefined) return;
    const key = keyOf(id, kind.name);
    this.logCharts.get(key)?.stop();
    this.logCharts.set(key, new LogChart({ ...recorded, id, kind, before, onReady: () => onRenewed?.(id, kind.name) }));
  }

  /** Null before the instrument was opened, or met without a history. */
  source(id: InstrumentId, interval: string = ONE_MINUTE.name): ChartSource | null {
    const key = keyOf(id, interval);
    return this.charts.get(key)?.chart.source() ?? this.logCharts.get(key)?.source() ?? null;
  }

  private of(id: InstrumentId): LiveChart[] {
    return [...this.charts.values()].filter((one) => one.id === id).map(({ chart }) => chart);
  }
}

function keyOf(id: InstrumentId, interval: string): string {
  return `${id} ${interval}`;
}
