import { KRAKEN_CHECKSUM } from "../../book/checksum.ts";
import { unnumbered } from "../../book/sequence-policy.ts";
import type { Venue } from "../venue.ts";
import { KrakenDecoder } from "./decoder.ts";

/** Kraken spot. Its book messages have no ids: the checksum that each carries is all that proves them. */
export const KRAKEN: Venue = {
  name: "kraken",
  title: "Kraken spot",
  sequence: unnumbered("kraken", KRAKEN_CHECKSUM),
  evidence: {
    book: "recorded",
    sequence: "none",
    checksum: "recorded",
    trades: "documents only", // of v2; those of v1 are recorded
    "best quote": "documents only",
    candles: "documents only",
    ticker: "documents only",
    derivatives: "none",
    live: "documents only",
  },
  decoder: (interest) => new KrakenDecoder(interest),
};
