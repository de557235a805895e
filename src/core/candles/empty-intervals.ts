import type { CandleRow } from "./candle-row.ts";
import type { Interval } from "./interval.ts";

/**
 * What stands where no counting trade came. `skip`: nothing, as in this program's own candles. `flat`: a candle of the close before it
 * without volume (`trades` is 0, which no candle of trades has), as in exchanges' klines.
 */
export const EMPTY_POLICIES = ["skip", "flat"] as const;

export type EmptyPolicy = (typeof EMPTY_POLICIES)[number];

/**
 * The same candles with a flat one in every interval between the first and the last that has none. A flat one is complete where a
 * neighbour is: that one's ids prove that nothing is missing up to the other.
 */
export function fillEmpty(rows: readonly CandleRow[], { ms }: Interval): CandleRow[] {
  const filled: CandleRow[] = [];
  let before: CandleRow | null = null;
  for (const row of rows) {
    if (before !== null) {
      const complete = before.complete || row.complete;
      for (let openTime = before.openTime + ms; openTime < row.openTime; openTime += ms) filled.push(flat(before, openTime, complete, before.final));
    }
    filled.push(row);
    before = row;
  }
  return filled;
}

function flat({ close }: CandleRow, openTime: number, complete: boolean, final: boolean): CandleRow {
  const nothing = { volume: "0", quoteVolume: "0", trades: 0, takerBase: "0", takerQuote: "0", revision: 0 };
  return { openTime, open: close, high: close, low: close, close, ...nothing, final, complete, unbroken: complete };
}
