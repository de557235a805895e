/**
 * How a venue's diffs are joined to a snapshot and to each other. `snapshot` and `last` are the ids the book stands at.
 * Every venue reduces its messages to {first, last, prev}; the policy is all that differs.
 */
export interface SequencePolicy {
  readonly name: string;
  /** The snapshot covers this diff wholly: it is dropped. */
  drops(diff: Sequenced, snapshot: number): boolean;
  /** This diff may be the first applied on the snapshot. */
  bridges(diff: Sequenced, snapshot: number): boolean;
  /** This diff is the next one of a live book. */
  follows(diff: Sequenced, last: number): boolean;
}

export interface Sequenced {
  readonly first: number;
  readonly last: number;
  readonly prev: number;
}

/**
 * Binance spot, "How to manage a local order book correctly": drop any event where `u` <= `lastUpdateId`; the first processed
 * event has `U` <= `lastUpdateId` + 1 <= `u`; afterwards each `U` is the previous `u` + 1.
 */
export const BINANCE_SPOT_SEQUENCE: SequencePolicy = {
  name: "binance-spot",
  drops: (diff, snapshot) => diff.last <= snapshot,
  bridges: (diff, snapshot) => diff.first <= snapshot + 1 && snapshot + 1 <= diff.last,
  follows: (diff, last) => diff.first === last + 1,
};

/**
 * Binance USD-M and COIN-M, same title in the futures documents: drop any event where `u` < `lastUpdateId`; the first processed
 * event has `U` <= `lastUpdateId` <= `u` (or its `pu` is the `lastUpdateId`); afterwards each `pu` is the previous `u`.
 * Ids are shared by all symbols, so the spot rule would see a hole at almost every event.
 */
export const BINANCE_FUTURES_SEQUENCE: SequencePolicy = {
  name: "binance-futures",
  drops: (diff, snapshot) => diff.last < snapshot,
  bridges: (diff, snapshot) => (diff.first <= snapshot && snapshot <= diff.last) || diff.prev === snapshot,
  follows: (diff, last) => diff.prev === last,
};
