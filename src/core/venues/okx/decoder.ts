import { isObject, type Json, list, MalformedMessage, object, text, timeOr0 } from "../checked-fields.ts";
import type { Interest } from "../instrument-table.ts";
import { JsonDecoder } from "../json-decoder.ts";
import type { Message } from "../message.ts";
import { isFiguresChannel, readBook, readCandle, readFigures, readLiquidation, readQuote, readTrade } from "./read.ts";

/** Channels that send a whole book first and then what changes of it. */
const BOOKS: readonly string[] = ["books", "books-l2-tbt", "books50-l2-tbt"];

/** Decodes OKX's WebSocket API v5. Its ids may pass 2^53: numbers are kept as written. EVIDENCE.md names what each rule rests on. */
export class OkxDecoder extends JsonDecoder {
  constructor(interest: Interest) {
    super(interest, true);
  }

  protected override isKnownText(value: string): boolean {
    return value === "pong";
  }

  protected override headOf(head: string) {
    const found = /^\s*\{\s*"arg"\s*:\s*\{\s*"channel"\s*:\s*"([\w-]+)"\s*,\s*"instId"\s*:\s*"([^"\\]+)"/u.exec(head);
    return found === null ? null : { symbol: found[2] as string, isBook: BOOKS.includes(found[1] as string) };
  }

  protected read(value: unknown): void {
    if (!isObject(value)) throw new MalformedMessage("not an object");
    if ("event" in value) {
      this.answer(value);
      return;
    }
    const arg = object(value, "arg");
    const channel = text(arg, "channel");
    const entries = list(value, "data");
    if (BOOKS.includes(channel)) this.books(value, text(arg, "instId"), entries);
    else if (channel === "trades" || channel === "trades-all") this.each(entries, "analytics", readTrade);
    else if (channel === "bbo-tbt") for (const data of objects(entries)) this.quote(text(arg, "instId"), data);
    else if (isFiguresChannel(channel)) this.each(entries, "analytics", (data, message) => readFigures(channel, data, message));
    else if (channel.startsWith("candle")) this.candles(text(arg, "instId"), channel.slice("candle".length), entries);
    else if (channel === "liquidation-orders") this.liquidations(entries);
  }

  private answer(value: Json): void {
    const { event, arg } = value;
    if (event !== "unsubscribe" || !isObject(arg) || !BOOKS.includes(text(arg, "channel"))) return;
    this.part({ symbol: text(arg, "instId"), part: "book", bookRole: "answer" }, (message) => void (message.kind = "ended"));
  }

  private books(value: Json, symbol: string, entries: readonly unknown[]): void {
    const action = text(value, "action");
    if (action !== "snapshot" && action !== "update") throw new MalformedMessage(`a book message that is ${action}`);
    const snapshot = action === "snapshot";
    for (const data of objects(entries)) {
      const head = { symbol, part: "book", bookRole: snapshot ? "snapshot" : "diff", eventMs: timeOr0(data, "ts") } as const;
      this.part(head, (message) => readBook(data, message, this.table, snapshot));
    }
  }

  private quote(symbol: string, data: Json): void {
    this.part({ symbol, part: "book", eventMs: timeOr0(data, "ts") }, (message) => readQuote(data, message));
  }

  private each(entries: readonly unknown[], part: "book" | "analytics", read: (data: Json, message: Message) => void): void {
    for (const data of objects(entries)) {
      this.part({ symbol: text(data, "instId"), part, eventMs: timeOr0(data, "ts") }, (message) => read(data, message));
    }
  }

  private candles(symbol: string, interval: string, entries: readonly unknown[]): void {
    for (const row of entries) this.part({ symbol, part: "analytics" }, (message) => readCandle(row, interval, message));
  }

  private liquidations(entries: readonly unknown[]): void {
    for (const data of objects(entries)) {
      for (const detail of objects(list(data, "details"))) {
        const head = { symbol: text(data, "instId"), part: "analytics", eventMs: timeOr0(detail, "ts") } as const;
        this.part(head, (message) => readLiquidation(detail, message));
      }
    }
  }
}

function objects(entries: readonly unknown[]): readonly Json[] {
  return entries.map((data) => {
    if (!isObject(data)) throw new MalformedMessage("data holds no object");
    return data;
  });
}
