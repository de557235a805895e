import type { LadderView } from "../../core/contract/ladder-view.ts";
import { PaintedStream, type PaintedStreamOptions } from "./painted-stream.ts";

/** The ladder as it is now; the newest view is all there is to it. */
export class LadderStore {
  private readonly stream: PaintedStream;
  private latest: LadderView | null = null;
  private painter: ((view: LadderView | null) => void) | null = null;

  constructor(options: PaintedStreamOptions) {
    this.stream = new PaintedStream(options, () => this.painter?.(this.latest));
  }

  attach(painter: (view: LadderView | null) => void): () => void {
    this.painter = painter;
    this.stream.request();
    return () => {
      this.painter = null;
    };
  }

  view(view: LadderView): void {
    this.latest = view;
    this.stream.took(view);
  }

  /** Takes a view of an instrument that is in focus no more: it is acknowledged and not shown. */
  pass(view: LadderView): void {
    this.stream.took(view);
  }

  clear(): void {
    this.latest = null;
    this.stream.forget();
    this.stream.request();
  }
}
