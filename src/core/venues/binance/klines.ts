import { isPlainDecimal } from "../../base/decimal.ts";
import type { CandleRow } from "../../candles/candle-row.ts";

/**
 * Reads an answer of `GET .../klines`, oldest first; null where the text is anything else. The row is `[open time, open, high, low, close,
 * volume, close time, quote volume, trades, taker base, taker quote, unused]` ("Kline/Candlestick Data" of the exchange's documents);
 * on COIN-M the two volumes are of contracts and of the base asset, in the same places. A candle whose close time has passed is final.
 */
export function readKlines(text: string, nowMs: number): CandleRow[] | null {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!Array.isArray(answer)) return null;
  const rows: CandleRow[] = [];
  for (const values of answer as unknown[]) {
    const row = Array.isArray(values) ? readRow(values as unknown[], nowMs) : null;
    if (row === null || row.openTime <= (rows.at(-1)?.openTime ?? Number.NEGATIVE_INFINITY)) return null;
    rows.push(row);
  }
  return rows;
}

function readRow(values: readonly unknown[], nowMs: number): CandleRow | null {
  const [openTime, open, high, low, close, volume, closeTime, quoteVolume, trades, takerBase, takerQuote] = values;
  const amounts = [open, high, low, close, volume, quoteVolume, takerBase, takerQuote].map(amountText);
  if (!isCount(openTime) || !isCount(closeTime) || !isCount(trades) || amounts.includes(null)) return null;
  const [o, h, l, c, v, q, base, quote] = amounts as string[];
  return {
    openTime,
    open: o as string,
    high: h as string,
    low: l as string,
    close: c as string,
    volume: v as string,
    quoteVolume: q as string,
    trades,
    takerBase: base as string,
    takerQuote: quote as string,
    revision: 0,
    final: closeTime < nowMs,
    complete: true,
    unbroken: true,
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Decimal text of a sane length; null where the value is anything else. */
function amountText(value: unknown): string | null {
  return typeof value === "string" && value.length <= 40 && isPlainDecimal(value) ? value : null;
}
