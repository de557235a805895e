import type { SupervisedWorker } from "../supervisor/supervised-worker.ts";
import type { LiveStore } from "./live-store.ts";

export interface SessionEndOptions {
  readonly feed: SupervisedWorker;
  readonly store: LiveStore;
  /** Tells the store to close the file behind frame `rx`; `whole` where a mark and its keyframes are to come. */
  readonly closeAt: (rx: number, whole: boolean) => void;
  /** Asks the feed for what the store lacks behind frame `rx`. */
  readonly fetch: (rx: number) => void;
}

/**
 * How a session ends, whoever dies meanwhile. `stopping`: the feed is to say its last word, a mark that names every instrument.
 * `sealing`: it has, and the store is to close the file. A store that has lost frames which no feed has any more opens the session again.
 */
export class SessionEnd {
  phase: "running" | "stopping" | "sealing" | "closed" = "running";
  /** The last mark, as the feed sent it: both may die before the store has it. */
  mark: ArrayBuffer | null = null;
  private readonly options: SessionEndOptions;
  private feedNeeded: (() => void) | null = null;

  constructor(options: SessionEndOptions) {
    this.options = options;
  }

  get isRunning(): boolean {
    return this.phase === "running";
  }

  /** The session is to end: a feed that is there, or the next that is ready, is to be told. `lastRx`: the last frame there is. */
  begin(lastRx: number): void {
    if (this.phase === "running") this.phase = "stopping";
    if (this.options.feed.state === "failed") this.seal(lastRx);
  }

  /** The feed has said its last word, or never will. */
  feedIsDone(lastRx: number): void {
    if (this.phase === "stopping") this.seal(lastRx);
  }

  feedIsDown(lastRx: number): void {
    const { isUp, sentRx } = this.options.store.position;
    if (this.phase === "sealing" && isUp && sentRx < lastRx) this.reopen(lastRx);
  }

  /** Resolves at once, unless the feed has said its last word and nothing of it is lost. */
  async untilFeedNeeded(): Promise<void> {
    if (this.phase === "sealing" || this.phase === "closed") await new Promise<void>((resolve) => (this.feedNeeded = resolve));
    this.mark = null;
  }

  storeIsReady(rx: number, lastRx: number): void {
    if (this.phase !== "sealing") return;
    const { feed, store, closeAt, fetch } = this.options;
    if (feed.state !== "ready" && rx < lastRx) return this.reopen(lastRx);
    fetch(rx);
    if (rx >= lastRx && this.mark !== null) store.worker.post(this.mark);
    closeAt(lastRx, this.mark !== null);
  }

  /** A fold worker holds every frame up to `rx`: the last mark may have come before it was there. */
  shareIsReady(share: SupervisedWorker, rx: number, lastRx: number): void {
    if ((this.phase === "sealing" || this.phase === "closed") && this.mark !== null && rx >= lastRx) share.post(this.mark);
  }

  /** The feed has gone, and frames of its with the store: another one names that loss, and ends the session again. */
  private reopen(lastRx: number): void {
    if (this.options.feed.state === "failed") return this.seal(lastRx);
    this.phase = "stopping";
    this.feedNeeded?.();
    this.feedNeeded = null;
  }

  private seal(lastRx: number): void {
    const { feed, store, closeAt } = this.options;
    this.phase = "sealing";
    if (feed.state === "failed") closeAt(store.position.sentRx, false);
    else closeAt(lastRx, true);
  }
}
