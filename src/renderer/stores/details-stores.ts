import type { LiquidityView } from "../../core/contract/liquidity-view.ts";
import type { TickerView } from "../../core/contract/ticker-view.ts";
import { LatestStore } from "./latest-store.ts";
import type { PaintedStreamOptions } from "./painted-stream.ts";

/** Figures to read: five changes a second are more than enough. */
const EVERY_MS = 200;

/** What the book of the instrument in focus says of the market's depth, as it is now. */
export class LiquidityStore extends LatestStore<LiquidityView> {
  constructor(options: PaintedStreamOptions) {
    super(options, EVERY_MS);
  }

  /** What the book went through stays known; how it stands is not. */
  protected withoutSource(view: LiquidityView, reason: string): LiquidityView {
    return { ...view, quality: "syncing", reason, sinceMs: null, bidLevels: 0, askLevels: 0, figures: null };
  }
}

/** A ticker's view, and why it is the last one that was known; empty while its source is heard. */
export type ShownTicker = TickerView & { readonly aged?: string };

/** The rolling windows of the instrument in focus, as they are now. */
export class TickerStore extends LatestStore<ShownTicker> {
  constructor(options: PaintedStreamOptions) {
    super(options, EVERY_MS);
  }

  /** Figures of the past stay figures: they are shown as the last that were known. */
  protected withoutSource(view: ShownTicker, reason: string): ShownTicker {
    return { ...view, aged: reason };
  }
}
