import * as z from "zod";
import type { TickerReport } from "../ticker/ticker-report.ts";
import { venueCandleSchema } from "./venue-candle.ts";

/** What a screen asks an analytics worker of one instrument, and the answer: as the fold stands between two reads of frames. */
const amount = z.string().nullable();
const figure = z.number().nullable();

/** A question after one instrument. */
export const readingRequestSchema = z.strictObject({
  type: z.literal("symbol.read"),
  instrument: z.string().min(1),
  /** Whether the rolling windows are wanted too. */
  ticker: z.boolean(),
});

const window = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  open: amount,
  high: amount,
  low: amount,
  last: amount,
  change: amount,
  changePercent: figure,
  volume: z.string(),
  quoteVolume: z.string(),
  vwap: figure,
  trades: z.number(),
  delta: z.string(),
  realisedVolatility: figure,
  exact: z.boolean(),
  covered: z.boolean(),
});

const venueFigures = z.strictObject({ open: amount, high: amount, low: amount, last: amount, volume: amount, quoteVolume: amount });

const tickerSchema: z.ZodType<TickerReport> = z.strictObject({
  statistics: z.enum(["own", "venue"]),
  windows: z.strictObject({ "1m": window, "5m": window, "1h": window, "24h": window }),
  venue: z.strictObject({ figures: venueFigures, difference: venueFigures.nullable() }).nullable(),
});

/** The answer to it; of one that this worker does not hold it is null. */
export const readingSchema = z.strictObject({
  type: z.literal("symbol.told"),
  instrument: z.string(),
  /** Null where this worker does not hold the instrument. */
  reading: z
    .strictObject({
      /** The greatest event time, Unix ms. */
      eventMs: z.number(),
      /** The recorded 1 m candles that may still change: those of the last hour, oldest first. */
      minutes: z.array(venueCandleSchema),
      ticker: tickerSchema.nullable(),
    })
    .nullable(),
});

/** See {@link readingRequestSchema}. */
export type ReadingRequest = z.infer<typeof readingRequestSchema>;
/** See {@link readingSchema}. */
export type SymbolTold = z.infer<typeof readingSchema>;
/** What an analytics worker holds of an instrument. */
export type SymbolReading = NonNullable<SymbolTold["reading"]>;
