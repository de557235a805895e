import type { Int } from "../../base/decimal.ts";
import { INTERLEAVED_CHECKSUM } from "../../book/checksum.ts";
import { inBand, type Sequenced } from "../../book/sequence-policy.ts";
import { NO_IDS } from "../chained-book.ts";
import type { Venue } from "../venue.ts";
import { BitgetDecoder } from "./decoder.ts";

/** Bitget, "Depth Channel": each `pseq` is the `seq` before it. */
const BITGET_SEQUENCE = inBand({
  name: "bitget",
  repeats: (diff: Sequenced, last: Int) => diff.prev !== NO_IDS && diff.last <= last,
  follows: (diff: Sequenced, last: Int) => diff.prev === NO_IDS || diff.prev === last,
  checksum: INTERLEAVED_CHECKSUM,
});

export const BITGET_SPOT: Venue = {
  name: "bitget-spot",
  title: "Bitget spot",
  sequence: BITGET_SEQUENCE,
  evidence: {
    book: "recorded",
    sequence: "documents only",
    checksum: "recorded",
    trades: "recorded",
    "best quote": "documents only",
    candles: "recorded",
    ticker: "recorded",
    derivatives: "none",
    live: "documents only",
  },
  decoder: (interest) => new BitgetDecoder(interest, "spot"),
};

/** Bitget's perpetuals and futures, whatever they settle in. */
export const BITGET_PERP: Venue = {
  name: "bitget-perp",
  title: "Bitget perpetuals",
  sequence: BITGET_SEQUENCE,
  evidence: { ...BITGET_SPOT.evidence, derivatives: "recorded" },
  decoder: (interest) => new BitgetDecoder(interest, "perp"),
};
