import type { FeedCommand } from "../../core/contract/live.ts";
import type { StoreCommand, StoreEvent } from "../../core/contract/live-fold.ts";

export interface FileRollOptions {
  /** The file to go on in where it is time for another one, else null. */
  readonly nextTape: () => string | null;
  readonly tellFeed: (command: FeedCommand) => void;
  readonly tellStore: (command: StoreCommand) => void;
  /** Sends the store a mark again that it may have lost. */
  readonly postMark: (mark: ArrayBuffer) => void;
  /** The log goes on in that file. */
  readonly onMoved: (tape: string) => void;
}

/**
 * How a recording goes over to another file: the feed places a mark that names every instrument, the store seals the one file there and
 * begins the next with the keyframes of that mark. Each of them may die on the way: then it is asked again, or the file goes on as it was.
 */
export class FileRoll {
  private readonly options: FileRollOptions;
  private asked = false;
  private rolling: { readonly rx: number; readonly tape: string; readonly mark: ArrayBuffer } | null = null;

  constructor(options: FileRollOptions) {
    this.options = options;
  }

  /** Called now and then while the desk runs. */
  check(): void {
    if (this.asked || this.rolling !== null || this.options.nextTape() === null) return;
    this.asked = true;
    this.options.tellFeed({ type: "feed.mark" });
  }

  /** The feed has placed a mark behind frame `rx`, and the store was sent it. */
  marked(mark: ArrayBuffer, rx: number): void {
    const tape = this.asked ? this.options.nextTape() : null;
    this.asked = false;
    if (tape === null) return;
    this.rolling = { rx, tape, mark };
    this.options.tellStore({ type: "store.roll", rx, tape });
  }

  /** The store is there, and holds every frame up to `rx`; `feedIsUp` says whether somebody can send it more. */
  storeReady(rx: number, feedIsUp: boolean): void {
    if (this.rolling !== null && rx < this.rolling.rx && !feedIsUp) this.rolling = null;
    if (this.rolling === null) return;
    const { rx: endRx, tape, mark } = this.rolling;
    this.options.tellStore({ type: "store.roll", rx: endRx, tape });
    this.options.postMark(mark);
  }

  rolled({ tape, done }: Extract<StoreEvent, { type: "store.rolled" }>): void {
    this.rolling = null;
    if (done) this.options.onMoved(tape);
  }

  feedGone(): void {
    this.asked = false;
  }

  /** The log ends with frame `rx`: a mark behind that never was. */
  logEnds(rx: number): void {
    if (this.rolling === null || this.rolling.rx <= rx) return;
    this.rolling = null;
    this.options.tellStore({ type: "store.stay" });
  }
}
