import { formatDecimal, type Int } from "../../../../src/core/base/decimal.ts";
import type { LevelList } from "../../../../src/core/book/depth-update.ts";
import type { Frame } from "../../../../src/core/contract/frame.ts";
import type { Message } from "../../../../src/core/venues/message.ts";
import { BinanceDecoder } from "../../../../src/core/venues/binance/decoder.ts";
import { frameOf, recv } from "../../frames.ts";

export function newDecoder(futures: boolean): BinanceDecoder {
  return new BinanceDecoder({ futures }, () => ["book", "analytics"]);
}

export function bytesFrame(bytes: Uint8Array, start = 0, end = bytes.length): Frame {
  return { ...frameOf(recv(""), 1), bytes, start, end };
}

/** What a message says, by value: decimals as shortest text, the instrument by its symbol, whatever scale or slot holds them. */
export function valuesOf(message: Message, { table }: BinanceDecoder): unknown {
  const { kind, slot, part, eventMs, depth, trade, quote, figures } = message;
  if (kind === "control" || kind === "malformed") return { kind };
  const common = { kind, symbol: table.index.symbols[slot], part, eventMs };
  switch (kind) {
    case "depth":
    case "snapshot": {
      const side = (list: LevelList): string[] =>
        Array.from(
          { length: list.count },
          (_, i) => `${formatDecimal(list.priceAt(i), depth.scale.price)} ${formatDecimal(list.qtyAt(i), depth.scale.qty)}`,
        );
      return { ...common, first: depth.first, last: depth.last, prev: depth.prev, bids: side(depth.bids), asks: side(depth.asks) };
    }
    case "trade":
    case "aggregate": {
      const { firstId, lastId, side, counts, scale } = trade;
      return {
        ...common,
        firstId,
        lastId,
        side,
        counts,
        tradeMs: trade.eventMs,
        price: formatDecimal(trade.price, scale.price),
        qty: formatDecimal(trade.qty, scale.qty),
      };
    }
    case "bbo": {
      const price = (value: Int): string => formatDecimal(value, quote.scale.price);
      const qty = (value: Int): string => formatDecimal(value, quote.scale.qty);
      return { ...common, u: quote.updateId, bid: [price(quote.bidPrice), qty(quote.bidQty)], ask: [price(quote.askPrice), qty(quote.askQty)] };
    }
    case "figures":
      return { ...common, name: figures?.name, values: figures?.values };
    default:
      return common;
  }
}
