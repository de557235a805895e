import type { Undo } from "../../core/contract/port.ts";
import type { LiveProfile } from "../../core/venues/live-profile.ts";
import { BackOff } from "./back-off.ts";
import type { RestAllowance } from "./rest-allowance.ts";
import type { Verdict } from "./snapshot-answer.ts";
import { type FeedWorld, monoMs, type RestAnswer } from "./world.ts";

const RETRY = { baseMs: 500, capMs: 30_000 };
/** A snapshot that did not help is asked for again after this long, then ever later: the venue answers from an old cache. */
const AGAIN = { firstMs: 1_000, capMs: 16_000, forgetMs: 60_000 };

interface Wanted {
  readonly symbol: string;
  readonly backOff: BackOff;
  /** Not before this time. */
  dueMs: number;
  inFlight: boolean;
  /** Asked for although its stream has not begun: to learn whether the venue knows the symbol. */
  readonly probe: boolean;
}

export interface SnapshotQueueOptions {
  readonly profile: LiveProfile;
  readonly restUrl: string;
  readonly world: Pick<FeedWorld, "clock" | "random" | "request" | "schedule">;
  readonly allowance: RestAllowance;
  /** Whether the symbol's depth stream has begun: a snapshot asked for earlier may be older than its first diff. */
  readonly flows: (symbol: string) => boolean;
  readonly onRequest: (url: string) => void;
  /** False where there was no room for the answer. */
  readonly onAnswer: (url: string, body: Uint8Array) => boolean;
  readonly onRefused: (symbol: string, message: string) => void;
}

/** Depth snapshots that books wait for: at most one in flight a symbol, within the venue's weight, tried until one comes. */
export class SnapshotQueue {
  private readonly options: SnapshotQueueOptions;
  private readonly wanted = new Map<string, Wanted>();
  private readonly answered = new Map<string, { readonly ms: number; readonly againMs: number }>();
  private cancel: Undo | null = null;
  private stopped = false;

  constructor(options: SnapshotQueueOptions) {
    this.options = options;
    options.allowance.room.on(() => this.pump());
  }

  get pending(): number {
    return this.wanted.size;
  }

  want(symbol: string, probe = false): void {
    if (this.stopped || this.wanted.has(symbol)) return;
    const last = this.answered.get(symbol);
    const dueMs = last === undefined ? 0 : last.ms + last.againMs;
    this.wanted.set(symbol, { symbol, backOff: new BackOff(RETRY, this.options.world.random), dueMs, inFlight: false, probe });
    this.pump();
  }

  /** Nobody waits for this symbol any more. An answer that is on its way is written down all the same. */
  forget(symbol: string): void {
    this.wanted.delete(symbol);
    this.answered.delete(symbol);
  }

  /** Streams may have begun, or time has passed. */
  pump(): void {
    if (this.stopped) return;
    this.cancel?.();
    this.cancel = null;
    const { flows, profile, allowance } = this.options;
    const { nowMs } = this;
    let wakeMs = Number.POSITIVE_INFINITY;
    for (const entry of this.wanted.values()) {
      if (entry.inFlight || !(entry.probe || flows(entry.symbol))) continue;
      const dueMs = Math.max(entry.dueMs, nowMs + allowance.waitMs(nowMs, profile.limits.snapshotWeight));
      if (dueMs > nowMs) wakeMs = Math.min(wakeMs, dueMs);
      else if (!allowance.isFull) this.ask(entry, nowMs);
    }
    if (wakeMs < Number.POSITIVE_INFINITY) this.cancel = this.options.world.schedule(() => this.pump(), wakeMs - nowMs);
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.cancel = null;
    this.wanted.clear();
  }

  private get nowMs(): number {
    return monoMs(this.options.world.clock);
  }

  private ask(entry: Wanted, nowMs: number): void {
    const { profile, restUrl, world, onRequest, allowance } = this.options;
    const url = restUrl + (profile.snapshotPath?.(entry.symbol) ?? "");
    entry.inFlight = true;
    allowance.begin(nowMs, profile.limits.snapshotWeight);
    onRequest(url);
    world.request(url).then(
      (answer) => this.done(entry, answer, (verdict) => this.answer(entry, url, answer, verdict)),
      () => this.done(entry, null, () => this.retry(entry)), // no answer at all: the exchange cannot be reached, or is too slow
    );
  }

  private done(entry: Wanted, answer: RestAnswer | null, take: (verdict: Verdict) => void): void {
    const verdict = this.options.allowance.end(this.nowMs, answer);
    entry.inFlight = false;
    if (this.stopped) return;
    take(verdict);
    this.pump();
  }

  private answer(entry: Wanted, url: string, answer: RestAnswer, verdict: Verdict): void {
    const { onAnswer, onRefused } = this.options;
    const written = onAnswer(url, answer.body);
    if (verdict === "limited") return;
    if (this.wanted.get(entry.symbol) !== entry) return;
    if (verdict === "refused") {
      this.wanted.delete(entry.symbol);
      onRefused(
        entry.symbol,
        `the exchange refused its depth snapshot (${answer.status}): ${new TextDecoder().decode(answer.body.subarray(0, 200))}`,
      );
    } else if (verdict === "answered" && written) this.settle(entry.symbol, this.nowMs);
    else this.retry(entry);
  }

  private settle(symbol: string, nowMs: number): void {
    this.wanted.delete(symbol);
    const last = this.answered.get(symbol);
    const againMs = last === undefined || nowMs - last.ms > AGAIN.forgetMs ? AGAIN.firstMs : Math.min(AGAIN.capMs, last.againMs * 2);
    this.answered.set(symbol, { ms: nowMs, againMs });
  }

  private retry(entry: Wanted): void {
    entry.dueMs = this.nowMs + entry.backOff.next();
  }
}
