import { INTERLEAVED_CHECKSUM, KRAKEN_CHECKSUM } from "../../core/book/checksum.ts";
import {
  BINANCE_FUTURES_SEQUENCE,
  BINANCE_SPOT_SEQUENCE,
  type SequencePolicy,
  STEP_BY_STEP_SEQUENCE,
  unnumbered,
} from "../../core/book/sequence-policy.ts";
import { OKX_SEQUENCE } from "../../core/venues/okx/sequence.ts";

/** How a family of venues tells of its books, as far as the truth of a book can depend on it. */
export interface BookDialect {
  readonly name: string;
  readonly policy: SequencePolicy;
  /**
   * The ids of its messages: of each change (`ranges`), of changes of all books (`gapped`, with the id before), one a message (`steps`),
   * each with the one before it and now and then begun anew (`chain`), or none.
   */
  readonly ids: "ranges" | "gapped" | "steps" | "chain" | "none";
  /** Levels a side that it keeps up to date; 0: all. */
  readonly depth: number;
  /** Whether a number runs over all messages of the connection. */
  readonly connectionNumbers: boolean;
}

/** One for each rule by which a book can be proven. */
export const BOOK_DIALECTS: readonly BookDialect[] = [
  { name: "spot", policy: BINANCE_SPOT_SEQUENCE, ids: "ranges", depth: 0, connectionNumbers: false },
  { name: "futures", policy: BINANCE_FUTURES_SEQUENCE, ids: "gapped", depth: 0, connectionNumbers: false },
  { name: "steps", policy: STEP_BY_STEP_SEQUENCE, ids: "steps", depth: 0, connectionNumbers: false },
  { name: "chain", policy: { ...OKX_SEQUENCE, checksum: null }, ids: "chain", depth: 0, connectionNumbers: false },
  { name: "checksum of all levels", policy: unnumbered("signed", INTERLEAVED_CHECKSUM), ids: "none", depth: 0, connectionNumbers: false },
  { name: "checksum of a cut book", policy: unnumbered("cut", KRAKEN_CHECKSUM), ids: "none", depth: 10, connectionNumbers: false },
  { name: "connection numbers", policy: unnumbered("numbered", null), ids: "none", depth: 0, connectionNumbers: true },
];
