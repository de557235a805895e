import { crc32 } from "./crc32.ts";

/**
 * How a venue's checksum is made of a book. Each level travels with a text that the venue's decoder made of its price and quantity as
 * they were sent (`levelText`); the policy joins the texts of the best levels.
 */
export interface ChecksumPolicy {
  readonly name: string;
  /** Levels a side that it covers. */
  readonly levels: number;
  /** The text of one level from its price and quantity, verbatim. */
  levelText(price: string, qty: string): string;
  /** The checksum of a book whose best levels have these texts, best first, as an unsigned 32-bit integer. */
  of(bids: readonly string[], asks: readonly string[]): number;
}

/** A checksum as it is sent, signed or unsigned, as an unsigned 32-bit integer; null where it cannot be one. */
export function asUint32(value: number): number | null {
  return Number.isInteger(value) && value >= -(2 ** 31) && value < 2 ** 32 ? value >>> 0 : null;
}

/**
 * Kraken, "How to verify the checksum of the book": of the top 10 asks, low to high, then the top 10 bids, high to low, price and quantity
 * each without the decimal point and without leading zeros, joined; CRC-32 unsigned.
 */
export const KRAKEN_CHECKSUM: ChecksumPolicy = {
  name: "kraken",
  levels: 10,
  levelText: (price, qty) => withoutPoint(price) + withoutPoint(qty),
  of: (bids, asks) => crc32(asks.join("") + bids.join("")),
};

function withoutPoint(text: string): string {
  return text.replace(".", "").replace(/^0+/, "");
}

/**
 * OKX ("Checksum mechanism"), Bitget and Bitfinex: the best 25 bids and asks in turn, `bidPrice:bidQty:askPrice:askQty:...`, each as sent;
 * where one side is shorter the other goes on alone; CRC-32, sent as a signed integer. On Bitfinex an ask's amount is negative.
 */
export const INTERLEAVED_CHECKSUM: ChecksumPolicy = {
  name: "interleaved",
  levels: 25,
  levelText: (price, qty) => `${price}:${qty}`,
  of(bids, asks) {
    const parts: string[] = [];
    for (let rank = 0; rank < Math.max(bids.length, asks.length); rank++) {
      for (const side of [bids, asks]) if (rank < side.length) parts.push(side[rank] as string);
    }
    return crc32(parts.join(":"));
  },
};
