import { ByteReader, ByteWriter } from "../../base/bytes.ts";
import type { Frame } from "../../contract/frame.ts";
import { isObject, type Json, list, MalformedMessage, numberText, object, objects, text, timeOr0 } from "../checked-fields.ts";
import { BookChannels } from "../book-channels.ts";
import type { Interest } from "../instrument-table.ts";
import { JsonDecoder } from "../json-decoder.ts";
import type { Message } from "../message.ts";
import { readBook, readCandle, readLiquidation, readPastTrade, readQuote, readTicker, readTrade, tickerFigures } from "./read.ts";
import { Unsubscriptions } from "./unsubscriptions.ts";

/** Where an address leads: one host serves every market of Bybit, each at a path of its own, with the same symbols. */
const CATEGORY = /\/v5\/public\/(spot|linear|inverse|option)\b/;

/** Address of the REST list of a symbol's past trades, newest first. */
const PAST_TRADES = /\/v5\/market\/recent-trade\?(?:.*&)?category=(\w+)/;

/**
 * Decodes Bybit's public WebSocket API v5 for one category of markets. A recording may hold connections of another: their frames are of
 * no instrument here. EVIDENCE.md names what each rule rests on.
 */
export class BybitDecoder extends JsonDecoder {
  private readonly category: string;
  private readonly elsewhere = new Set<string>();
  private readonly unsubscriptions = new Unsubscriptions();
  private readonly channels = new BookChannels();

  constructor(interest: Interest, category: "spot" | "linear") {
    super(interest, true);
    this.category = category;
  }

  context(): Uint8Array {
    const w = new ByteWriter(128);
    w.uint(this.elsewhere.size);
    for (const conn of [...this.elsewhere].sort()) w.string(conn);
    this.unsubscriptions.write(w);
    this.channels.write(w);
    return w.finish();
  }

  resume(context: Uint8Array): void {
    const r = new ByteReader(context);
    this.elsewhere.clear();
    for (let left = r.uint(); left > 0; left--) this.elsewhere.add(r.string());
    this.unsubscriptions.read(r);
    this.channels.read(r);
  }

  protected override connectionChanged({ kind, conn, url }: Frame): void {
    this.unsubscriptions.forget(conn);
    this.channels.forget(conn);
    this.elsewhere.delete(conn);
    const category = kind === "open" ? CATEGORY.exec(url)?.[1] : undefined;
    if (category !== undefined && category !== this.category) this.elsewhere.add(conn);
  }

  protected override isForeign(conn: string): boolean {
    return this.elsewhere.has(conn);
  }

  protected override headOf(head: string) {
    const found = /^\s*\{\s*"topic"\s*:\s*"([a-zA-Z]+)\.(?:[0-9A-Z]+\.)?([^".\\]+)"/u.exec(head);
    return found === null ? null : { symbol: found[2] as string, isBook: found[1] === "orderbook" };
  }

  protected override sent(value: unknown, { conn }: Frame): void {
    this.unsubscriptions.sent(conn, value);
  }

  protected override answered(value: unknown, { url }: Frame): void {
    if (PAST_TRADES.exec(url)?.[1] !== this.category || !isObject(value) || !isObject(value["result"])) return;
    const newestFirst = objects(value["result"], "list");
    for (const data of newestFirst.toReversed()) {
      const head = { symbol: text(data, "symbol"), part: "analytics", eventMs: timeOr0(data, "time") } as const;
      this.part(head, (message) => readPastTrade(data, message));
    }
  }

  protected read(value: unknown, { conn }: Frame): void {
    if (!isObject(value)) throw new MalformedMessage("not an object");
    if ("op" in value) this.answer(value, conn);
    else this.topic(value, conn);
  }

  /** An answer to something we said. */
  private answer(value: Json, conn: string): void {
    if (value["op"] !== "unsubscribe") return;
    const topics = this.unsubscriptions.confirmed(conn, value["req_id"]);
    if (value["success"] !== true) return;
    for (const topic of topics) {
      const [name, depth, symbol] = topic.split(".");
      if (name === "orderbook" && depth && depth !== "1" && symbol && this.channels.end(conn, symbol, depth))
        this.part({ symbol, part: "book", bookRole: "answer" }, (message) => void (message.kind = "ended"));
    }
  }

  private topic(value: Json, conn: string): void {
    const topic = text(value, "topic");
    const [name, second = "", third] = topic.split(".");
    if (name === "orderbook") this.book(value, second, conn);
    else if (name === "publicTrade") this.each(value, "T", (data) => text(data, "s"), readTrade);
    else if (name === "kline") this.each(value, "timestamp", () => third ?? second, readCandle);
    else if (name === "allLiquidation") this.each(value, "T", (data) => text(data, "s"), readLiquidation);
    else if (name === "tickers") this.ticker(value);
  }

  /** A depth of 1 is the best bid and ask, sent whole each time. At any depth `u` 1 stands for a service that began anew: replace everything. */
  private book(value: Json, depth: string, conn: string): void {
    const data = object(value, "data");
    const symbol = text(data, "s");
    const eventMs = timeOr0(value, "ts");
    if (depth === "1") {
      this.part({ symbol, part: "book", eventMs }, (message) => readQuote(data, message));
      return;
    }
    const type = text(value, "type");
    if (type !== "snapshot" && type !== "delta") throw new MalformedMessage(`a book message of type ${type}`);
    const snapshot = type === "snapshot" || numberText(data["u"]) === "1";
    if (!this.channels.reads(conn, symbol, depth, snapshot)) return;
    const head = { symbol, part: "book", bookRole: snapshot ? "snapshot" : "diff", eventMs } as const;
    this.part(head, (message) => readBook(data, message, this.table, snapshot));
  }

  private each(value: Json, time: string, symbolOf: (data: Json) => string, read: (data: Json, message: Message) => void): void {
    for (const data of list(value, "data")) {
      if (!isObject(data)) throw new MalformedMessage("data holds no object");
      this.part({ symbol: symbolOf(data), part: "analytics", eventMs: timeOr0(data, time) }, (message) => read(data, message));
    }
  }

  private ticker(value: Json): void {
    const data = object(value, "data");
    const symbol = text(data, "symbol");
    for (const name of tickerFigures(data)) {
      this.part({ symbol, part: "analytics", eventMs: timeOr0(value, "ts") }, (message) => readTicker(data, message, name));
    }
  }
}
