import { INTERLEAVED_CHECKSUM } from "../../book/checksum.ts";
import { unnumbered } from "../../book/sequence-policy.ts";
import type { Venue } from "../venue.ts";
import { BitfinexDecoder } from "./decoder.ts";

/** Bitfinex. Its books have no ids: the sequence over their connection and, where it was asked for, a checksum prove them. */
export const BITFINEX: Venue = {
  name: "bitfinex",
  title: "Bitfinex",
  sequence: unnumbered("bitfinex", INTERLEAVED_CHECKSUM),
  evidence: {
    book: "recorded",
    sequence: "recorded",
    checksum: "recorded",
    trades: "recorded",
    "best quote": "recorded",
    candles: "documents only",
    ticker: "recorded",
    derivatives: "documents only",
    live: "documents only",
  },
  decoder: (interest) => new BitfinexDecoder(interest, "book"),
};

/** The same exchange, told order by order: its raw books, as a venue of its own. */
export const BITFINEX_ORDERS: Venue = {
  ...BITFINEX,
  name: "bitfinex-orders",
  title: "Bitfinex, by order",
  sequence: unnumbered("bitfinex-orders", null),
  evidence: { ...BITFINEX.evidence, book: "documents only", checksum: "none" },
  decoder: (interest) => new BitfinexDecoder(interest, "orders"),
};
