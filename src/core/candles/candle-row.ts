/**
 * A candle as it is shown, stored and exported. Amounts are plain decimal text, exact, without exponent or trailing zeros.
 * The field order is that of the CSV.
 */
export interface CandleRow {
  /** Its start, Unix ms; a 1 m candle holds the trades with `openTime <= eventMs < openTime + 60,000`. */
  readonly openTime: number;
  /** First and last price by trade time, then id. */
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly volume: string;
  /** Sum of price * quantity. */
  readonly quoteVolume: string;
  /** Number of trade ids in it. */
  readonly trades: number;
  /** The part of `volume` and `quoteVolume` whose aggressor bought. */
  readonly takerBase: string;
  readonly takerQuote: string;
  /** How many late trades changed it after it was final; 0: never corrected. */
  readonly revision: number;
  /** Whether the watermark has passed its end. */
  readonly final: boolean;
  /** Whether the recording holds a trade before it, one after it and every trade id between. */
  readonly complete: boolean;
  /**
   * Whether nothing is known to be missing: `complete`, or a trade after it alone is wanting for that (as of the newest candle always).
   * What is not unbroken is a hole to whatever is computed along the candles.
   */
  readonly unbroken: boolean;
}

/** Where a candle stands: it may still grow, its time is over, or a late trade changed it after that. */
export type CandleStage = "provisional" | "final" | "corrected";

export function stageOf({ final, revision }: CandleRow): CandleStage {
  if (!final) return "provisional";
  return revision > 0 ? "corrected" : "final";
}

/** Why a candle has a revision. A late trade is the only way: the fold changes a final candle for nothing else. */
export function revisionReason({ revision }: CandleRow): "late trade" | null {
  return revision > 0 ? "late trade" : null;
}
