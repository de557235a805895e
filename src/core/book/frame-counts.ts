/** What became of a frame. `buffered` is not final: it still waits, and later becomes one of the others. */
export type Outcome = "applied" | "duplicate" | "stale" | "buffered" | "control" | RejectReason;

/** Why a frame was refused; the ledger counts each reason. */
export const REJECT_REASONS = ["malformed", "crossed", "overflow"] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/**
 * Frames that waited and have been settled since the count was last taken: the ledger moves them out of `buffered`.
 * The frame being processed is not among them: its own outcome is returned.
 */
export class Settled {
  applied = 0;
  stale = 0;
  duplicate = 0;
  crossed = 0;
  overflow = 0;

  get none(): boolean {
    return this.applied + this.stale + this.duplicate + this.crossed + this.overflow === 0;
  }
}
