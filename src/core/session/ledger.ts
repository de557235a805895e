import { type Outcome, REJECT_REASONS, type RejectReason, type Settled } from "../book/frame-counts.ts";

/** The ledger as the outside sees it: `received` is the sum of all others. */
export interface LedgerTotals {
  readonly received: number;
  readonly applied: number;
  readonly duplicate: number;
  readonly stale: number;
  readonly buffered: number;
  readonly control: number;
  readonly rejected: Readonly<Record<string, number>>;
}

/** A frame of several parts counts once, as the first of these that one of its parts met; `control` where none did. */
const PRECEDENCE: readonly Outcome[] = [...REJECT_REASONS, "buffered", "applied", "duplicate", "stale", "control"];

export function firstOutcome(outcomes: Iterable<Outcome>): Outcome {
  let best = PRECEDENCE.length - 1;
  for (const outcome of outcomes) best = Math.min(best, PRECEDENCE.indexOf(outcome));
  return PRECEDENCE[best] as Outcome;
}

/**
 * Counts what became of every frame. Each frame is counted by one worker only; a frame whose parts lie in several workers is
 * kept aside in `shared` until their outcomes are brought together.
 */
export class Ledger {
  private readonly counts = {
    applied: 0,
    duplicate: 0,
    stale: 0,
    buffered: 0,
    control: 0,
    malformed: 0,
    checksum: 0,
    crossed: 0,
    overflow: 0,
    unsynced: 0,
    quarantined: 0,
  };
  /** Outcomes of frames that other workers have parts of, by rx. */
  readonly shared = new Map<number, Outcome>();
  /** Frames of several parts of which some still wait: how many, and what the others met. */
  private readonly waiting = new Map<number, { left: number; met: Outcome; readonly aside: boolean }>();

  count(outcome: Outcome): void {
    this.counts[outcome]++;
  }

  /**
   * Counts frame `rx`, whose parts met these outcomes; `aside` where other workers have parts of it too.
   * As long as one of them waits, the frame is in `settled.several`.
   */
  countParts(rx: number, outcomes: readonly Outcome[], aside: boolean, settled: Settled): void {
    const left = outcomes.filter((outcome) => outcome === "buffered").length;
    const outcome = firstOutcome(outcomes);
    if (outcomes.length > 0) {
      // Whoever holds none of its parts has nothing to say of it.
      if (aside) this.shared.set(rx, outcome);
      else this.count(outcome);
    }
    if (left === 0) settled.several.delete(rx);
    else this.waiting.set(rx, { left, met: firstOutcome(outcomes.filter((met) => met !== "buffered")), aside });
  }

  /** Moves frames that waited out of `buffered`, and empties `settled`. */
  settle(settled: Settled): void {
    if (settled.none) return;
    for (const key of ["applied", "stale", "duplicate", "checksum", "crossed", "overflow"] as const) {
      this.counts[key] += settled[key];
      this.counts.buffered -= settled[key];
      settled[key] = 0;
    }
    for (const { rx, outcome } of settled.parts.splice(0)) this.settlePart(rx, outcome, settled);
  }

  private settlePart(rx: number, outcome: Outcome, { several }: Settled): void {
    const frame = this.waiting.get(rx);
    if (frame === undefined) throw new Error(`a part of frame ${rx} was settled that did not wait`);
    const before = firstOutcome([frame.met, "buffered"]);
    frame.left--;
    frame.met = firstOutcome([frame.met, outcome]);
    const after = frame.left > 0 ? firstOutcome([frame.met, "buffered"]) : frame.met;
    if (frame.aside) this.shared.set(rx, after);
    else {
      this.counts[before]--;
      this.counts[after]++;
    }
    if (frame.left > 0) return;
    this.waiting.delete(rx);
    several.delete(rx);
  }

  totals(): LedgerTotals {
    const { malformed: _m, checksum: _k, crossed: _c, overflow: _o, unsynced: _u, quarantined: _q, ...plain } = this.counts;
    const rejected: Partial<Record<RejectReason, number>> = {};
    for (const reason of REJECT_REASONS) if (this.counts[reason] > 0) rejected[reason] = this.counts[reason];
    const received = Object.values(this.counts).reduce((sum, n) => sum + n, 0);
    return { received, ...plain, rejected };
  }
}

/** The ledger of a fold that several workers shared. */
export function mergeLedgers(parts: readonly { totals: LedgerTotals; shared: readonly (readonly [rx: number, outcome: Outcome])[] }[]): LedgerTotals {
  const sum = { received: 0, applied: 0, duplicate: 0, stale: 0, buffered: 0, control: 0 };
  const rejected: Record<string, number> = {};
  const shared = new Map<number, Outcome[]>();
  for (const part of parts) {
    for (const key of ["received", "applied", "duplicate", "stale", "buffered", "control"] as const) sum[key] += part.totals[key];
    for (const [reason, n] of Object.entries(part.totals.rejected)) rejected[reason] = (rejected[reason] ?? 0) + n;
    for (const [rx, outcome] of part.shared) shared.set(rx, [...(shared.get(rx) ?? []), outcome]);
  }
  for (const outcomes of shared.values()) {
    const outcome = firstOutcome(outcomes);
    sum.received++;
    if (outcome in sum) sum[outcome as "applied"]++;
    else rejected[outcome] = (rejected[outcome] ?? 0) + 1;
  }
  return { ...sum, rejected };
}
