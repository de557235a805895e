import type { Undo } from "../../core/contract/port.ts";
import { BackOff } from "./back-off.ts";
import type { RestAllowance } from "./rest-allowance.ts";
import { type FeedWorld, monoMs, type RestAnswer } from "./world.ts";

const RETRY = { baseMs: 500, capMs: 10_000 };
/** Attempts of one request that got no answer, or a fault of the venue's. */
const ATTEMPTS = 5;

interface Asked {
  readonly url: string;
  readonly weight: number;
  readonly onSent: () => void;
  readonly backOff: BackOff;
  readonly resolve: (answer: RestAnswer) => void;
  readonly reject: (error: unknown) => void;
  attempts: number;
  /** Not before this time. */
  dueMs: number;
}

/**
 * Asks one venue's REST side for many things at once: each request waits for its turn, in the order of asking, until the allowance has room
 * for it. An answer that says "too much" is no answer: the request is made again when the venue's silence is over.
 */
export class RestClient {
  private readonly world: Pick<FeedWorld, "clock" | "random" | "request" | "schedule">;
  private readonly allowance: RestAllowance;
  private waiting: Asked[] = [];
  private cancel: Undo | null = null;
  private readonly unhear: Undo;
  /** When the next request may be made that the allowance has no room for now; infinity where none waits for that. */
  private wakeMs = Number.POSITIVE_INFINITY;
  private stopped = false;

  constructor(world: Pick<FeedWorld, "clock" | "random" | "request" | "schedule">, allowance: RestAllowance) {
    this.world = world;
    this.allowance = allowance;
    this.unhear = allowance.room.on(() => this.pump());
  }

  /** Requests that have not been made yet, or will be made again. */
  get pending(): number {
    return this.waiting.length;
  }

  /** How long the venue's limits hold up what waits, in ms; 0 where they do not. */
  get heldUpMs(): number {
    return this.wakeMs === Number.POSITIVE_INFINITY ? 0 : Math.max(0, this.wakeMs - monoMs(this.world.clock));
  }

  /**
   * Resolves with the venue's answer, be it a refusal (its `status` tells). Rejects with the last failure where none came in five attempts, and
   * where the client was stopped. `onSent` is called at each attempt.
   */
  get(url: string, weight: number, onSent: () => void = () => {}): Promise<RestAnswer> {
    if (this.stopped) return Promise.reject(new Error("nothing is asked any more"));
    const backOff = new BackOff(RETRY, this.world.random);
    return new Promise((resolve, reject) => {
      this.waiting.push({ url, weight, onSent, backOff, resolve, reject, attempts: 0, dueMs: Number.NEGATIVE_INFINITY });
      this.pump();
    });
  }

  stop(): void {
    this.stopped = true;
    this.wakeMs = Number.POSITIVE_INFINITY;
    this.unhear();
    this.cancel?.();
    this.cancel = null;
    const waiting = this.waiting;
    this.waiting = [];
    for (const { reject } of waiting) reject(new Error("nothing is asked any more"));
  }

  private pump(): void {
    if (this.stopped) return;
    this.cancel?.();
    this.cancel = null;
    const nowMs = monoMs(this.world.clock);
    let wakeMs = Number.POSITIVE_INFINITY;
    this.waiting = this.waiting.filter((asked) => {
      if (this.allowance.isFull) return true; // it tells when a request has ended
      const dueMs = Math.max(asked.dueMs, nowMs + this.allowance.waitMs(nowMs, asked.weight));
      if (dueMs <= nowMs) this.ask(asked, nowMs);
      else wakeMs = Math.min(wakeMs, dueMs);
      return dueMs > nowMs;
    });
    this.wakeMs = wakeMs;
    if (wakeMs < Number.POSITIVE_INFINITY) this.cancel = this.world.schedule(() => this.pump(), wakeMs - nowMs);
  }

  private ask(asked: Asked, nowMs: number): void {
    this.allowance.begin(nowMs, asked.weight);
    asked.onSent();
    this.world.request(asked.url).then(
      (answer) => this.ended(asked, answer, null),
      (error: unknown) => this.ended(asked, null, error),
    );
  }

  private ended(asked: Asked, answer: RestAnswer | null, error: unknown): void {
    const nowMs = monoMs(this.world.clock);
    const verdict = this.allowance.end(nowMs, answer);
    if (this.stopped) asked.reject(new Error("nothing is asked any more"));
    else if (verdict === "limited") this.waiting.unshift(asked);
    else if (verdict === "retry" && ++asked.attempts < ATTEMPTS) {
      asked.dueMs = nowMs + asked.backOff.next();
      this.waiting.push(asked);
    } else if (answer === null) asked.reject(error);
    else asked.resolve(answer);
    if (!this.stopped) this.pump();
  }
}
