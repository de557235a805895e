import type { SymbolFeed } from "../symbol-feed.ts";

/** Rolling figures of 24 hours, as decimal texts. */
export interface DayTexts {
  readonly last: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly mean: string;
  readonly change: string;
  readonly changePercent: string;
}

/** @param nowMs the exchange's time, which does not go back */
export function dayOf(feed: SymbolFeed, nowMs: number): DayTexts {
  const answer = JSON.parse(feed.tickerAnswer(nowMs)) as Readonly<Record<string, string>>;
  const text = (key: string): string => answer[key] ?? "0";
  return {
    last: text("lastPrice"),
    open: text("openPrice"),
    high: text("highPrice"),
    low: text("lowPrice"),
    volume: text("volume"),
    quoteVolume: text("quoteVolume"),
    mean: text("weightedAvgPrice"),
    change: text("priceChange"),
    changePercent: text("priceChangePercent"),
  };
}

/** A candle of one minute: its opening in Unix ms, amounts as decimal texts. */
export interface CandleTexts {
  readonly openMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  readonly quoteVolume: string;
  readonly trades: number;
}

/** The candle that is forming; null before its first trade. */
export function candleOf(feed: SymbolFeed): CandleTexts | null {
  const row = JSON.parse(feed.formingCandle()) as readonly (string | number)[];
  if (row.length === 0) return null;
  const text = (place: number): string => String(row[place]);
  return {
    openMs: Number(row[0]),
    open: text(1),
    high: text(2),
    low: text(3),
    close: text(4),
    volume: text(5),
    quoteVolume: text(7),
    trades: Number(row[8]),
  };
}

/** The best bid and ask with what rests there, as decimal texts; null while a side is empty. */
export function touchOf(feed: SymbolFeed): { readonly bid: string; readonly bidQty: string; readonly ask: string; readonly askQty: string } | null {
  const { bids, asks } = feed.engine;
  const { tick, lot } = feed.market;
  if (bids.best === undefined || asks.best === undefined) return null;
  return {
    bid: tick.plain(bids.best.ticks),
    bidQty: lot.plain(bids.best.lots),
    ask: tick.plain(asks.best.ticks),
    askQty: lot.plain(asks.best.lots),
  };
}
