import { MINUTE_MS } from "../../core/candles/interval.ts";
import type { TradeObserver } from "../../core/candles/trade-observer.ts";
import type { Desk } from "../../core/desk/desk.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Trade } from "../../core/market/trade.ts";
import { RecentTrades } from "../../core/ticker/recent-trades.ts";
import { type TickerReport, tickerReport } from "../../core/ticker/ticker-report.ts";
import { type TradesBetween, WINDOWS } from "../../core/ticker/window-figures.ts";
import { replayBeside } from "./replay-beside.ts";

/** The longest window whose edge is read from memory, and a minute more: the edge itself. */
export const RECENT_MS = 6 * MINUTE_MS;

type Progress = (frames: number, total: number) => void;
type Range = readonly [fromMs: number, toMs: number];

/**
 * The tickers of these instruments of a session file (all, where null), as though a mark stood at the end; an instrument that the file
 * does not hold is absent. Where the minute that is leaving a window is not in memory any more, its trades are read back from the file.
 */
export async function replayTickers(
  tape: string,
  instruments: readonly string[] | null,
  onProgress: Progress,
): Promise<Map<InstrumentId, TickerReport>> {
  const recent = new Map<InstrumentId, RecentTrades>();
  const { desk } = await replayBeside(
    tape,
    (id) => instruments?.includes(id) ?? true,
    onProgress,
    (id) => {
      const trades = new RecentTrades(RECENT_MS);
      recent.set(id, trades);
      return { observers: [trades] };
    },
  );
  const between = await edgesOf(tape, desk, recent, onProgress);
  const reports = new Map<InstrumentId, TickerReport>();
  for (const { id, analytics } of desk.instruments()) {
    if (analytics !== null) reports.set(id, tickerReport(analytics.analytics, analytics.figures.get("ticker"), between(id)));
  }
  return reports;
}

/** For each instrument, the trades at the edges of its windows: from memory, or read back from the file in one more pass over it. */
export async function edgesOf(
  tape: string,
  desk: Desk,
  recent: ReadonlyMap<InstrumentId, RecentTrades>,
  onProgress: Progress,
  untilRx?: number,
): Promise<(id: InstrumentId) => TradesBetween> {
  const forgotten = new Map<InstrumentId, Range[]>();
  for (const { id, analytics } of desk.instruments()) {
    if (analytics === null) continue;
    const { greatestEventMs } = analytics.analytics.watermark;
    for (const { ms } of WINDOWS) {
      const fromMs = greatestEventMs - ms + 1;
      const toMs = Math.ceil(fromMs / MINUTE_MS) * MINUTE_MS;
      if (fromMs === toMs || recent.get(id)?.between(fromMs, toMs) !== null) continue;
      forgotten.set(id, [...(forgotten.get(id) ?? []), [fromMs, toMs]]);
    }
  }
  const readBack = new Map<InstrumentId, Trade[]>();
  if (forgotten.size > 0) {
    await replayBeside(
      tape,
      (id) => forgotten.has(id),
      onProgress,
      (id) => {
        const trades: Trade[] = [];
        readBack.set(id, trades);
        return { observers: [collector(trades, forgotten.get(id) ?? [])] };
      },
      { untilRx },
    );
  }
  return (id) => (fromMs, toMs) =>
    recent.get(id)?.between(fromMs, toMs) ?? readBack.get(id)?.filter(({ eventMs }) => eventMs >= fromMs && eventMs < toMs) ?? null;
}

function collector(into: Trade[], ranges: readonly Range[]): TradeObserver {
  return {
    enter(trade) {
      if (trade.counts && ranges.some(([fromMs, toMs]) => trade.eventMs >= fromMs && trade.eventMs < toMs)) into.push({ ...trade });
    },
  };
}
