import type { CandleRow } from "../../src/core/candles/candle-row.ts";
import { blankFrame, type RecordedFrame } from "../../src/core/contract/frame.ts";
import { Desk } from "../../src/core/desk/desk.ts";
import type { InstrumentId } from "../../src/core/market/instrument.ts";
import { BINANCE_SPOT } from "../../src/core/venues/binance/venues.ts";
import { loadTardis } from "../peers.ts";
import type { ExactCandle, TradeMarket } from "./trade-market.ts";

/** Makes candles of a minute of the texts of trades. A figure a contestant does not have is left out as an empty text. */
export type CandleContestant = (market: TradeMarket) => ExactCandle[];

/**
 * What the `candles` command and the backfill of a chart run: the whole fold, without the 24 h ticker and the indicators, which tardis-dev does not
 * make either. Beyond candles it does what tardis-dev does not: every byte is checked, each frame counted in the ledger, each trade id looked up (a
 * repeat enters nothing), late trades correct a candle with a revision for an hour, and each candle knows whether ids prove it complete.
 */
function tapedeck({ bytes, ends }: TradeMarket): ExactCandle[] {
  const candles: ExactCandle[] = [];
  const symbols = new Map<InstrumentId, string>();
  const keep = (instrument: InstrumentId, row: CandleRow): void => {
    let symbol = symbols.get(instrument);
    if (symbol === undefined) symbols.set(instrument, (symbol = instrument.slice(instrument.indexOf(":") + 1)));
    const { openTime, open, high, low, close, volume, quoteVolume, trades, takerBase, takerQuote } = row;
    candles.push([symbol, openTime, open, high, low, close, volume, quoteVolume, String(trades), takerBase, takerQuote]);
  };
  const desk = new Desk({ venue: BINANCE_SPOT, partition: { parts: () => ["analytics"], countsControl: true }, candlesOnly: true, onCandle: keep });
  const frame: RecordedFrame = { ...blankFrame(), conn: "ws-1", kind: "recv", bytes };
  let start = 0;
  for (let n = 0; n < ends.length; n++) {
    frame.rx = n + 1;
    frame.start = start;
    start = frame.end = ends[n] as number;
    desk.apply(frame);
  }
  for (const { id, analytics } of desk.instruments()) for (const row of analytics?.analytics.candles() ?? []) keep(id, row);
  return candles;
}

interface Bar {
  readonly symbol: string;
  readonly timestamp: Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly buyVolume: number;
  readonly trades: number;
}

/** `JSON.parse`, its normaliser and its trade bars, in doubles, which do not know of late trades. The bar in the making is never given out: the last of each symbol is absent. */
function tardis({ bytes, ends }: TradeMarket): ExactCandle[] {
  const { computeTradeBars, normalizeTrades } = loadTardis();
  const now = new Date();
  const trades = normalizeTrades("binance", now);
  const bars = new Map<string, ReturnType<ReturnType<typeof computeTradeBars>>>();
  const candles: ExactCandle[] = [];
  let start = 0;
  for (const end of ends) {
    const message: unknown = JSON.parse(bytes.toString("latin1", start, end));
    start = end;
    if (!trades.canHandle(message)) continue;
    for (const trade of trades.map(message, now) ?? []) {
      const { symbol } = trade as { symbol: string };
      let bar = bars.get(symbol);
      if (bar === undefined) bars.set(symbol, (bar = computeTradeBars({ kind: "time", interval: 60_000 })()));
      for (const done of bar.compute(trade)) {
        const { timestamp, open, high, low, close, volume, buyVolume, trades: count } = done as Bar;
        const figures = [open, high, low, close, volume, "", count, buyVolume, ""].map(String);
        candles.push([symbol, timestamp.valueOf() - 60_000, ...figures]);
      }
    }
  }
  return candles;
}

export const CANDLE_CONTESTANTS: Readonly<Record<string, CandleContestant>> = { tapedeck, "tardis-dev": tardis };
