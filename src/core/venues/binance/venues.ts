import { BINANCE_FUTURES_SEQUENCE, BINANCE_SPOT_SEQUENCE } from "../../book/sequence-policy.ts";
import type { VenueEvidence } from "../evidence.ts";
import type { Venue } from "../venue.ts";
import { BinanceDecoder } from "./decoder.ts";

const SPOT_EVIDENCE: VenueEvidence = {
  book: "recorded",
  sequence: "recorded",
  checksum: "none",
  trades: "recorded",
  "best quote": "recorded",
  candles: "recorded",
  ticker: "documents only",
  derivatives: "none",
  live: "documents only",
};

export const BINANCE_SPOT: Venue = {
  name: "binance",
  title: "Binance spot",
  sequence: BINANCE_SPOT_SEQUENCE,
  evidence: SPOT_EVIDENCE,
  decoder: (interest) => new BinanceDecoder({ futures: false }, interest),
};

export const BINANCE_USDM: Venue = {
  name: "binance-usdm",
  title: "Binance USD-M futures",
  sequence: BINANCE_FUTURES_SEQUENCE,
  evidence: { ...SPOT_EVIDENCE, derivatives: "documents only" },
  decoder: (interest) => new BinanceDecoder({ futures: true }, interest),
};

export const BINANCE_COINM: Venue = {
  name: "binance-coinm",
  title: "Binance COIN-M futures",
  sequence: BINANCE_FUTURES_SEQUENCE,
  evidence: {
    book: "documents only",
    sequence: "documents only",
    checksum: "none",
    trades: "documents only",
    "best quote": "documents only",
    candles: "documents only",
    ticker: "documents only",
    derivatives: "documents only",
    live: "documents only",
  },
  decoder: (interest) => new BinanceDecoder({ futures: true }, interest),
};
