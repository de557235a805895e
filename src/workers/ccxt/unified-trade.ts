import type { UnifiedTrade } from "../../core/venues/ccxt/unified-event.ts";

/** The event of a trade that ccxt appended; null where it has no symbol to belong to. Values go on as they are: whoever reads them checks them. */
export function unifiedTrade(trade: unknown, nowMs: number, backfill: boolean): UnifiedTrade | null {
  const { symbol, id, timestamp, side, price, amount } = Object(trade) as Record<string, unknown>;
  if (typeof symbol !== "string") return null;
  const timed = typeof timestamp === "number" && Number.isFinite(timestamp);
  return {
    unified: "trade",
    symbol,
    id: typeof id === "string" ? id : typeof id === "number" ? String(id) : "",
    ms: timed ? Math.trunc(timestamp) : null,
    ...(timed ? {} : { receivedMs: nowMs }),
    ...(backfill ? { backfill } : {}),
    side: typeof side === "string" ? side : "",
    price: figure(price),
    amount: figure(amount),
  };
}

/** JSON has no `NaN` and no infinity: as text they are recorded, and refused by who reads them. */
function figure(value: unknown): number | string {
  return typeof value === "number" && Number.isFinite(value) ? value : String(value);
}
