import { ByteReader, ByteWriter } from "../../base/bytes.ts";
import { BookChannels } from "../book-channels.ts";
import { chainedBookHead, chainedBookRole, readBestLevels } from "../chained-book.ts";
import { isObject, type Json, list, MalformedMessage, object, objects, text, timeOr0 } from "../checked-fields.ts";
import type { Frame } from "../../contract/frame.ts";
import type { Interest } from "../instrument-table.ts";
import { JsonDecoder } from "../json-decoder.ts";
import type { Message } from "../message.ts";
import { isFiguresChannel, readBook, readCandle, readFigures, readLiquidation, readPastTrade, readTrade } from "./read.ts";

/** Channels that send a whole book first and then what changes of it. */
const BOOKS: readonly string[] = ["books", "books-l2-tbt", "books50-l2-tbt"];

/** Path of the REST list of an instrument's past trades, newest first: entries as the `trades` channel has them. */
const PAST_TRADES = /\/api\/v5\/market\/trades(\?|$)/;

/** Decodes OKX's WebSocket API v5. Its ids may pass 2^53: numbers are kept as written. EVIDENCE.md names what each rule rests on. */
export class OkxDecoder extends JsonDecoder {
  private readonly channels = new BookChannels();

  constructor(interest: Interest) {
    super(interest, true);
  }

  context(): Uint8Array {
    const w = new ByteWriter(128);
    this.channels.write(w);
    return w.finish();
  }

  resume(context: Uint8Array): void {
    this.channels.read(new ByteReader(context));
  }

  protected override connectionChanged({ conn }: Frame): void {
    this.channels.forget(conn);
  }

  protected override isKnownText(value: string): boolean {
    return value === "pong";
  }

  protected override headOf(head: string) {
    const found = /^\s*\{\s*"arg"\s*:\s*\{\s*"channel"\s*:\s*"([\w-]+)"\s*,\s*"instId"\s*:\s*"([^"\\]+)"/u.exec(head);
    return found === null ? null : { symbol: found[2] as string, isBook: BOOKS.includes(found[1] as string) };
  }

  protected override answered(value: unknown, { url }: Frame): void {
    if (!PAST_TRADES.test(url) || !isObject(value)) return;
    for (const data of objects(value, "data").toReversed()) this.entry(data, readPastTrade);
  }

  protected read(value: unknown, { conn }: Frame): void {
    if (!isObject(value)) throw new MalformedMessage("not an object");
    if ("event" in value) {
      this.answer(value, conn);
      return;
    }
    const arg = object(value, "arg");
    const channel = text(arg, "channel");
    const entries = list(value, "data");
    if (BOOKS.includes(channel)) this.books(value, channel, text(arg, "instId"), conn);
    else if (channel === "trades" || channel === "trades-all") this.each(value, readTrade);
    else if (channel === "bbo-tbt") this.quotes(text(arg, "instId"), value);
    else if (isFiguresChannel(channel)) this.each(value, (data, message) => readFigures(channel, data, message));
    else if (channel.startsWith("candle")) this.candles(text(arg, "instId"), channel.slice("candle".length), entries);
    else if (channel === "liquidation-orders") this.liquidations(value);
  }

  private answer(value: Json, conn: string): void {
    const { event, arg } = value;
    if (event !== "unsubscribe" || !isObject(arg) || !BOOKS.includes(text(arg, "channel"))) return;
    const symbol = text(arg, "instId");
    if (!this.channels.end(conn, symbol, text(arg, "channel"))) return;
    this.part({ symbol, part: "book", bookRole: "answer" }, (message) => void (message.kind = "ended"));
  }

  private books(value: Json, channel: string, symbol: string, conn: string): void {
    const role = chainedBookRole(value);
    if (!this.channels.reads(conn, symbol, channel, role === "snapshot")) return;
    for (const data of objects(value, "data")) {
      this.part(chainedBookHead(symbol, role, data), (message) => readBook(data, message, this.table, role));
    }
  }

  private quotes(symbol: string, value: Json): void {
    for (const data of objects(value, "data")) {
      this.part({ symbol, part: "book", eventMs: timeOr0(data, "ts") }, (message) => readBestLevels(data, message));
    }
  }

  private each(value: Json, read: (data: Json, message: Message) => void): void {
    for (const data of objects(value, "data")) this.entry(data, read);
  }

  private entry(data: Json, read: (data: Json, message: Message) => void): void {
    this.part({ symbol: text(data, "instId"), part: "analytics", eventMs: timeOr0(data, "ts") }, (message) => read(data, message));
  }

  private candles(symbol: string, interval: string, entries: readonly unknown[]): void {
    for (const row of entries) this.part({ symbol, part: "analytics" }, (message) => readCandle(row, interval, message));
  }

  private liquidations(value: Json): void {
    for (const data of objects(value, "data")) {
      for (const detail of objects(data, "details")) {
        const head = { symbol: text(data, "instId"), part: "analytics", eventMs: timeOr0(detail, "ts") } as const;
        this.part(head, (message) => readLiquidation(detail, message));
      }
    }
  }
}
