import { MINUTE_MS } from "../candles/interval.ts";

/** The candles whose closes stand before what is recorded: so many of them make 24 h, whatever part of the first is over. */
export const PAST_CLOSES = { interval: "30m", minutes: 30, most: 49 } as const;

/** Closes of the exchange's own candles of {@link PAST_CLOSES}, the nearest doubles, by the number of the candle's stretch since the epoch. */
export type PastCloses = ReadonlyMap<number, number>;

/** Where the exchange gave none, or nobody asked. */
export const NO_PAST: PastCloses = new Map();

/** Reads the closes of candles of that length; of two of the same stretch the later one counts. */
export function pastCloses(rows: readonly { readonly openTime: number; readonly close: string }[]): PastCloses {
  return new Map(rows.map(({ openTime, close }) => [Math.floor(openTime / (PAST_CLOSES.minutes * MINUTE_MS)), Number(close)]));
}
