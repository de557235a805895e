import type { Venue } from "../venue.ts";
import { OkxDecoder } from "./decoder.ts";
import { OKX_SEQUENCE } from "./sequence.ts";

/** OKX: spot, swaps, futures and options, told apart by their `instId`. */
export const OKX: Venue = {
  name: "okx",
  title: "OKX",
  sequence: OKX_SEQUENCE,
  evidence: {
    book: "recorded",
    sequence: "documents only",
    checksum: "recorded",
    trades: "recorded",
    "best quote": "documents only",
    candles: "documents only",
    ticker: "recorded",
    derivatives: "documents only",
    live: "documents only",
  },
  decoder: (interest) => new OkxDecoder(interest),
};
