import { STEP_BY_STEP_SEQUENCE } from "../../book/sequence-policy.ts";
import type { CandleConvention } from "../../candles/candle-convention.ts";
import type { Venue } from "../venue.ts";
import { BybitDecoder } from "./decoder.ts";

const CANDLES: CandleConvention = { open: "previous-close" };

/** Bybit's spot markets: the same symbols as the linear ones, and other books. */
export const BYBIT_SPOT: Venue = {
  name: "bybit-spot",
  title: "Bybit spot",
  sequence: { ...STEP_BY_STEP_SEQUENCE, name: "bybit" },
  candles: CANDLES,
  evidence: {
    book: "recorded",
    sequence: "recorded",
    checksum: "none",
    trades: "recorded",
    "best quote": "documents only",
    candles: "recorded",
    ticker: "recorded",
    derivatives: "none",
    live: "documents only",
  },
  decoder: (interest) => new BybitDecoder(interest, "spot"),
};

/** Bybit's perpetuals and futures that settle in USDT or USDC. */
export const BYBIT_LINEAR: Venue = {
  ...BYBIT_SPOT,
  name: "bybit-linear",
  title: "Bybit linear",
  evidence: { ...BYBIT_SPOT.evidence, derivatives: "recorded" },
  decoder: (interest) => new BybitDecoder(interest, "linear"),
};
