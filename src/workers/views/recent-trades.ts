import { rescale } from "../../core/base/decimal.ts";
import type { TapeTrade } from "../../core/contract/tape-view.ts";
import type { InstrumentId, Scale } from "../../core/market/instrument.ts";
import type { Trade } from "../../core/market/trade.ts";

/** The most trades kept of each instrument: more than a tape shows. */
export const RECENT_TRADES = 120;

interface Kept extends TapeTrade {
  readonly scale: Scale;
}

/** A stretch of one instrument's trades, oldest first, at one scale. */
export interface TradeStretch {
  readonly scale: Scale;
  readonly trades: readonly TapeTrade[];
  /** How many trades after the mark asked for are no longer kept. */
  readonly skipped: number;
}

/** The last trades of each instrument in the order they came, in rings of {@link RECENT_TRADES}. */
export class RecentTrades {
  private readonly rings = new Map<InstrumentId, { readonly kept: Kept[]; total: number }>();

  /** Takes a copy. */
  add(id: InstrumentId, { lastId, eventMs, price, qty, side, scale }: Trade): void {
    let ring = this.rings.get(id);
    if (ring === undefined) this.rings.set(id, (ring = { kept: [], total: 0 }));
    ring.kept[ring.total++ % RECENT_TRADES] = { id: lastId, eventMs, price, qty, side, scale };
  }

  /** How many trades of the instrument were taken. */
  total(id: InstrumentId): number {
    return this.rings.get(id)?.total ?? 0;
  }

  /** What came after the first `seen` trades. */
  since(id: InstrumentId, seen: number): TradeStretch {
    const ring = this.rings.get(id);
    if (ring === undefined) return { scale: { price: 0, qty: 0 }, trades: [], skipped: 0 };
    const from = Math.max(seen, ring.total - RECENT_TRADES);
    const kept = Array.from({ length: ring.total - from }, (_, n) => ring.kept[(from + n) % RECENT_TRADES] as Kept);
    const scale = {
      price: kept.reduce((places, trade) => Math.max(places, trade.scale.price), 0),
      qty: kept.reduce((places, trade) => Math.max(places, trade.scale.qty), 0),
    };
    const trades = kept.map((trade) => ({
      id: trade.id,
      eventMs: trade.eventMs,
      price: rescale(trade.price, trade.scale.price, scale.price),
      qty: rescale(trade.qty, trade.scale.qty, scale.qty),
      side: trade.side,
    }));
    return { scale, trades, skipped: from - seen };
  }

  clear(): void {
    this.rings.clear();
  }
}
