/** What became of a frame. `buffered` is not final: it still waits, and later becomes one of the others. */
export type Outcome = "applied" | "duplicate" | "stale" | "buffered" | "control" | RejectReason;

/** Why a frame was refused; the ledger counts each reason. */
export const REJECT_REASONS = ["malformed", "checksum", "crossed", "overflow", "unsynced", "quarantined"] as const;
/** One of {@link REJECT_REASONS}. */
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Whether a frame that ended so was refused, and by that counts as rejected in the ledger. */
export function isRejected(outcome: Outcome): outcome is RejectReason {
  if (outcome === "malformed" || outcome === "checksum" || outcome === "crossed") return true;
  return outcome === "overflow" || outcome === "unsynced" || outcome === "quarantined";
}

/** What becomes in the end of a frame that waited. */
export type SettledOutcome = "applied" | "stale" | "duplicate" | "checksum" | "crossed" | "overflow";

/**
 * Frames that waited and have been settled since the count was last taken: the ledger moves them out of `buffered`.
 * The frame being processed is not among them: its own outcome is returned.
 */
export class Settled {
  applied = 0;
  stale = 0;
  duplicate = 0;
  checksum = 0;
  crossed = 0;
  overflow = 0;
  /** The frames, by rx, that are several messages in one; what becomes of a part of them is noted one by one. */
  readonly several = new Set<number>();
  readonly parts: { readonly rx: number; readonly outcome: SettledOutcome }[] = [];

  get none(): boolean {
    return this.applied + this.stale + this.duplicate + this.checksum + this.crossed + this.overflow + this.parts.length === 0;
  }

  /** Notes what became of a message that waited since frame `rx`. */
  note(outcome: SettledOutcome, rx: number): void {
    if (this.several.size > 0 && this.several.has(rx)) this.parts.push({ rx, outcome });
    else this[outcome]++;
  }
}
