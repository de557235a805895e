import * as z from "zod";
import type { CandleRow } from "../candles/candle-row.ts";

/** So many candles in one control message stay below a message's bound, also where every amount is as long as it may be. */
const CANDLES_PER_MESSAGE = 80;

const amount = z.string().max(60);

/** A candle as the exchange published it, on its way to a chart: never part of the fold. */
export const venueCandleSchema: z.ZodType<CandleRow> = z.strictObject({
  openTime: z.int(),
  open: amount,
  high: amount,
  low: amount,
  close: amount,
  volume: amount,
  quoteVolume: amount,
  trades: z.int().min(0),
  takerBase: amount,
  takerQuote: amount,
  revision: z.int().min(0),
  final: z.boolean(),
  complete: z.boolean(),
  unbroken: z.boolean(),
});

/** What was wanted, of which instrument and interval: candles by pieces, oldest first, or in words for a person why there are none. */
export const foundCandles = {
  instrument: z.string().min(1),
  interval: z.string().min(1),
  /** Where only so many of the latest were wanted. */
  most: z.int().min(0).optional(),
  rows: z.array(venueCandleSchema),
  last: z.boolean(),
  reason: z.string(),
};

/** Candles as the messages that carry them, in their order; `last` is true of the last alone. Of no candles there is one message, too. */
export function candleMessages(rows: readonly CandleRow[]): { readonly rows: CandleRow[]; readonly last: boolean }[] {
  const count = Math.max(1, Math.ceil(rows.length / CANDLES_PER_MESSAGE));
  return Array.from({ length: count }, (_, at) => {
    const part = rows.slice(at * CANDLES_PER_MESSAGE, (at + 1) * CANDLES_PER_MESSAGE);
    return { rows: part, last: at === count - 1 };
  });
}
