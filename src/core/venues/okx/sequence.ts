import { INTERLEAVED_CHECKSUM } from "../../book/checksum.ts";
import { inBand, type Sequenced } from "../../book/sequence-policy.ts";
import type { Int } from "../../base/decimal.ts";
import { NO_IDS } from "../chained-book.ts";

/**
 * OKX, "Order book channel", sequence ids: each `prevSeqId` is the `seqId` before it. With no change for 60 s both are equal and the sides
 * empty; after maintenance `seqId` is less than `prevSeqId`, once, and the chain goes on from it. So only the very last message can be
 * known for a repeat: an older id may be a new beginning.
 */
export const OKX_SEQUENCE = inBand({
  name: "okx",
  repeats: (diff: Sequenced, last: Int) => diff.prev !== NO_IDS && diff.last === last && diff.prev !== last,
  follows: (diff: Sequenced, last: Int) => diff.prev === NO_IDS || diff.prev === last,
  checksum: INTERLEAVED_CHECKSUM,
});
