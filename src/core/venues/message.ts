import type { Int } from "../base/decimal.ts";
import { DepthUpdate } from "../book/depth-update.ts";
import type { Scale } from "../market/instrument.ts";
import type { Side, Trade } from "../market/trade.ts";
import type { Part } from "../session/mark.ts";

/**
 * What one message, or one part of it, is about.
 * `control`: it changes no instrument. `malformed`: it cannot be trusted, see `problem`. `foreign`: another worker's.
 * `repeat`: a diff or snapshot that its connection has sent before, `seen`: anything else that it has sent before.
 * `ended`: the venue confirmed that it sends this in-band book no more.
 * `past-trade`: one of a list that the venue was asked for, oldest first, of which most may be known.
 * `audit`: what the venue answered over REST about a book that nothing in its stream proves.
 */
export type MessageKind =
  | "control"
  | "malformed"
  | "foreign"
  | "repeat"
  | "seen"
  | "ended"
  | "audit"
  | "depth"
  | "snapshot"
  | "trade"
  | "past-trade"
  | "aggregate"
  | "bbo"
  | "figures";

/** The venue's best bid and ask: exact integers at `scale`; `updateId` orders it against the book. */
export class BestQuote {
  updateId = 0;
  bidPrice: Int = 0;
  bidQty: Int = 0;
  askPrice: Int = 0;
  askQty: Int = 0;
  scale: Scale = { price: 0, qty: 0 };

  copyFrom(other: BestQuote): void {
    this.updateId = other.updateId;
    this.bidPrice = other.bidPrice;
    this.bidQty = other.bidQty;
    this.askPrice = other.askPrice;
    this.askQty = other.askQty;
    this.scale = other.scale;
  }
}

/** A trade that is filled in place; see {@link Trade}. */
export class TradeMessage implements Trade {
  firstId = 0;
  lastId = 0;
  uid = "";
  historyRx = 0;
  eventMs = 0;
  price: Int = 0;
  qty: Int = 0;
  scale: Scale = { price: 0, qty: 0 };
  side: Side = "buy";
  counts = true;
}

/** The venue's own published figures: its candle, 24 h ticker, mark price and funding, liquidations. Decimals are texts in shortest form. */
export interface VenueFigures {
  readonly name: "kline" | "ticker" | "mark-price" | "funding" | "open-interest" | "liquidation";
  readonly values: Readonly<Record<string, string | number | boolean>>;
  /** Only what has changed since the venue's last figures of this kind. */
  readonly partial?: true;
}

/** One decoded message. The decoder reuses it: what must outlive the call is copied. */
export class Message {
  kind: MessageKind = "control";
  /** Index of the instrument among those the decoder has met; -1 where it concerns none. */
  slot = -1;
  /** The part of the instrument it is for. */
  part: Part = "book";
  /** The venue's time of the message in Unix ms; 0 where it carries none. */
  eventMs = 0;
  /** Of a malformed message: what is wrong with it, and whether a message about the book is lost with it. */
  problem = "";
  lostDepth = false;
  /** What it is to an in-band book, said to routers too, which read no more of it; `answer`: the venue's word on its subscription. */
  bookRole: "none" | "diff" | "snapshot" | "answer" = "none";
  readonly depth = new DepthUpdate();
  readonly trade = new TradeMessage();
  readonly quote = new BestQuote();
  figures: VenueFigures | null = null;

  reset(kind: MessageKind, slot = -1, part: Part = "book"): this {
    this.kind = kind;
    this.slot = slot;
    this.part = part;
    this.eventMs = 0;
    this.bookRole = "none";
    return this;
  }

  malformed(problem: string, slot: number, part: Part, lostDepth = false): this {
    this.reset("malformed", slot, part);
    this.problem = problem;
    this.lostDepth = lostDepth;
    return this;
  }
}
