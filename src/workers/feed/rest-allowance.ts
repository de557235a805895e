import { Emitter } from "../../core/contract/port-events.ts";
import type { LiveProfile } from "../../core/venues/live-profile.ts";
import { retryAfterMs, type Verdict, verdictOn } from "./snapshot-answer.ts";
import { WindowBudget } from "./window-budget.ts";
import type { RestAnswer } from "./world.ts";

const MINUTE_MS = 60_000;
/** Answers that a feed waits for at a time. */
const MOST_IN_FLIGHT = 5;

export interface RestBounds {
  /** Request weight that may be spent in any minute. */
  readonly weightPerMinute: number;
  /** Requests that may be under way at a time. */
  readonly mostInFlight: number;
  /** Name of the answer's header that says what weight this machine has used in the current minute; empty where the venue has none. */
  readonly usedWeightHeader: string;
}

/**
 * What one venue's REST side allows this program: weight a minute, requests at a time, and silence where it said "too much". Whoever asks
 * that venue shares it, since the venue counts by the address of this machine.
 */
export class RestAllowance {
  /** Told whenever a request has ended. */
  readonly room: Emitter<null>;
  private readonly bounds: RestBounds;
  private readonly within: RestAllowance | null;
  private readonly weight: WindowBudget;
  private inFlight = 0;
  private silentUntilMs = Number.NEGATIVE_INFINITY;

  /** @param within the allowance of which this is a share: both must have room */
  constructor(bounds: RestBounds, within: RestAllowance | null = null) {
    this.bounds = bounds;
    this.within = within;
    this.room = within?.room ?? new Emitter<null>();
    this.weight = new WindowBudget(bounds.weightPerMinute, MINUTE_MS);
  }

  /** Whether as many requests are under way as may be. */
  get isFull(): boolean {
    return this.inFlight >= this.bounds.mostInFlight || (this.within?.isFull ?? false);
  }

  /** How long until a request of that weight may be made, in ms; 0 now. Says nothing of {@link isFull}. */
  waitMs(nowMs: number, weight: number): number {
    return Math.max(0, this.silentUntilMs - nowMs, this.weight.waitMs(nowMs, weight), this.within?.waitMs(nowMs, weight) ?? 0);
  }

  /** A request of that weight is made now. */
  begin(nowMs: number, weight: number): void {
    this.inFlight++;
    this.weight.spend(nowMs, weight);
    this.within?.begin(nowMs, weight);
  }

  /** A request has ended; `answer` is null where none came. Where the venue says "too much", nothing is allowed for as long as it says. */
  end(nowMs: number, answer: RestAnswer | null): Verdict {
    this.inFlight--;
    const verdict = answer === null ? "retry" : verdictOn(answer.status);
    if (this.within !== null) this.within.end(nowMs, answer);
    else {
      if (answer !== null) this.hear(nowMs, answer, verdict);
      this.room.emit(null);
    }
    return verdict;
  }

  /** What the venue counts and forbids holds for all shares alike. */
  private hear(nowMs: number, answer: RestAnswer, verdict: Verdict): void {
    const { usedWeightHeader } = this.bounds;
    const used = usedWeightHeader === "" ? null : answer.header(usedWeightHeader);
    if (used !== null && Number.isSafeInteger(Number(used))) this.weight.noteUsed(nowMs, Number(used));
    if (verdict === "limited") this.silentUntilMs = Math.max(this.silentUntilMs, nowMs + retryAfterMs(answer));
  }
}

/** The whole of what a venue's REST side allows this program. */
export function allowanceOf({ limits, usedWeightHeader }: LiveProfile): RestAllowance {
  return new RestAllowance({ weightPerMinute: limits.weightPerMinute, mostInFlight: MOST_IN_FLIGHT, usedWeightHeader });
}
