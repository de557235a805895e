import { ByteReader, ByteWriter } from "../../base/bytes.ts";
import { NumberText } from "../../base/json-lexemes.ts";
import { asUint32 } from "../../book/checksum.ts";
import type { Frame } from "../../contract/frame.ts";
import { isObject, type Json, MalformedMessage, numberText } from "../checked-fields.ts";
import { ConnectionSequence } from "../connection-sequence.ts";
import type { Interest } from "../instrument-table.ts";
import { JsonDecoder, type PartHead } from "../json-decoder.ts";
import type { Message } from "../message.ts";
import { type Channel, Channels, isBook } from "./channels.ts";
import { readCandle, readChecksum, readLevels, readOrders, readQuote, readStatus, readTicker, readTrade, STATUS_FIGURES } from "./read.ts";

/** A trailing number of this size is the time of the message in ms, which flag 32768 asks for; sequences are smaller. */
const LEAST_TIME_MS = 1e12;

/** A message on a channel, taken apart: `[chanId, (name,) body, (sequence,) (time)]`. */
interface Envelope {
  readonly name: string;
  readonly body: unknown;
  /** Null where the connection numbers nothing. */
  readonly sequence: number | null;
  readonly timeMs: number;
}

/**
 * Decodes Bitfinex's public WebSocket API v2. Numbers stand for channels, and a sequence that was asked for runs over all messages of a
 * connection: it is checked here, before a message is given to an instrument. EVIDENCE.md names what each rule rests on.
 */
export class BitfinexDecoder extends JsonDecoder {
  readonly connectionSequence = new ConnectionSequence();
  private readonly channels: Channels;
  /** Connections that send checksums. */
  private readonly checksummed = new Set<string>();
  private repeats = false;

  /** `preferred`: the kind of book that is read where a connection sends both of one instrument. */
  constructor(interest: Interest, preferred: "book" | "orders") {
    super(interest, true);
    this.channels = new Channels(preferred);
  }

  context(): Uint8Array {
    const w = new ByteWriter(512);
    this.connectionSequence.write(w);
    this.channels.write(w);
    w.uint(this.checksummed.size);
    for (const conn of [...this.checksummed].sort()) w.string(conn);
    return w.finish();
  }

  resume(context: Uint8Array, exact: boolean): void {
    const r = new ByteReader(context);
    this.connectionSequence.read(r);
    if (!exact) this.connectionSequence.clear();
    this.channels.read(r);
    this.checksummed.clear();
    for (let left = r.uint(); left > 0; left--) this.checksummed.add(r.string());
  }

  protected override connectionChanged({ conn }: Frame): void {
    this.connectionSequence.forget(conn);
    this.channels.forget(conn);
    this.checksummed.delete(conn);
  }

  protected read(value: unknown, { conn }: Frame): void {
    if (isObject(value)) this.event(value, conn);
    else if (Array.isArray(value)) this.message(value as unknown[], conn);
    else throw new MalformedMessage("neither an object nor a list");
  }

  private event(value: Json, conn: string): void {
    const { event } = value;
    if (event !== "subscribed" && event !== "unsubscribed") return;
    const ended = event === "subscribed" ? this.channels.note(conn, value) : this.channels.end(conn, numberText(value["chanId"]) ?? "");
    if (ended !== undefined && isBook(ended)) this.part({ symbol: ended.symbol, part: "book" }, (message) => void (message.kind = "ended"));
  }

  private message(value: readonly unknown[], conn: string): void {
    const envelope = envelopeOf(value);
    const step = envelope.sequence === null ? "next" : this.connectionSequence.step(conn, envelope.sequence);
    if (step === "break") this.connectionLoss = "sequence";
    this.repeats = step === "repeat";
    const channel = this.channels.find(conn, numberText(value[0]) ?? "");
    if (channel === undefined || envelope.name === "hb") return;
    const proof = { proven: envelope.sequence !== null || this.checksummed.has(conn) };
    if (isBook(channel)) this.book(channel, envelope, proof, conn);
    else if (channel.kind === "trades") this.trades(channel, envelope);
    else if (channel.kind === "ticker") this.ticker(channel, envelope);
    else if (channel.kind === "candles") this.candles(channel, envelope);
    else if (channel.kind === "status") this.status(channel, envelope);
  }

  private book({ kind, symbol }: Channel, { name, body, timeMs }: Envelope, proof: { readonly proven: boolean }, conn: string): void {
    if (name === "cs") {
      // A raw book's checksum is made of other things: it is not read.
      if (kind === "orders") return;
      this.checksummed.add(conn);
      const checksum = asUint32(Number(numberText(body) ?? Number.NaN));
      this.once({ symbol, part: "book", bookRole: "diff", eventMs: timeMs }, (message) => {
        if (checksum === null) throw new MalformedMessage("the checksum is no 32-bit integer");
        readChecksum(checksum, message, this.table);
      });
      return;
    }
    if (!Array.isArray(body)) throw new MalformedMessage("a book message that holds no list");
    const rows = body as unknown[];
    const snapshot = rows.length === 0 || Array.isArray(rows[0]);
    const head = { symbol, part: "book", bookRole: snapshot ? "snapshot" : "diff", eventMs: timeMs } as const;
    this.once(head, (message) => {
      if (kind === "orders") readOrders(snapshot ? rows : [rows], message, snapshot, proof);
      else readLevels(snapshot ? rows : [rows], message, this.table, snapshot, proof);
    });
  }

  /**
   * `te` tells of a trade when it is made, `tu` again when it is booked: the second is a duplicate. A list is sent newest first. Their own ids
   * tell which were sent before: one that came out of its turn is not lost.
   */
  private trades({ symbol }: Channel, { name, body }: Envelope): void {
    const rows = name === "te" || name === "tu" ? [body] : name === "" && Array.isArray(body) ? (body as unknown[]).toReversed() : [];
    for (const row of rows) {
      this.part({ symbol, part: "analytics", eventMs: timeOf(row, 1) }, (message) => readTrade(row, message));
    }
  }

  private ticker({ symbol }: Channel, { body, timeMs }: Envelope): void {
    if (!Array.isArray(body)) throw new MalformedMessage("a ticker that is no list");
    const row = body as unknown[];
    this.once({ symbol, part: "book", eventMs: timeMs }, (message) => readQuote(row, message));
    this.once({ symbol, part: "analytics", eventMs: timeMs }, (message) => readTicker(row, message));
  }

  private candles({ symbol, detail }: Channel, { body }: Envelope): void {
    if (!Array.isArray(body)) throw new MalformedMessage("candles that are no list");
    const rows = body as unknown[];
    const list = Array.isArray(rows[0]) ? rows.toReversed() : rows.length === 0 ? [] : [rows];
    for (const row of list) this.once({ symbol, part: "analytics" }, (message) => readCandle(row, detail, message));
  }

  private status({ symbol }: Channel, { body }: Envelope): void {
    if (!Array.isArray(body)) throw new MalformedMessage("a status that is no list");
    const row = body as unknown[];
    for (const name of STATUS_FIGURES) {
      this.once({ symbol, part: "analytics", eventMs: timeOf(row, 0) }, (message) => readStatus(row, name, message));
    }
  }

  private once(head: PartHead, fill: (message: Message) => void): void {
    if (this.repeats) this.repeated(head);
    else this.part(head, fill);
  }
}

function envelopeOf(value: readonly unknown[]): Envelope {
  const named = typeof value[1] === "string" ? value[1] : "";
  const at = named === "" ? 1 : named === "hb" ? 1 : 2;
  const trailing = value
    .slice(at + 1)
    .map((each) => (each instanceof NumberText && /^[0-9]{1,16}$/.test(each.text) ? Number(each.text) : Number.NaN));
  if (value.length < 2 || trailing.length > 2 || trailing.some(Number.isNaN)) throw new MalformedMessage("a message that is no list of a channel");
  const time = trailing.find((number) => number >= LEAST_TIME_MS) ?? 0;
  return { name: named, body: value[at], sequence: trailing.find((number) => number < LEAST_TIME_MS) ?? null, timeMs: time };
}

/** The time in ms at a place of a row; 0 where there is none. */
function timeOf(row: unknown, place: number): number {
  const cell = Array.isArray(row) ? (row as unknown[])[place] : undefined;
  const written = numberText(cell) ?? "";
  return /^[0-9]{1,15}$/.test(written) ? Number(written) : 0;
}
