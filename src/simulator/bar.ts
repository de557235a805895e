import { add, type Int, multiply } from "../core/base/decimal.ts";
import type { Execution } from "./matching-engine.ts";

/** What a symbol traded over a span of event time, in ticks and lots. Where `trades` is 0 all prices are the close before. */
export interface Bar {
  /** Start of the span in Unix ms; its end is known by whoever holds the bar. */
  readonly openMs: number;
  open: number;
  high: number;
  low: number;
  close: number;
  lots: number;
  /** Ticks times lots, summed. */
  turnover: Int;
  /** The part in which the taker bought. */
  takerLots: number;
  takerTurnover: Int;
  trades: number;
  /** Ids of the first and the last trade; -1 where there is none. */
  firstId: number;
  lastId: number;
}

export function emptyBar(openMs: number, ticks: number): Bar {
  const prices = { open: ticks, high: ticks, low: ticks, close: ticks };
  return { openMs, ...prices, lots: 0, turnover: 0, takerLots: 0, takerTurnover: 0, trades: 0, firstId: -1, lastId: -1 };
}

/** Counts a trade in: the latest of the bar so far. */
export function addExecution(bar: Bar, { id, ticks, lots, buyerIsMaker }: Execution): void {
  if (bar.trades === 0) {
    bar.open = bar.high = bar.low = ticks;
    bar.firstId = id;
  }
  bar.high = Math.max(bar.high, ticks);
  bar.low = Math.min(bar.low, ticks);
  bar.close = ticks;
  bar.lastId = id;
  bar.trades++;
  const turnover = multiply(ticks, lots);
  bar.lots += lots;
  bar.turnover = add(bar.turnover, turnover);
  if (buyerIsMaker) return;
  bar.takerLots += lots;
  bar.takerTurnover = add(bar.takerTurnover, turnover);
}

/** Counts the bar that lies just before into `bar`, whose start becomes `openMs`. Spans without trades say nothing about prices. */
export function withEarlier(bar: Bar, earlier: Bar, openMs: number): Bar {
  if (earlier.trades === 0) return bar.trades === 0 ? { ...earlier, openMs } : { ...bar, openMs };
  if (bar.trades === 0) return { ...earlier, openMs };
  return {
    openMs,
    open: earlier.open,
    high: Math.max(earlier.high, bar.high),
    low: Math.min(earlier.low, bar.low),
    close: bar.close,
    lots: earlier.lots + bar.lots,
    turnover: add(earlier.turnover, bar.turnover),
    takerLots: earlier.takerLots + bar.takerLots,
    takerTurnover: add(earlier.takerTurnover, bar.takerTurnover),
    trades: earlier.trades + bar.trades,
    firstId: earlier.firstId,
    lastId: bar.lastId,
  };
}
