import { ByteReader, ByteWriter } from "../../base/bytes.ts";
import type { Frame } from "../../contract/frame.ts";
import { isObject, isoTimeMs, type Json, MalformedMessage, objects, text, timeOr0 } from "../checked-fields.ts";
import type { Interest } from "../instrument-table.ts";
import { JsonDecoder } from "../json-decoder.ts";
import type { Message } from "../message.ts";
import { BookDepths } from "./depths.ts";
import { isV1Snapshot, readV1Book, readV1Spread, readV1Trade, splitV1, v1Time } from "./read-v1.ts";
import { readBook, readBookAnswer, readCandle, readQuote, readTicker, readTrade } from "./read-v2.ts";

/**
 * Decodes Kraken's WebSocket API v2, and of v1 (for old recordings) books, trades and spreads. v2 sends bare JSON numbers, whose zeros
 * the checksum needs: they are kept as written. EVIDENCE.md names the documents and recordings behind each rule.
 */
export class KrakenDecoder extends JsonDecoder {
  private readonly depths = new BookDepths();

  constructor(interest: Interest) {
    super(interest, true);
  }

  context(): Uint8Array {
    const w = new ByteWriter(256);
    this.depths.write(w);
    return w.finish();
  }

  resume(context: Uint8Array): void {
    this.depths.read(new ByteReader(context));
  }

  protected override connectionChanged({ conn }: Frame): void {
    this.depths.forget(conn);
  }

  protected override headOf(head: string) {
    const found = /^\s*\{\s*"channel"\s*:\s*"([a-z]+)".{0,60}?"symbol"\s*:\s*"([^"\\]+)"/su.exec(head);
    return found === null ? null : { symbol: found[2] as string, isBook: found[1] === "book" };
  }

  protected read(value: unknown, frame: Frame): void {
    if (Array.isArray(value)) this.readV1(value);
    else if (isObject(value)) this.readV2(value, frame);
    else throw new MalformedMessage("neither an object nor a list");
  }

  private readV2(value: Json, { conn }: Frame): void {
    if ("method" in value) this.answer(value, conn);
    else if (value["channel"] === "book") this.books(value, conn);
    else if (value["channel"] === "trade") this.each(value, "analytics", readTrade);
    else if (value["channel"] === "ohlc") this.candles(value);
    else if (value["channel"] === "ticker") {
      this.each(value, "book", readQuote);
      this.each(value, "analytics", readTicker);
    }
  }

  private answer(value: Json, conn: string): void {
    const answer = readBookAnswer(value);
    if (answer === null) return;
    if (answer.began) this.depths.note(conn, answer.symbol, answer.depth);
    else this.depths.forget(conn, answer.symbol);
    this.part({ symbol: answer.symbol, part: "book", bookRole: "answer" }, (message) => void (message.kind = answer.began ? "control" : "ended"));
  }

  private books(value: Json, conn: string): void {
    const type = text(value, "type");
    if (type !== "snapshot" && type !== "update") throw new MalformedMessage(`a book message of type ${type}`);
    const snapshot = type === "snapshot";
    for (const data of objects(value, "data")) {
      const symbol = text(data, "symbol");
      const head = { symbol, part: "book", bookRole: snapshot ? "snapshot" : "diff", eventMs: timeOr0(data, "timestamp", isoTimeMs) } as const;
      this.part(head, (message) => readBook(data, message, this.table, snapshot, (levels) => this.depths.of(conn, symbol, levels)));
    }
  }

  private each(value: Json, part: "book" | "analytics", read: (data: Json, message: Message) => void): void {
    for (const data of objects(value, "data")) {
      this.part({ symbol: text(data, "symbol"), part, eventMs: timeOr0(data, "timestamp", isoTimeMs) }, (message) => read(data, message));
    }
  }

  /** A candle's own `timestamp` is when its interval will end, which lies ahead: the message's says when it was sent. */
  private candles(value: Json): void {
    const eventMs = timeOr0(value, "timestamp", isoTimeMs);
    for (const data of objects(value, "data")) {
      this.part({ symbol: text(data, "symbol"), part: "analytics", eventMs }, (message) => readCandle(data, message));
    }
  }

  private readV1(value: readonly unknown[]): void {
    const message = splitV1(value);
    if (message === null) throw new MalformedMessage("a list that names no channel and pair");
    const { bodies, channel, pair: symbol } = message;
    const eventMs = v1Time(bodies);
    if (channel.startsWith("book-")) {
      const bookRole = isV1Snapshot(bodies) ? "snapshot" : "diff";
      this.part({ symbol, part: "book", bookRole, eventMs }, (into) => readV1Book(message, into, this.table));
    } else if (channel === "trade" && Array.isArray(bodies[0])) {
      for (const row of bodies[0] as readonly unknown[]) this.part({ symbol, part: "analytics", eventMs }, (into) => readV1Trade(row, into));
    } else if (channel === "spread") this.part({ symbol, part: "book", eventMs: v1Time([bodies]) }, (into) => readV1Spread(bodies[0], into));
  }
}
