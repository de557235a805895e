import type { ViewHeader } from "../../core/contract/view.ts";

export interface PaintedStreamOptions {
  /** Runs a task with the next animation frame; a hidden page has none, so the desk merges until it is seen again. */
  readonly frame: (task: () => void) => void;
  readonly acknowledge: (seq: number) => void;
}

/** Paints what came once an animation frame, and acknowledges the view then, whether or not there was anything to paint it with. */
export class PaintedStream {
  private readonly options: PaintedStreamOptions;
  private readonly paint: () => void;
  private waiting = false;
  private complete = 0;

  constructor(options: PaintedStreamOptions, paint: () => void) {
    this.options = options;
    this.paint = paint;
  }

  /** A message of the stream was taken. */
  took({ seq, complete }: ViewHeader): void {
    if (complete) this.complete = seq;
    this.request();
  }

  request(): void {
    if (this.waiting) return;
    this.waiting = true;
    this.options.frame(() => {
      this.waiting = false;
      const seq = this.complete;
      this.complete = 0;
      this.paint();
      if (seq > 0) this.options.acknowledge(seq);
    });
  }

  /** Another desk may answer next: what this one sent is not acknowledged any more. */
  forget(): void {
    this.complete = 0;
  }
}
