import type { LadderView } from "../../core/contract/ladder-view.ts";
import { LatestStore } from "./latest-store.ts";
import type { PaintedStreamOptions } from "./painted-stream.ts";

/** Nobody reads a ladder that changes more than twenty times a second. */
const EVERY_MS = 50;

/** The ladder as it is now. */
export class LadderStore extends LatestStore<LadderView> {
  constructor(options: PaintedStreamOptions) {
    super(options, EVERY_MS);
  }

  protected withoutSource(view: LadderView, reason: string): LadderView {
    return { ...view, quality: "syncing", reason, bids: [], asks: [], bidLevels: 0, askLevels: 0 };
  }
}
