import type { ViewHeader } from "../../core/contract/view.ts";
import type { Acknowledge } from "../connection/view-source.ts";

export interface PaintedStreamOptions {
  /** Runs a task with an animation frame, at the earliest `everyMs` (absent: 0) after it ran last; a hidden page has none, so the desk merges until it is seen again. */
  readonly frame: (task: () => void, everyMs?: number) => void;
}

/** Paints what came once in `everyMs`, and acknowledges the views then, whether or not there was anything to paint them with. */
export class PaintedStream {
  private readonly options: PaintedStreamOptions;
  private readonly everyMs: number;
  private readonly run: () => void;
  private readonly complete = new Map<Acknowledge, number>();
  private waiting = false;

  constructor(options: PaintedStreamOptions, everyMs: number, paint: () => void) {
    this.options = options;
    this.everyMs = everyMs;
    // One function for good: by it the frames know when it ran last.
    this.run = () => {
      this.waiting = false;
      const painted = [...this.complete];
      this.complete.clear();
      paint();
      for (const [acknowledge, seq] of painted) acknowledge(seq);
    };
  }

  /** A message of the stream was taken from the source that `acknowledge` speaks to. */
  took({ seq, complete }: ViewHeader, acknowledge: Acknowledge): void {
    if (complete) this.complete.set(acknowledge, seq);
    this.request();
  }

  request(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.options.frame(this.run, this.everyMs);
  }

  /** Another desk may answer next: what this one sent is not acknowledged any more. */
  forget(): void {
    this.complete.clear();
  }
}
