import { parseWideJson } from "../../base/json-lexemes.ts";
import type { Frame } from "../../contract/frame.ts";
import type { Part } from "../../session/mark.ts";
import { InstrumentTable, type Interest } from "../instrument-table.ts";
import { Message } from "../message.ts";
import type { Decoder } from "../venue.ts";
import { isObject, type Json, MalformedMessage, MAX_EVENT_MS, text, timeOr0 } from "../checked-fields.ts";
import { isFiguresEvent, readDepth, readFigures, readPastTrade, readQuote, readSnapshot, readTrade } from "./checked-parse.ts";
import { FastRead } from "./fast-read.ts";
import type { BinanceRules } from "./rules.ts";

/** How much of a message that is no JSON is looked at to tell whose it was. */
const HEAD_BYTES = 512;
const HEAD_TEXT = new TextDecoder("utf-8");

/**
 * Decodes Binance's public streams and depth snapshots from wire bytes. What the one-pass scan does not recognise is parsed and
 * checked member by member, with the same result. EVIDENCE.md names the documents and recordings behind each rule.
 */
export class BinanceDecoder implements Decoder {
  readonly table: InstrumentTable;
  private readonly rules: BinanceRules;
  private readonly message = new Message();
  private readonly single: readonly Message[] = [this.message];
  private readonly fast: FastRead;
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true });

  constructor(rules: BinanceRules, interest: Interest) {
    this.rules = rules;
    this.table = new InstrumentTable(interest);
    this.fast = new FastRead(rules, this.table, this.message);
  }

  decode(frame: Frame): readonly Message[] {
    if (frame.kind === "recv") {
      if (this.fast.read(frame.bytes, frame.start, frame.end) !== "no") return this.single;
      return this.checked(frame);
    }
    if (frame.kind === "rest") return this.answer(frame);
    this.message.reset("control");
    return this.single;
  }

  /** The checked slow path: the same frame, parsed and read member by member. */
  checked(frame: Frame): readonly Message[] {
    const value = this.parse(frame);
    if (value === undefined) return this.unreadable(frame);
    const wrapped = isObject(value) && typeof value["stream"] === "string" && typeof value["data"] === "object" && value["data"] !== null;
    const stream = wrapped ? (value["stream"] as string) : "";
    const data: unknown = wrapped ? value["data"] : value;
    const { levelSlot } = this.fast;
    if (levelSlot >= 0 && !this.isDepthOf(data, levelSlot)) {
      this.message.malformed("one message that is two: a member came twice", levelSlot, "book", true);
      return this.single;
    }
    if (Array.isArray(data) && data.length > 0) return data.map((part: unknown) => this.part(new Message(), part, stream));
    this.part(this.message, data, stream);
    return this.single;
  }

  /**
   * Whether the message, read whole, is what its price levels were taken for when the scan came upon them. A worker that does not hold
   * that instrument stopped reading there, so a message that turns out to be another one would be met by some workers only.
   */
  private isDepthOf(data: unknown, slot: number): boolean {
    return isObject(data) && data["e"] === "depthUpdate" && data["s"] === this.table.index.symbols[slot];
  }

  private part(message: Message, data: unknown, stream: string): Message {
    if (!isObject(data)) return message.reset("control");
    const event = typeof data["e"] === "string" ? data["e"] : isQuote(data) ? "bookTicker" : "";
    const part = partOf(event);
    if (part === null) return message.reset("control");
    let slot = -1;
    try {
      slot = this.table.meet(text(event === "forceOrder" && isObject(data["o"]) ? data["o"] : data, "s"));
      message.reset("foreign", slot, part);
      if (this.table.wants(slot, part)) this.read(message, event, data, slot);
      else message.eventMs = eventTimeOf(data); // a router wants no instrument, and still keeps the venue's time
      return message;
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return message.malformed(error.message, slot >= 0 ? slot : this.slotOfStream(stream), part, event === "depthUpdate");
    }
  }

  private read(message: Message, event: string, data: Json, slot: number): void {
    if (event === "depthUpdate") {
      message.kind = "depth";
      readDepth(data, message, this.rules, this.table.scaleOf(slot));
      this.keepScale(message, slot);
    } else if (event === "bookTicker") {
      message.kind = "bbo";
      readQuote(data, message);
    } else if (isFiguresEvent(event)) {
      message.kind = "figures";
      readFigures(event, data, message);
    } else {
      message.kind = event === "trade" ? "trade" : "aggregate";
      readTrade(data, message, this.rules, event === "aggTrade");
    }
  }

  /** A REST answer: a depth snapshot or past trades where the address says so, else nothing that changes an instrument. */
  private answer(frame: Frame): readonly Message[] {
    const { name, symbol } = addressOf(frame.url);
    this.message.reset("control");
    if (symbol === "" || (name !== "depth" && name !== "trades")) return this.single;
    const value = this.parse(frame);
    return name === "depth" ? this.snapshot(value, symbol) : this.pastTrades(value, symbol);
  }

  private pastTrades(value: unknown, symbol: string): readonly Message[] {
    if (isRefusal(value)) return this.single;
    if (!Array.isArray(value)) {
      this.message.malformed("past trades that are no JSON list", this.table.index.findNamed(symbol), "analytics");
      return this.single;
    }
    if (value.length === 0) return this.single;
    const slot = this.table.meet(symbol);
    return value.map((trade: unknown) => this.pastTrade(new Message(), trade, slot));
  }

  private pastTrade(message: Message, trade: unknown, slot: number): Message {
    message.reset("foreign", slot, "analytics");
    try {
      if (!isObject(trade)) throw new MalformedMessage("a past trade is no JSON object");
      if (!this.table.wants(slot, "analytics")) {
        message.eventMs = timeOr0(trade, "time");
        return message;
      }
      message.kind = "past-trade";
      readPastTrade(trade, message);
      return message;
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return message.malformed(error.message, slot, "analytics");
    }
  }

  private snapshot(value: unknown, symbol: string): readonly Message[] {
    const { message } = this;
    if (!isObject(value)) {
      message.malformed("a depth snapshot that is no JSON object", this.table.index.findNamed(symbol), "book");
      return this.single;
    }
    if (!("lastUpdateId" in value) && isRefusal(value)) return this.single;
    const slot = this.table.meet(symbol);
    message.reset("foreign", slot, "book");
    if (!this.table.wants(slot, "book")) return this.single;
    try {
      message.kind = "snapshot";
      readSnapshot(value, message, this.table.scaleOf(slot));
      this.keepScale(message, slot);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      message.malformed(error.message, slot, "book");
    }
    return this.single;
  }

  /** What the slow path learnt of an instrument's decimals helps the fast path from then on. */
  private keepScale(message: Message, slot: number): void {
    const { scale } = message.depth;
    if (!this.table.refine(slot, scale.price, scale.qty)) return;
    const kept = this.table.scaleOf(slot);
    if (kept.price === scale.price && kept.qty === scale.qty) message.depth.scale = kept;
  }

  private parse(frame: Frame): unknown {
    try {
      return parseWideJson(this.utf8.decode(frame.bytes.subarray(frame.start, frame.end)));
    } catch (error) {
      if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /** A message that is no JSON: what can still be read of its head says whose it was. */
  private unreadable(frame: Frame): readonly Message[] {
    const { levelSlot } = this.fast;
    const head = HEAD_TEXT.decode(frame.bytes.subarray(frame.start, Math.min(frame.end, frame.start + HEAD_BYTES)));
    const stream = /^\s*\{\s*"stream"\s*:\s*"([^"\\]*)"/.exec(head)?.[1] ?? "";
    const slot = levelSlot >= 0 ? levelSlot : this.slotOfStream(stream);
    const depth = levelSlot >= 0 || /@depth(@|$)/.test(stream);
    const part = depth || stream.endsWith("@bookTicker") ? "book" : "analytics";
    this.message.malformed("not JSON text", slot, part, depth);
    return this.single;
  }

  private slotOfStream(stream: string): number {
    const at = stream.indexOf("@");
    return at > 0 ? this.table.index.findFolded(stream.slice(0, at)) : -1;
  }
}

function partOf(event: string): Part | null {
  if (event === "depthUpdate" || event === "bookTicker") return "book";
  return event === "trade" || event === "aggTrade" || isFiguresEvent(event) ? "analytics" : null;
}

/** The venue's time of a message that is not read any further; 0 where it has none that is one. */
function eventTimeOf({ E }: Json): number {
  return typeof E === "number" && Number.isSafeInteger(E) && E > 0 && E <= MAX_EVENT_MS ? E : 0;
}

/** Spot's `bookTicker` names no event: its members tell. */
function isQuote(data: Json): boolean {
  return !("e" in data) && ["u", "s", "b", "B", "a", "A"].every((key) => key in data);
}

/** What a REST address asks for, whatever the host and version: the last part of its path, and its `symbol`; "" where it has none. */
function addressOf(url: string): { readonly name: string; readonly symbol: string } {
  const [path = "", query = ""] = (url.split("#")[0] ?? "").split("?");
  const pair = query.split("&").find((part) => part.startsWith("symbol="));
  return { name: path.slice(path.lastIndexOf("/") + 1), symbol: unescaped((pair ?? "").slice("symbol=".length)) };
}

/** The venue's word that it will not answer. */
function isRefusal(value: unknown): boolean {
  return isObject(value) && "code" in value;
}

/** Percent-encoded text as it was meant, or as it stands where it is not validly encoded. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
