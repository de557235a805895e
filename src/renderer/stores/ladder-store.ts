import type { LadderView } from "../../core/contract/ladder-view.ts";
import type { Acknowledge } from "../connection/view-source.ts";
import { PaintedStream, type PaintedStreamOptions } from "./painted-stream.ts";

/** Nobody reads a ladder that changes more than twenty times a second. */
const EVERY_MS = 50;

/** The ladder as it is now; the newest view is all there is to it. */
export class LadderStore {
  private readonly stream: PaintedStream;
  private latest: LadderView | null = null;
  private from: Acknowledge | null = null;
  private painter: ((view: LadderView | null) => void) | null = null;

  constructor(options: PaintedStreamOptions) {
    this.stream = new PaintedStream(options, EVERY_MS, () => this.painter?.(this.latest));
  }

  attach(painter: (view: LadderView | null) => void): () => void {
    this.painter = painter;
    this.stream.request();
    return () => {
      this.painter = null;
    };
  }

  view(view: LadderView, acknowledge: Acknowledge): void {
    this.latest = view;
    this.from = acknowledge;
    this.stream.took(view, acknowledge);
  }

  /** Takes a view of an instrument that is in focus no more: it is acknowledged and not shown. */
  pass(view: LadderView, acknowledge: Acknowledge): void {
    this.stream.took(view, acknowledge);
  }

  /** The source of this ladder is out of reach: its levels are not known any more. */
  lose(from: Acknowledge, reason: string): void {
    if (this.latest === null || this.from !== from) return;
    this.latest = { ...this.latest, quality: "syncing", reason, bids: [], asks: [], bidLevels: 0, askLevels: 0 };
    this.stream.request();
  }

  clear(): void {
    this.latest = null;
    this.from = null;
    this.stream.forget();
    this.stream.request();
  }
}
