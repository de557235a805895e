import { ByteReader, ByteWriter } from "../../base/bytes.ts";
import type { Frame } from "../../contract/frame.ts";
import { isObject, isoTimeMs, type Json, list, MalformedMessage, objects, safeInteger, text, timeOr0 } from "../checked-fields.ts";
import { ConnectionSequence } from "../connection-sequence.ts";
import type { Interest } from "../instrument-table.ts";
import { JsonDecoder, type PartHead } from "../json-decoder.ts";
import type { Message } from "../message.ts";
import { productOf, readBook, readBookProducts, readCandle, readQuote, readTicker, readTrade } from "./read.ts";

/**
 * Decodes Coinbase's Advanced Trade WebSocket API. `sequence_num` runs over all channels of a connection: it is checked here, before a
 * message is given to an instrument. EVIDENCE.md names what each rule rests on.
 */
export class CoinbaseDecoder extends JsonDecoder {
  readonly connectionSequence = new ConnectionSequence();
  /** Products whose books each connection was last said to send. */
  private readonly books = new Map<string, readonly string[]>();
  /** Whether the message at hand was sent before: its parts are told apart, and not read. */
  private repeats = false;

  constructor(interest: Interest) {
    super(interest, false);
  }

  context(): Uint8Array {
    const w = new ByteWriter(128);
    this.connectionSequence.write(w);
    w.uint(this.books.size);
    for (const [conn, products] of [...this.books].sort(([a], [b]) => (a < b ? -1 : 1))) {
      w.string(conn);
      w.uint(products.length);
      for (const product of products) w.string(product);
    }
    return w.finish();
  }

  resume(context: Uint8Array, exact: boolean): void {
    const r = new ByteReader(context);
    this.connectionSequence.read(r);
    if (!exact) this.connectionSequence.clear();
    this.books.clear();
    for (let left = r.uint(); left > 0; left--) {
      const conn = r.string();
      this.books.set(
        conn,
        Array.from({ length: r.uint() }, () => r.string()),
      );
    }
  }

  protected override connectionChanged({ conn }: Frame): void {
    this.connectionSequence.forget(conn);
    this.books.delete(conn);
  }

  protected override headOf(head: string) {
    const channel = /^\s*\{\s*"channel"\s*:\s*"(\w+)"/.exec(head)?.[1];
    const product = /"product_id"\s*:\s*"([^"\\]+)"/u.exec(head)?.[1];
    // What it was and what its number was cannot be known both: only a message that is certainly of one book is its loss alone.
    return channel === undefined || product === undefined || channel !== "l2_data" ? null : { symbol: product, isBook: true };
  }

  protected read(value: unknown, { conn }: Frame): void {
    if (!isObject(value)) throw new MalformedMessage("not an object");
    if (value["type"] === "error") return; // an answer to something we said: it has no number
    const channel = text(value, "channel");
    const step = this.connectionSequence.step(conn, safeInteger(value, "sequence_num"));
    if (step === "break") this.connectionLoss = "sequence";
    this.repeats = step === "repeat";
    for (const event of list(value, "events")) {
      if (!isObject(event)) throw new MalformedMessage("events holds no object");
      this.event(channel, event, timeOr0(value, "timestamp", isoTimeMs), conn);
    }
  }

  private event(channel: string, event: Json, sentMs: number, conn: string): void {
    if (channel === "l2_data") this.book(event, sentMs);
    else if (channel === "market_trades") this.trades(event);
    else if (channel === "ticker" || channel === "ticker_batch") this.tickers(event, sentMs);
    else if (channel === "candles") this.candles(event);
    else if (channel === "subscriptions" && !this.repeats) this.subscriptions(readBookProducts(event), conn);
  }

  private book(event: Json, eventMs: number): void {
    const type = text(event, "type");
    if (type !== "snapshot" && type !== "update") throw new MalformedMessage(`a book event of type ${type}`);
    const snapshot = type === "snapshot";
    this.once({ symbol: productOf(event), part: "book", bookRole: snapshot ? "snapshot" : "diff", eventMs }, (message) =>
      readBook(event, message, this.table, snapshot),
    );
  }

  /** A list of trades is sent newest first. Their own ids tell which were sent before: one that overtook the rest is not lost. */
  private trades(event: Json): void {
    for (const data of objects(event, "trades").toReversed()) {
      this.part({ symbol: productOf(data), part: "analytics", eventMs: timeOr0(data, "time", isoTimeMs) }, (message) => readTrade(data, message));
    }
  }

  private tickers(event: Json, eventMs: number): void {
    for (const data of objects(event, "tickers")) {
      const symbol = productOf(data);
      if ("best_bid_quantity" in data) this.once({ symbol, part: "book", eventMs }, (message) => readQuote(data, message));
      this.once({ symbol, part: "analytics", eventMs }, (message) => readTicker(data, message));
    }
  }

  private candles(event: Json): void {
    for (const data of objects(event, "candles")) this.once({ symbol: productOf(data), part: "analytics" }, (message) => readCandle(data, message));
  }

  /** Each message of this channel names all subscriptions there are: a book that is named no more has ended. */
  private subscriptions(products: readonly string[], conn: string): void {
    const ended = (this.books.get(conn) ?? []).filter((product) => !products.includes(product));
    this.books.set(conn, products);
    for (const symbol of ended) this.part({ symbol, part: "book", bookRole: "answer" }, (message) => void (message.kind = "ended"));
  }

  private once(head: PartHead, fill: (message: Message) => void): void {
    if (this.repeats) this.repeated(head);
    else this.part(head, fill);
  }
}
