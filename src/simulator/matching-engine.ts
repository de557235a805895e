import type { Side } from "../core/market/trade.ts";
import { type Order, PriceLadder, type QueuedOrder } from "./price-ladder.ts";

/** One fill of one resting order. */
export interface Execution {
  /** 1 more than that of the symbol's execution before. */
  readonly id: number;
  readonly ticks: number;
  readonly lots: number;
  readonly buyerIsMaker: boolean;
  /** The resting order that was filled. */
  readonly makerId: number;
  /** Event time in Unix ms. */
  readonly eventMs: number;
}

/** Hears what happened, as it happens: an execution comes before the change of the level it took from. */
export interface EngineListener {
  traded(execution: Execution): void;
  /** A level now holds `lots` (0: it is gone); the engine's `lastUpdateId` is this change's id. */
  levelChanged(side: Side, ticks: number, lots: number): void;
  /** An order has come to rest, was filled in part, or is gone (`lots` 0). */
  orderChanged?(order: Order): void;
}

/** The ids that an engine has given so far: its next update and its next execution have the ones after these. */
export interface LastIds {
  readonly update: number;
  readonly execution: number;
}

/**
 * The central limit order book of one symbol: price-time priority, integer ticks and lots. Its book is never crossed or locked:
 * an order that meets the other side takes before it rests.
 */
export class MatchingEngine {
  readonly bids = new PriceLadder("buy");
  readonly asks = new PriceLadder("sell");
  private readonly listener: EngineListener;
  private updateId: number;
  private executionId: number;
  private orderId = 0;

  constructor(listener: EngineListener, last: LastIds = { update: 0, execution: 0 }) {
    this.listener = listener;
    this.updateId = last.update;
    this.executionId = last.execution;
  }

  /** The id of the last level change. */
  get lastUpdateId(): number {
    return this.updateId;
  }

  get lastExecutionId(): number {
    return this.executionId;
  }

  ladder(side: Side): PriceLadder {
    return side === "buy" ? this.bids : this.asks;
  }

  /**
   * A limit order: takes what the other side offers at this price or better, and rests with what is left.
   * Returns the resting order, or null where nothing was left. Throws a RangeError for a price or size that is not a positive integer.
   */
  limit(side: Side, ticks: number, lots: number, eventMs: number): Order | null {
    requireCount("price", ticks);
    const left = this.take(side, ticks, lots, eventMs);
    return left > 0 ? this.rest(side, ticks, left) : null;
  }

  /**
   * Takes up to `lots` from the other side, at `worstTicks` or better where that is given (immediate or cancel), else at any price.
   * Returns what found no other side. Throws a RangeError for a size that is not a positive integer.
   */
  market(side: Side, lots: number, eventMs: number, worstTicks = side === "buy" ? Number.POSITIVE_INFINITY : 0): number {
    return this.take(side, worstTicks, lots, eventMs);
  }

  /** Withdraws a resting order; false where it was filled or cancelled before. */
  cancel(order: Order): boolean {
    const queued = order as QueuedOrder;
    if (queued.lots === 0) return false;
    this.ladder(queued.side).reduce(queued, queued.lots);
    this.listener.orderChanged?.(queued);
    this.changed(queued.side, queued.ticks, queued.level.lots);
    return true;
  }

  private rest(side: Side, ticks: number, lots: number): Order {
    const ladder = this.ladder(side);
    const level = ladder.levelAt(ticks);
    const order: QueuedOrder = { id: ++this.orderId, side, ticks, lots, level, ahead: null, behind: null };
    ladder.append(order);
    this.listener.orderChanged?.(order);
    this.changed(side, ticks, level.lots);
    return order;
  }

  private take(side: Side, worstTicks: number, lots: number, eventMs: number): number {
    requireCount("size", lots);
    const makerSide = side === "buy" ? "sell" : "buy";
    const makers = this.ladder(makerSide);
    let left = lots;
    while (left > 0) {
      const level = makers.best;
      if (level === undefined || (side === "buy" ? level.ticks > worstTicks : level.ticks < worstTicks)) break;
      for (let maker = level.first; maker !== null && left > 0; maker = level.first) {
        const fill = Math.min(left, maker.lots);
        left -= fill;
        makers.reduce(maker, fill);
        this.listener.orderChanged?.(maker);
        const { ticks } = level;
        this.listener.traded({ id: ++this.executionId, ticks, lots: fill, buyerIsMaker: side === "sell", makerId: maker.id, eventMs });
      }
      this.changed(makerSide, level.ticks, level.lots);
    }
    return left;
  }

  private changed(side: Side, ticks: number, lots: number): void {
    this.updateId++;
    this.listener.levelChanged(side, ticks, lots);
  }
}

function requireCount(what: string, count: number): void {
  if (!Number.isSafeInteger(count) || count <= 0) throw new RangeError(`not an order's ${what}: ${count}`);
}
