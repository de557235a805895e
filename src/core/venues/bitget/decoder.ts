import { chainedBookHead, chainedBookRole, readBestLevels } from "../chained-book.ts";
import { isObject, type Json, list, MalformedMessage, object, objects, text, timeOr0 } from "../checked-fields.ts";
import type { Frame } from "../../contract/frame.ts";
import type { Interest } from "../instrument-table.ts";
import { JsonDecoder } from "../json-decoder.ts";
import { readBook, readCandle, readTicker, readTrade, tickerFigures } from "./read.ts";

/** Kinds of markets as `instType` names them, in the first API and the second. */
const SPOT: readonly string[] = ["SP", "SPOT"];
const PERP: readonly string[] = ["MC", "USDT-FUTURES", "COIN-FUTURES", "USDC-FUTURES"];

/**
 * Decodes Bitget's public WebSocket API, the first and the second, for spot or for perpetual markets: every message says which, and the
 * other kind's are of no instrument here. EVIDENCE.md names what each rule rests on.
 */
export class BitgetDecoder extends JsonDecoder {
  private readonly types: readonly string[];

  constructor(interest: Interest, market: "spot" | "perp") {
    super(interest, true);
    this.types = market === "spot" ? SPOT : PERP;
  }

  protected override isKnownText(value: string): boolean {
    return value === "pong";
  }

  protected override headOf(head: string) {
    const found = /"arg"\s*:\s*\{\s*"instType"\s*:\s*"([\w-]+)"\s*,\s*"channel"\s*:\s*"(\w+)"\s*,\s*"instId"\s*:\s*"([^"\\]+)"/u.exec(head);
    if (found === null || !this.types.includes((found[1] as string).toUpperCase())) return null;
    return { symbol: found[3] as string, isBook: found[2] === "books" };
  }

  protected read(value: unknown, { rx }: Frame): void {
    if (!isObject(value)) throw new MalformedMessage("not an object");
    if (!isObject(value["arg"]) && "event" in value) return; // an error, which names no channel
    const arg = object(value, "arg");
    if (!this.types.includes(text(arg, "instType").toUpperCase())) return;
    const channel = text(arg, "channel");
    const symbol = text(arg, "instId");
    if ("event" in value) {
      if (value["event"] === "unsubscribe" && channel === "books")
        this.part({ symbol, part: "book", bookRole: "answer" }, (message) => void (message.kind = "ended"));
      return;
    }
    const entries = list(value, "data");
    if (channel === "books") this.books(value, symbol);
    else if (channel === "books1") this.best(symbol, value);
    else if (channel === "trade") this.trades(value, symbol, entries, rx);
    else if (channel === "ticker") this.tickers(symbol, value);
    else if (channel.startsWith("candle")) this.candles(symbol, channel.slice("candle".length), entries);
  }

  private books(value: Json, symbol: string): void {
    const role = chainedBookRole(value);
    for (const data of objects(value, "data")) {
      this.part(chainedBookHead(symbol, role, data), (message) => readBook(data, message, this.table, role));
    }
  }

  private best(symbol: string, value: Json): void {
    for (const data of objects(value, "data")) {
      this.part({ symbol, part: "book", eventMs: timeOr0(data, "ts") }, (message) => readBestLevels(data, message));
    }
  }

  /** A list is sent newest first. A subscription begins with one of the time before it. */
  private trades(value: Json, symbol: string, entries: readonly unknown[], rx: number): void {
    const historyRx = value["action"] === "snapshot" ? rx : 0;
    for (const row of entries.toReversed()) {
      const eventMs = Array.isArray(row) ? timeOr0({ ts: row[0] as unknown }, "ts") : timeOr0(row, "ts");
      this.part({ symbol, part: "analytics", eventMs }, (message) => {
        readTrade(row, message);
        message.trade.historyRx = historyRx;
      });
    }
  }

  private tickers(symbol: string, value: Json): void {
    for (const data of objects(value, "data")) {
      const eventMs = Math.max(timeOr0(data, "ts"), timeOr0(data, "systemTime"));
      for (const name of tickerFigures(data)) this.part({ symbol, part: "analytics", eventMs }, (message) => readTicker(data, message, name));
    }
  }

  private candles(symbol: string, interval: string, entries: readonly unknown[]): void {
    for (const row of entries) this.part({ symbol, part: "analytics" }, (message) => readCandle(row, interval, message));
  }
}
