import type { Decimal } from "../../base/decimal.ts";
import { subtract } from "../../base/decimal.ts";
import type { OrderChange } from "../../book/book-orders.ts";
import { decimalOf, decimalText, MalformedMessage, numberText, signedDecimalOf, timeMs } from "../checked-fields.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { fillDepth, fillQuote, fillTrade, type WireLevel } from "../level-fields.ts";
import type { Message } from "../message.ts";

/** What proves a message of a book channel beside its own content. */
export interface Proof {
  readonly proven: boolean;
}

const ZERO: Decimal = { mantissa: 0, scale: 0 };

/**
 * Reads levels `[PRICE, COUNT, AMOUNT]` of a book at precision P0 into `message.depth`: a positive amount is a bid, a negative one an ask;
 * a count of 0 removes the level. The checksum is made of price and amount as sent, exponents and signs included.
 */
export function readLevels(rows: readonly unknown[], message: Message, table: InstrumentTable, snapshot: boolean, { proven }: Proof): void {
  const bids: WireLevel[] = [];
  const asks: WireLevel[] = [];
  for (const row of rows) {
    const [price, count, amount] = rowOf(row, 3);
    const signed = signedDecimalOf(amount, "AMOUNT");
    const isBid = signed.mantissa > 0;
    if (signed.mantissa === 0) throw new MalformedMessage("AMOUNT is 0");
    const at = decimalOf(price, "PRICE");
    if (at.mantissa === 0) throw new MalformedMessage("PRICE is 0");
    const qty = decimalOf(count, "COUNT").mantissa === 0 ? ZERO : positive(signed);
    (isBid ? bids : asks).push({ price: at, qty, text: `${numberText(price) ?? ""}:${numberText(amount) ?? ""}` });
  }
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({ proven });
  fillDepth(message, table, bids, asks, true);
}

/** Reads orders `[ORDER_ID, PRICE, AMOUNT]` of a raw book (R0) into `message.depth`; a price of 0: the order is gone. */
export function readOrders(rows: readonly unknown[], message: Message, snapshot: boolean, { proven }: Proof): void {
  const orders = rows.map((row): OrderChange => {
    const [id, price, amount] = rowOf(row, 3);
    const name = numberText(id) ?? "";
    if (!/^[0-9]{1,40}$/.test(name)) throw new MalformedMessage("ORDER_ID is not an integer");
    const signed = signedDecimalOf(amount, "AMOUNT");
    if (signed.mantissa === 0) throw new MalformedMessage("AMOUNT is 0");
    const at = decimalOf(price, "PRICE");
    return { id: name, side: signed.mantissa > 0 ? "buy" : "sell", price: at, qty: at.mantissa === 0 ? ZERO : positive(signed) };
  });
  message.kind = snapshot ? "snapshot" : "depth";
  message.depth.begin({ proven });
  message.depth.bids.clear();
  message.depth.asks.clear();
  message.depth.orders = orders;
}

/** A message that holds the checksum of the book, as it stands, and changes nothing of it. */
export function readChecksum(checksum: number, message: Message, table: InstrumentTable): void {
  message.kind = "depth";
  message.depth.begin({ checksum, isDiff: false });
  fillDepth(message, table, [], [], true);
}

/** Reads one trade `[ID, MTS, AMOUNT, PRICE]`; a positive amount: a buyer took. Ids run over all pairs, so they prove none complete. */
export function readTrade(row: unknown, message: Message): void {
  const [id, mts, amount, price] = rowOf(row, 4);
  const name = numberText(id) ?? "";
  if (!/^[0-9]{1,40}$/.test(name)) throw new MalformedMessage("ID is not an integer");
  const signed = signedDecimalOf(amount, "AMOUNT");
  message.kind = "trade";
  fillTrade(message.trade, name, signed.mantissa > 0 ? "buy" : "sell", decimalOf(price, "PRICE"), positive(signed), timeMs({ mts }, "mts"));
}

/** Reads the best bid and ask of channel `ticker`: `[BID, BID_SIZE, ASK, ASK_SIZE, ...]`. */
export function readQuote(row: readonly unknown[], message: Message): void {
  const [bid, bidSize, ask, askSize] = row;
  message.kind = "bbo";
  fillQuote(message.quote, 0, decimalOf(bid, "BID"), decimalOf(bidSize, "BID_SIZE"), decimalOf(ask, "ASK"), decimalOf(askSize, "ASK_SIZE"));
}

const TICKER = { dailyChange: 4, dailyChangeRelative: 5, last: 6, volume: 7, high: 8, low: 9 } as const;
const CANDLE = { open: 1, close: 2, high: 3, low: 4, volume: 5 } as const;
/** Places in a message of channel `status` of a derivative; the document numbers them one higher, as its REST answer begins with the key. */
const STATUS = { "mark-price": { markPrice: 14, spotPrice: 3 }, funding: { currentFunding: 11 }, "open-interest": { openInterest: 17 } } as const;

export function readTicker(row: readonly unknown[], message: Message): void {
  figures(message, "ticker", textsOf(row, TICKER));
}

export function readCandle(row: unknown, interval: string, message: Message): void {
  const cells = rowOf(row, 6);
  figures(message, "kline", { interval, openTime: timeMs({ mts: cells[0] }, "mts"), ...textsOf(cells, CANDLE) });
}

export const STATUS_FIGURES = Object.keys(STATUS) as (keyof typeof STATUS)[];

export function readStatus(row: readonly unknown[], name: keyof typeof STATUS, message: Message): void {
  figures(message, name, textsOf(row, STATUS[name]));
}

function figures(message: Message, name: "ticker" | "kline" | keyof typeof STATUS, values: Readonly<Record<string, string | number>>): void {
  message.kind = "figures";
  message.figures = { name, values };
}

/** Decimals by name from their places in a row; one that is null is left out. */
function textsOf(row: readonly unknown[], places: Readonly<Record<string, number>>): Record<string, string> {
  const given = Object.entries(places).filter(([, place]) => row[place] !== null && row[place] !== undefined);
  return Object.fromEntries(given.map(([key, place]) => [key, decimalText({ [key]: row[place] }, key)]));
}

function rowOf(row: unknown, length: number): readonly unknown[] {
  if (!Array.isArray(row) || row.length < length) throw new MalformedMessage(`an entry that is no list of ${length}`);
  return row as unknown[];
}

function positive({ mantissa, scale }: Decimal): Decimal {
  return { mantissa: mantissa < 0 ? subtract(0, mantissa) : mantissa, scale };
}
