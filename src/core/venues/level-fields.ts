import { type Decimal, rescale } from "../base/decimal.ts";
import type { ChecksumPolicy } from "../book/checksum.ts";
import type { LevelList } from "../book/depth-update.ts";
import { decimalOf, MalformedMessage, numberText } from "./checked-fields.ts";
import type { InstrumentTable } from "./instrument-table.ts";
import type { BestQuote, Message, TradeMessage } from "./message.ts";

/** One price level as it was sent: exact values, and the text that the venue's checksum wants of it. */
export interface WireLevel {
  readonly price: Decimal;
  readonly qty: Decimal;
  readonly text: string;
}

/** A level from its price and absolute quantity, each text or {@link NumberText}. Throws a MalformedMessage. */
export function wireLevel(price: unknown, qty: unknown, checksum: ChecksumPolicy | null): WireLevel {
  const level = { price: decimalOf(price, "a level's price"), qty: decimalOf(qty, "a level's quantity") };
  if (level.price.mantissa === 0) throw new MalformedMessage("a level's price is 0");
  return { ...level, text: checksum === null ? "" : checksum.levelText(numberText(price) ?? "", numberText(qty) ?? "") };
}

/** Levels from a list of `[price, qty, ...]`. */
export function wireLevels(levels: readonly unknown[], checksum: ChecksumPolicy | null): WireLevel[] {
  return levels.map((level) => {
    if (!Array.isArray(level)) throw new MalformedMessage("a level is not a list");
    return wireLevel(level[0], level[1], checksum);
  });
}

/** Puts levels into the message's book update, at one scale that holds them all and that grows with the instrument. */
export function fillDepth(
  { depth, slot }: Message,
  table: InstrumentTable,
  bids: readonly WireLevel[],
  asks: readonly WireLevel[],
  checked: boolean,
): void {
  const known = table.scaleOf(slot);
  const scale = { price: known.price, qty: known.qty };
  for (const side of [bids, asks]) {
    for (const { price, qty } of side) {
      scale.price = Math.max(scale.price, price.scale);
      scale.qty = Math.max(scale.qty, qty.scale);
    }
  }
  const kept = table.refine(slot, scale.price, scale.qty) ? table.scaleOf(slot) : scale;
  depth.scale = kept;
  fill(depth.bids, bids, kept.price, kept.qty, checked);
  fill(depth.asks, asks, kept.price, kept.qty, checked);
}

function fill(into: LevelList, levels: readonly WireLevel[], price: number, qty: number, checked: boolean): void {
  into.assign(levels.map((level) => [rescale(level.price.mantissa, level.price.scale, price), rescale(level.qty.mantissa, level.qty.scale, qty)]));
  if (checked) into.texts = levels.map(({ text }) => text);
}

/** Puts a best bid and ask into a message; a side that is absent is 0. */
export function fillQuote(quote: BestQuote, updateId: number, bid: Decimal, bidQty: Decimal, ask: Decimal, askQty: Decimal): void {
  const scale = { price: Math.max(bid.scale, ask.scale), qty: Math.max(bidQty.scale, askQty.scale) };
  quote.updateId = updateId;
  quote.bidPrice = rescale(bid.mantissa, bid.scale, scale.price);
  quote.askPrice = rescale(ask.mantissa, ask.scale, scale.price);
  quote.bidQty = rescale(bidQty.mantissa, bidQty.scale, scale.qty);
  quote.askQty = rescale(askQty.mantissa, askQty.scale, scale.qty);
  quote.scale = scale;
}

/** Puts a trade into a message. `id`: the instrument's own running number, or the venue's text where its ids are none ("" for no id). */
export function fillTrade(trade: TradeMessage, id: number | string, side: "buy" | "sell", price: Decimal, qty: Decimal, eventMs: number): void {
  if (price.mantissa === 0 || qty.mantissa === 0) throw new MalformedMessage("a trade of price or quantity 0");
  trade.firstId = trade.lastId = typeof id === "number" ? id : -1;
  trade.historyRx = 0;
  trade.uid = typeof id === "number" ? "" : id;
  trade.side = side;
  trade.price = price.mantissa;
  trade.qty = qty.mantissa;
  trade.scale = { price: price.scale, qty: qty.scale };
  trade.eventMs = eventMs;
  trade.counts = true;
}

/** The aggressor's side from the venue's word for it, in any case. */
export function sideOf(value: unknown): "buy" | "sell" {
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (word !== "buy" && word !== "sell") throw new MalformedMessage("the side is neither buy nor sell");
  return word;
}
