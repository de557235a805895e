import type { CandleRow } from "./candle-row.ts";
import type { Interval } from "./interval.ts";

/**
 * What stands where no counting trade came. `skip`: nothing, as in this program's own candles. `flat`: a candle of the close before it
 * without volume (`trades` is 0, which no candle of trades has), as in exchanges' klines.
 */
export const EMPTY_POLICIES = ["skip", "flat"] as const;

export type EmptyPolicy = (typeof EMPTY_POLICIES)[number];

/**
 * The same candles with a flat one in every interval between the first and the last that has none, and in those after the last that end
 * by `untilMs` (Unix ms). A flat one is complete where a neighbour is: that one's ids prove that nothing is missing up to the other.
 */
export function fillEmpty(rows: readonly CandleRow[], { ms }: Interval, untilMs = Number.NEGATIVE_INFINITY): CandleRow[] {
  const filled: CandleRow[] = [];
  let before: CandleRow | null = null;
  for (const row of rows) {
    if (before !== null) {
      const complete = before.complete || row.complete;
      const proof = { final: before.final, complete, unbroken: complete || row.unbroken };
      for (let openTime = before.openTime + ms; openTime < row.openTime; openTime += ms) filled.push(flat(before, openTime, proof));
    }
    filled.push(row);
    before = row;
  }
  if (before === null) return filled;
  const proof = { final: true, complete: false, unbroken: before.unbroken };
  for (let openTime = before.openTime + ms; openTime + ms <= untilMs; openTime += ms) filled.push(flat(before, openTime, proof));
  return filled;
}

function flat({ close }: CandleRow, openTime: number, proof: Pick<CandleRow, "final" | "complete" | "unbroken">): CandleRow {
  const nothing = { volume: "0", quoteVolume: "0", trades: 0, takerBase: "0", takerQuote: "0", revision: 0 };
  return { openTime, open: close, high: close, low: close, close, ...nothing, ...proof };
}
