import type { Message } from "../message.ts";
import type { InstrumentTable } from "../instrument-table.ts";
import { FastScan, type LevelTarget } from "./fast-scan.ts";
import { FINER, placesOf, readFixed } from "./fixed-text.ts";
import { BOOL, KEY, LEVELS, type MessageFields, NUMBER, PREV, TEXT } from "./message-fields.ts";
import { MAX_EVENT_MS } from "../checked-fields.ts";
import type { BinanceRules } from "./rules.ts";

const K = {
  E: KEY("E"), T: KEY("T"), U: KEY("U"), u: KEY("u"), s: KEY("s"), t: KEY("t"), f: KEY("f"), l: KEY("l"), p: KEY("p"), q: KEY("q"),
  m: KEY("m"), X: KEY("X"), a: KEY("a"), A: KEY("A"), b: KEY("b"), B: KEY("B"),
}; // prettier-ignore
const MARKET = Uint8Array.from("MARKET", (c) => c.charCodeAt(0));

/** What came of the fast path. `no`: not recognised, the checked slow path decides. */
export type FastResult = "taken" | "foreign" | "no";

/**
 * The fast path from wire bytes to a message: scan, then take the fields. It accepts only what the checked slow path
 * would accept with the same result.
 */
export class FastRead implements LevelTarget {
  priceScale = 0;
  qtyScale = 0;
  /** The instrument whose levels the scan came upon; -1 where it came upon none. */
  levelSlot = -1;
  private readonly fast = new FastScan();
  private readonly fields: MessageFields = this.fast.fields;
  private readonly rules: BinanceRules;
  private readonly table: InstrumentTable;
  private readonly message: Message;

  constructor(rules: BinanceRules, table: InstrumentTable, message: Message) {
    this.rules = rules;
    this.table = table;
    this.message = message;
  }

  get bids() {
    return this.message.depth.bids;
  }

  get asks() {
    return this.message.depth.asks;
  }

  begin(): boolean {
    const slot = this.fast.slotIn(this.table);
    this.levelSlot = slot;
    if (!this.table.wants(slot, "book")) return false;
    const scale = this.table.scaleOf(slot);
    this.priceScale = scale.price;
    this.qtyScale = scale.qty;
    this.message.depth.scale = scale;
    return true;
  }

  read(bytes: Uint8Array, start: number, end: number): FastResult {
    this.levelSlot = -1;
    let scanned = this.fast.scan(bytes, start, end, this);
    const { levelScan } = this.fast;
    while (scanned === "finer" && this.table.refine(this.levelSlot, levelScan.finerPrice, levelScan.finerQty)) {
      scanned = this.fast.scan(bytes, start, end, this);
    }
    if (scanned === "foreign") {
      this.message.reset("foreign", this.levelSlot, "book");
      // Where it stands before the levels, as the exchange writes it, even a reader that wants no book learns the time.
      const eventMs = this.fields.has(K.E, NUMBER) ? (this.fields.number[K.E] as number) : 0;
      if (eventMs <= MAX_EVENT_MS) this.message.eventMs = eventMs;
      return "foreign";
    }
    if (scanned === "unknown" || scanned === "finer") return "no";
    if (scanned === "depth") return this.depth() ? "taken" : "no";
    if (!this.isWhole(scanned)) return "no"; // before its symbol is met: without an event name it may be anything
    const slot = this.fast.slotIn(this.table);
    if (scanned === "quote") {
      this.message.reset("bbo", slot, "book");
      if (!this.quote(bytes)) return "no";
      if (!this.table.wants(slot, "book")) this.message.kind = "foreign";
      return "taken";
    }
    this.message.reset(scanned, slot, "analytics");
    if (!this.trade(bytes, scanned === "aggregate")) return "no";
    if (!this.table.wants(slot, "analytics")) this.message.kind = "foreign";
    return "taken";
  }

  /** Whether the message has the fields that its kind must have, and a symbol. */
  private isWhole(kind: "trade" | "aggregate" | "quote"): boolean {
    const { fields } = this;
    if (fields.textStart[K.s] === fields.textEnd[K.s]) return false;
    const { known } = this.fast;
    if (known !== null && known.isWhole) return true;
    const whole = fields.has(K.s, TEXT) && (kind === "quote" ? this.isQuote() : this.isTrade(kind === "aggregate"));
    if (known !== null) known.isWhole = whole;
    return whole;
  }

  private depth(): boolean {
    const { fields, message, levelSlot } = this;
    if (levelSlot < 0 || !fields.has(K.U, NUMBER) || !fields.has(K.u, NUMBER)) return false;
    if (!fields.has(K.E, NUMBER) || !fields.has(K.b, LEVELS) || !fields.has(K.a, LEVELS)) return false;
    if (this.rules.futures && !fields.has(PREV, NUMBER)) return false;
    message.reset("depth", levelSlot, "book");
    message.depth.first = fields.number[K.U] as number;
    message.depth.last = fields.number[K.u] as number;
    message.depth.prev = this.rules.futures ? (fields.number[PREV] as number) : -1;
    return message.depth.first <= message.depth.last && this.time();
  }

  private trade(bytes: Uint8Array, aggregate: boolean): boolean {
    const { fields } = this;
    const { trade, slot } = this.message;
    const first = aggregate ? K.f : K.t;
    const last = aggregate ? K.l : K.t;
    trade.firstId = fields.number[first] as number;
    trade.lastId = fields.number[last] as number;
    trade.eventMs = fields.number[K.T] as number;
    trade.side = fields.isTrue(K.m) ? "sell" : "buy";
    if (trade.firstId > trade.lastId || trade.eventMs > MAX_EVENT_MS || !this.time()) return false;
    trade.counts = !this.rules.futures || aggregate || (fields.has(K.X, TEXT) && this.textIs(bytes, K.X, MARKET));
    const price = this.decimal(bytes, K.p, "price");
    const qty = this.decimal(bytes, K.q, "qty");
    if (price < 0 || qty < 0 || (trade.counts && (price === 0 || qty === 0))) return false;
    trade.price = price;
    trade.qty = qty;
    trade.scale = this.table.scaleOf(slot);
    return true;
  }

  private isTrade(aggregate: boolean): boolean {
    const { fields } = this;
    const ids = aggregate ? fields.has(K.f, NUMBER) && fields.has(K.l, NUMBER) : fields.has(K.t, NUMBER);
    if (!ids || !fields.has(K.E, NUMBER) || !fields.has(K.T, NUMBER) || !fields.has(K.m, BOOL)) return false;
    return fields.has(K.p, TEXT) && fields.has(K.q, TEXT) && (fields.absent(K.X) || fields.has(K.X, TEXT));
  }

  private isQuote(): boolean {
    const { fields } = this;
    if (!fields.absent(K.E) && !fields.has(K.E, NUMBER)) return false;
    return fields.has(K.u, NUMBER) && fields.has(K.b, TEXT) && fields.has(K.B, TEXT) && fields.has(K.a, TEXT) && fields.has(K.A, TEXT);
  }

  private quote(bytes: Uint8Array): boolean {
    const { fields, message } = this;
    const { quote, slot } = message;
    quote.updateId = fields.number[K.u] as number;
    do {
      quote.scale = this.table.scaleOf(slot);
      quote.bidPrice = this.decimal(bytes, K.b, "price");
      quote.bidQty = this.decimal(bytes, K.B, "qty");
      quote.askPrice = this.decimal(bytes, K.a, "price");
      quote.askQty = this.decimal(bytes, K.A, "qty");
    } while (quote.scale !== this.table.scaleOf(slot)); // a later text was finer: read all at one scale
    return quote.bidPrice >= 0 && quote.bidQty >= 0 && quote.askPrice >= 0 && quote.askQty >= 0 && (fields.absent(K.E) || this.time());
  }

  /** The event time; spot's `bookTicker` has none. */
  private time(): boolean {
    this.message.eventMs = this.fields.number[K.E] as number;
    return this.message.eventMs <= MAX_EVENT_MS;
  }

  /** A decimal at the instrument's scale, which grows where the text is finer; negative where the slow path must read it. */
  private decimal(bytes: Uint8Array, key: number, field: "price" | "qty"): number {
    const plain = this.fields.fixed.at(key, this.table.scaleOf(this.message.slot)[field]);
    if (plain >= 0) return plain;
    const start = this.fields.textStart[key] as number;
    const end = this.fields.textEnd[key] as number;
    const { slot } = this.message;
    const value = readFixed(bytes, start, end, this.table.scaleOf(slot)[field]);
    if (value !== FINER) return value;
    const places = placesOf(bytes, start, end);
    if (!this.table.refine(slot, field === "price" ? places : 0, field === "qty" ? places : 0)) return value;
    return readFixed(bytes, start, end, places);
  }

  private textIs(bytes: Uint8Array, key: number, text: Uint8Array): boolean {
    const start = this.fields.textStart[key] as number;
    if ((this.fields.textEnd[key] as number) - start !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false;
    return true;
  }
}
