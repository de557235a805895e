import { closedColumns } from "../../core/candles/closed-columns.ts";
import { type CandleBuilder, candleBuilder } from "../../core/candles/candle-builder.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import { drawnAs, FIRST_TRADE_OPENS } from "../../core/candles/candle-convention.ts";
import type { CandleRow } from "../../core/candles/candle-row.ts";
import type { Interval } from "../../core/candles/interval.ts";
import type { CandleColumns } from "../../core/indicators/candle-columns.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { History } from "../../core/screen/term-series.ts";
import { RecentTrades } from "../../core/ticker/recent-trades.ts";
import { type TickerReport, tickerReport } from "../../core/ticker/ticker-report.ts";
import { replayBeside } from "./replay-beside.ts";
import { edgesOf, RECENT_MS } from "./replay-tickers.ts";

/** What a session file holds of one instrument for a screen or a backtest. */
export interface SymbolHistory {
  readonly instrument: InstrumentId;
  /** The closed candles, of the intervals asked for. */
  readonly history: History;
  /** Null where it was not asked for. */
  readonly ticker: TickerReport | null;
  /** The greatest event time, Unix ms; minus infinity where nothing of it has one. */
  readonly eventMs: number;
}

export interface HistoryRequest {
  readonly intervals: readonly Interval[];
  readonly ticker: boolean;
  /** Whether candles of which trades may be missing are taken as they are. */
  readonly acceptHoles: boolean;
  /** The state after this frame is asked for; left out: that at the end. */
  readonly untilRx?: number;
}

/** The candles of these intervals, and the tickers, of the wanted instruments of a session file where it is asked for; in one pass, or two for edges. */
export async function sessionHistory(
  tape: string,
  wants: (instrument: InstrumentId) => boolean,
  { intervals, ticker, acceptHoles, untilRx }: HistoryRequest,
  onProgress: (frames: number, total: number) => void,
): Promise<SymbolHistory[]> {
  const recent = new Map<InstrumentId, RecentTrades>();
  const building = new Map<InstrumentId, Map<string, { rows: CandleRow[]; builder: CandleBuilder }>>();
  const beside = (id: InstrumentId): { observers: TradeObserver[] } => {
    const own = new Map(intervals.map((interval) => [interval.name, builderOf(interval)] as const));
    building.set(id, own);
    const observers = [...own.values()].flatMap(({ builder }) => builder.observers);
    if (!ticker) return { observers };
    const trades = new RecentTrades(RECENT_MS);
    recent.set(id, trades);
    return { observers: [...observers, trades] };
  };
  const { desk, venue } = await replayBeside(tape, wants, onProgress, beside, { candlesOnly: !ticker, untilRx });
  const between = ticker ? await edgesOf(tape, desk, recent, onProgress, untilRx) : null;
  return [...building].flatMap(([instrument, own]): SymbolHistory[] => {
    const part = desk.find(instrument)?.analytics;
    if (!part) return [];
    const { analytics } = part;
    const history = remembered((interval) => {
      const built = own.get(interval.name);
      if (built === undefined) throw new RangeError(`no candles of ${interval.name} were asked for`);
      const rows = drawnAs([...built.rows, ...built.builder.rows(analytics)], venue.candles ?? FIRST_TRADE_OPENS);
      return closedColumns(rows, interval, analytics.watermark.ms, acceptHoles);
    });
    const eventMs = analytics.watermark.greatestEventMs;
    return [{ instrument, history, eventMs, ticker: between && tickerReport(analytics, part.figures.get("ticker"), between(instrument)) }];
  });
}

function builderOf(interval: Interval): { rows: CandleRow[]; builder: CandleBuilder } {
  const rows: CandleRow[] = [];
  return { rows, builder: candleBuilder({ by: "time", name: interval.name, interval }, (row) => rows.push(row)) };
}

/** Makes each interval's columns once. */
export function remembered(make: History): History {
  const made = new Map<string, CandleColumns>();
  return (interval) => {
    const known = made.get(interval.name) ?? make(interval);
    made.set(interval.name, known);
    return known;
  };
}
