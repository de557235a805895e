import { formatDecimal, parseDecimal } from "../../../src/core/base/decimal.ts";
import type { CandleRow } from "../../../src/core/candles/candle-row.ts";
import { MINUTE, type TradeText } from "../tape/trade-fixture.ts";

const SCALE = 12;

function wide(text: string): bigint {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(`not a decimal: ${text}`);
  return BigInt(value.mantissa) * 10n ** BigInt(SCALE - value.scale);
}

export type Figures = Omit<CandleRow, "revision" | "final" | "complete" | "unbroken">;

export function figuresOf({ revision: _revision, final: _final, complete: _complete, unbroken: _unbroken, ...figures }: CandleRow): Figures {
  return figures;
}

/** Candles by their definition: all trades at once, sorted, in bigints of one fixed scale. Ids are distinct. */
export function candlesOf(trades: readonly TradeText[]): Figures[] {
  const minutes = Map.groupBy(
    trades.filter((trade) => trade.counts !== false),
    (trade) => trade.eventMs - (trade.eventMs % MINUTE),
  );
  return [...minutes]
    .sort(([a], [b]) => a - b)
    .map(([openTime, members]) => {
      const sorted = members.toSorted((a, b) => a.eventMs - b.eventMs || a.id - b.id);
      const prices = sorted.map((trade) => wide(trade.price ?? "100"));
      const byPrice = prices.toSorted((a, b) => (a < b ? -1 : 1));
      const sum = (taker: boolean, places: number, value: (trade: TradeText) => bigint): string =>
        formatDecimal(
          sorted.filter((trade) => !taker || trade.side !== "sell").reduce((total, trade) => total + value(trade), 0n),
          places,
        );
      const base = (trade: TradeText): bigint => wide(trade.qty ?? "1");
      const quote = (trade: TradeText): bigint => wide(trade.price ?? "100") * base(trade);
      const price = (value: bigint | undefined): string => formatDecimal(value ?? 0n, SCALE);
      return {
        openTime,
        open: price(prices[0]),
        high: price(byPrice.at(-1)),
        low: price(byPrice[0]),
        close: price(prices.at(-1)),
        volume: sum(false, SCALE, base),
        quoteVolume: sum(false, SCALE * 2, quote),
        trades: sorted.length,
        takerBase: sum(true, SCALE, base),
        takerQuote: sum(true, SCALE * 2, quote),
      };
    });
}

/** Which minutes are complete by definition, given every trade held (their ids distinct). */
export function completeMinutes(trades: readonly TradeText[]): Set<number> {
  const ids = new Set(trades.map((trade) => trade.id));
  const minutes = Map.groupBy(trades, (trade) => trade.eventMs - (trade.eventMs % MINUTE));
  const complete = new Set<number>();
  for (const [openTime, own] of minutes) {
    const before = trades.filter((trade) => trade.eventMs < openTime).map((trade) => trade.id);
    const after = trades.filter((trade) => trade.eventMs >= openTime + MINUTE).map((trade) => trade.id);
    if (before.length === 0 || after.length === 0) continue;
    const from = Math.min(Math.max(...before), ...own.map((trade) => trade.id));
    const to = Math.max(Math.min(...after), ...own.map((trade) => trade.id));
    let whole = true;
    for (let id = from; id <= to; id++) whole &&= ids.has(id);
    if (whole) complete.add(openTime);
  }
  return complete;
}
