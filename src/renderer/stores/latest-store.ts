import type { ViewHeader } from "../../core/contract/view.ts";
import type { Acknowledge } from "../connection/view-source.ts";
import { PaintedStream, type PaintedStreamOptions } from "./painted-stream.ts";

/** A stream whose views are whole: the newest is all there is to it. */
export abstract class LatestStore<V extends ViewHeader> {
  private readonly stream: PaintedStream;
  private latest: V | null = null;
  private from: Acknowledge | null = null;
  private painter: ((view: V | null) => void) | null = null;

  /** `everyMs`: no change more often is read by anybody. */
  constructor(options: PaintedStreamOptions, everyMs: number) {
    this.stream = new PaintedStream(options, everyMs, () => this.painter?.(this.latest));
  }

  attach(painter: (view: V | null) => void): () => void {
    this.painter = painter;
    this.stream.request();
    return () => {
      this.painter = null;
    };
  }

  view(view: V, acknowledge: Acknowledge): void {
    this.latest = view;
    this.from = acknowledge;
    this.stream.took(view, acknowledge);
  }

  /** Takes a view of an instrument that is in focus no more: it is acknowledged and not shown. */
  pass(view: V, acknowledge: Acknowledge): void {
    this.stream.took(view, acknowledge);
  }

  /** The source of these views is out of reach: what holds no more is taken out. */
  lose(from: Acknowledge, reason: string): void {
    if (this.latest === null || this.from !== from) return;
    this.latest = this.withoutSource(this.latest, reason);
    this.stream.request();
  }

  clear(): void {
    this.latest = null;
    this.from = null;
    this.stream.forget();
    this.stream.request();
  }

  /** What of the view holds without its source. */
  protected abstract withoutSource(view: V, reason: string): V;
}
