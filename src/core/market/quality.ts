/**
 * How far an instrument's numbers can be trusted, shown beside its price.
 * `live`: verified by sequence or checksum. `unverified`: the venue gives no proof. `syncing`: no book yet.
 * `stale`: the feed saw silence where there should be messages. `gap`: something was lost and not yet replaced.
 * `down`: its connection is closed. Only `live`, `unverified` books may be read.
 */
export type Quality = "live" | "unverified" | "syncing" | "stale" | "gap" | "down";

/** Why a book stopped being true. Order is the code in stored and sent bytes: append only. */
export const GAP_CAUSES = ["sequence", "checksum", "crossed", "malformed", "disconnect", "overflow", "quarantined"] as const;

export type GapCause = (typeof GAP_CAUSES)[number];

/** One loss: `fromRx` is the frame that showed it, `toRx` the one after which the book is live again (null while it is not). */
export interface Gap {
  readonly fromRx: number;
  toRx: number | null;
  readonly cause: GapCause;
}
