import { unnumbered } from "../../book/sequence-policy.ts";
import type { Venue } from "../venue.ts";
import { CoinbaseDecoder } from "./decoder.ts";

/** Coinbase Advanced Trade. Its books have no ids: the sequence over their connection is what proves them. */
export const COINBASE: Venue = {
  name: "coinbase",
  title: "Coinbase Advanced",
  sequence: unnumbered("coinbase", null),
  evidence: {
    book: "recorded",
    sequence: "recorded",
    checksum: "none",
    trades: "recorded",
    "best quote": "recorded",
    candles: "recorded",
    ticker: "recorded",
    derivatives: "none",
    live: "documents only",
  },
  decoder: (interest) => new CoinbaseDecoder(interest),
};
