import * as z from "zod";
import type { CandleRow } from "../candles/candle-row.ts";

/** So many candles in one control message stay below a message's bound, also where every amount is as long as it may be. */
export const CANDLES_PER_MESSAGE = 80;

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
