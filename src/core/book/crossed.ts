import type { Int } from "../base/decimal.ts";
import type { DepthUpdate, LevelList } from "./depth-update.ts";

/** Whether the best bid of a snapshot is at or above its best ask. */
export function isCrossed({ bids, asks }: DepthUpdate): boolean {
  const bid = bestOf(bids, (price, best) => price > best);
  const ask = bestOf(asks, (price, best) => price < best);
  return bid !== null && ask !== null && bid >= ask;
}

function bestOf(levels: LevelList, better: (price: Int, best: Int) => boolean): Int | null {
  let best: Int | null = null;
  for (let i = 0; i < levels.count; i++) {
    if (levels.qtyAt(i) !== 0 && (best === null || better(levels.priceAt(i), best))) best = levels.priceAt(i);
  }
  return best;
}
