import { add, type Int } from "../base/decimal.ts";
import type { ChecksumPolicy } from "./checksum.ts";

/**
 * How a venue's diffs are joined to a snapshot and to each other, and what proves them. `snapshot` and `last` are the ids the book
 * stands at. Every venue reduces its messages to {first, last, prev}; the policy is all that differs.
 */
export interface SequencePolicy {
  readonly name: string;
  /** `rest`: diffs wait for a snapshot that is asked for. `in-band`: the stream brings a snapshot first, and after every loss again. */
  readonly snapshots: "rest" | "in-band";
  /** Of `rest`: the snapshot covers this diff wholly: it is dropped. */
  drops(diff: Sequenced, snapshot: Int): boolean;
  /** Of `rest`: this diff may be the first applied on the snapshot. */
  bridges(diff: Sequenced, snapshot: Int): boolean;
  /** A live book has taken this diff before: it is counted and changes nothing. Asked before `follows`. */
  repeats(diff: Sequenced, last: Int): boolean;
  /** This diff is the next one of a live book. */
  follows(diff: Sequenced, last: Int): boolean;
  /** How the venue's checksum is made; null where it sends none. */
  readonly checksum: ChecksumPolicy | null;
}

/** Ids as the venue has them; beyond 2^53 they are bigints. */
export interface Sequenced {
  readonly first: Int;
  readonly last: Int;
  readonly prev: Int;
}

const never = (): boolean => false;

/** A policy of books whose snapshots come over the stream. */
export function inBand(policy: Pick<SequencePolicy, "name" | "repeats" | "follows" | "checksum">): SequencePolicy {
  return { ...policy, snapshots: "in-band", drops: never, bridges: never };
}

/**
 * Binance spot, "How to manage a local order book correctly": drop any event where `u` <= `lastUpdateId`; the first processed
 * event has `U` <= `lastUpdateId` + 1 <= `u`; afterwards each `U` is the previous `u` + 1.
 */
export const BINANCE_SPOT_SEQUENCE: SequencePolicy = {
  name: "binance-spot",
  snapshots: "rest",
  drops: (diff, snapshot) => diff.last <= snapshot,
  bridges: (diff, snapshot) => diff.first <= add(snapshot, 1) && add(snapshot, 1) <= diff.last,
  repeats: (diff, last) => diff.last <= last,
  follows: (diff, last) => diff.first === add(last, 1),
  checksum: null,
};

/**
 * Binance USD-M and COIN-M, same title in the futures documents: drop any event where `u` < `lastUpdateId`; the first processed
 * event has `U` <= `lastUpdateId` <= `u` (or its `pu` is the `lastUpdateId`); afterwards each `pu` is the previous `u`.
 * Ids are shared by all symbols, so the spot rule would see a hole at almost every event.
 */
export const BINANCE_FUTURES_SEQUENCE: SequencePolicy = {
  name: "binance-futures",
  snapshots: "rest",
  drops: (diff, snapshot) => diff.last < snapshot,
  bridges: (diff, snapshot) => (diff.first <= snapshot && snapshot <= diff.last) || diff.prev === snapshot,
  repeats: (diff, last) => diff.last <= last,
  follows: (diff, last) => diff.prev === last,
  checksum: null,
};

/** In-band books whose ids run +1 from one diff to the next (Bybit `u`; books that number their own messages). */
export const STEP_BY_STEP_SEQUENCE: SequencePolicy = inBand({
  name: "step-by-step",
  repeats: (diff, last) => diff.last <= last,
  follows: (diff, last) => diff.first === add(last, 1),
  checksum: null,
});

/** In-band books without ids of their own: their connection's sequence, or a checksum, is all that proves them. */
export function unnumbered(name: string, checksum: ChecksumPolicy | null): SequencePolicy {
  return inBand({ name, repeats: never, follows: () => true, checksum });
}
