export interface FrameLoopOptions {
  /** Monotonic milliseconds of the page. */
  readonly nowMs: () => number;
  readonly requestFrame: (task: () => void) => void;
}

/** Half an animation frame, in ms: a task is run with the frame that is nearest to when it is due. */
const TOLERANCE_MS = 8;

/** The page's one loop over animation frames: it runs while something waits to be painted, and each task no more often than it wants to be. */
export class FrameLoop {
  private readonly options: FrameLoopOptions;
  private readonly due = new Map<() => void, number>();
  private readonly ranMs = new WeakMap<() => void, number>();
  private requested = false;

  constructor(options: FrameLoopOptions) {
    this.options = options;
  }

  /** Runs the task once, with the next frame, or with the first one `everyMs` after it ran last. */
  readonly request = (task: () => void, everyMs = 0): void => {
    this.due.set(task, (this.ranMs.get(task) ?? Number.NEGATIVE_INFINITY) + everyMs - TOLERANCE_MS);
    this.wake();
  };

  private wake(): void {
    if (this.requested) return;
    this.requested = true;
    this.options.requestFrame(() => {
      this.requested = false;
      this.run();
    });
  }

  private run(): void {
    const nowMs = this.options.nowMs();
    // What a task asks for comes with another frame.
    for (const [task, atMs] of Array.from(this.due)) {
      if (atMs > nowMs) continue;
      this.due.delete(task);
      this.ranMs.set(task, nowMs);
      task();
    }
    if (this.due.size > 0) this.wake();
  }
}
