import { parseDecimal, rescale } from "../../../src/core/base/decimal.ts";
import type { Scale } from "../../../src/core/market/instrument.ts";
import type { Side, Trade } from "../../../src/core/market/trade.ts";

/** 2024-08-08T00:00:00Z: a whole minute, and midnight UTC. */
export const MIDNIGHT = 1_723_075_200_000;
export const MINUTE = 60_000;

export interface TradeText {
  readonly id: number;
  /** Of an aggregate; the same as `id` where left out. */
  readonly lastId?: number;
  readonly eventMs: number;
  readonly price?: string;
  readonly qty?: string;
  readonly side?: Side;
  readonly counts?: boolean;
  /** Decimals to hold the integers at; the shortest for the texts where left out. */
  readonly scale?: Scale;
}

/** A trade as a decoder would make it of the wire texts. */
export function tradeOf(text: TradeText): Trade {
  const price = decimal(text.price ?? "100");
  const qty = decimal(text.qty ?? "1");
  const scale = text.scale ?? { price: price.scale, qty: qty.scale };
  return {
    firstId: text.id,
    lastId: text.lastId ?? text.id,
    eventMs: text.eventMs,
    price: rescale(price.mantissa, price.scale, scale.price),
    qty: rescale(qty.mantissa, qty.scale, scale.qty),
    scale,
    side: text.side ?? "buy",
    counts: text.counts ?? true,
  };
}

function decimal(text: string) {
  const value = parseDecimal(text);
  if (value === undefined) throw new Error(`not a decimal: ${text}`);
  return value;
}
