import { parseJson } from "../base/json-lexemes.ts";
import type { Frame } from "../contract/frame.ts";
import type { GapCause } from "../market/quality.ts";
import type { Part } from "../session/mark.ts";
import { MalformedMessage } from "./checked-fields.ts";
import { InstrumentTable, type Interest } from "./instrument-table.ts";
import { Message } from "./message.ts";
import type { Decoder } from "./venue.ts";

/** How much of a message that is no JSON is looked at to tell whose it was. */
const HEAD_BYTES = 256;
const HEAD_TEXT = new TextDecoder("utf-8");

/** What one part of a message is, as every worker must be able to tell without reading it whole. */
export interface PartHead {
  readonly symbol: string;
  readonly part: Part;
  /** What it is to an in-band book; `none` where it is no such message. */
  readonly bookRole?: Message["bookRole"];
  /** The venue's time, Unix ms; 0 or absent where it has none. */
  readonly eventMs?: number;
}

/**
 * What the decoders of all JSON venues share: parsing, one message for each part of a frame, and the rule that a defect costs as little as
 * it can. A venue's own class says what the parts are; it runs alike in every worker and reads a part whole only where it is wanted.
 */
export abstract class JsonDecoder implements Decoder {
  readonly table: InstrumentTable;
  connectionLoss: GapCause | null = null;
  private readonly lexemes: boolean;
  private readonly pool: Message[] = [];
  private messages: Message[] = [];

  /** `lexemes`: numbers are wanted as they were written. */
  constructor(interest: Interest, lexemes: boolean) {
    this.table = new InstrumentTable(interest);
    this.lexemes = lexemes;
  }

  decode(frame: Frame): readonly Message[] {
    this.connectionLoss = null;
    this.messages = [];
    if (frame.kind === "open" || frame.kind === "close") this.connectionChanged(frame);
    else if (!this.isForeign(frame.conn)) this.heard(frame);
    if (this.messages.length === 0) this.next().reset("control");
    return this.messages;
  }

  /** Adds the parts of a message. A {@link MalformedMessage} thrown here is one that belongs to no instrument that can be told. */
  protected abstract read(value: unknown, frame: Frame): void;

  /** A connection was opened (at `frame.url`, where that was recorded) or has ended: what was known of it holds no more. */
  protected connectionChanged(_frame: Frame): void {}

  /** Whether a connection is of another market of the same venue: nothing that comes over it is of an instrument here. */
  protected isForeign(_conn: string): boolean {
    return false;
  }

  /** What we said ourselves: a subscription may tell what its answer does not. */
  protected sent(_value: unknown, _frame: Frame): void {}

  /** A REST answer. */
  protected answered(_value: unknown, _frame: Frame): void {}

  /** Whether a text that is no JSON is one the venue is known to send, such as `pong`. */
  protected isKnownText(_text: string): boolean {
    return false;
  }

  /** From the beginning of a message that is no JSON: whose it was, and whether a message about a book is lost with it; null: unknown. */
  protected headOf(_text: string): { readonly symbol: string; readonly isBook: boolean } | null {
    return null;
  }

  /** Adds one part; `fill` reads it, and is called only where this worker holds that part of the instrument. */
  protected part({ symbol, part, bookRole = "none", eventMs = 0 }: PartHead, fill: (message: Message) => void): void {
    const slot = this.table.meet(symbol);
    const message = this.next().reset("foreign", slot, part);
    if (this.table.wants(slot, part)) {
      try {
        fill(message);
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error;
        message.malformed(error.message, slot, part, bookRole === "diff" || bookRole === "snapshot");
      }
    }
    message.bookRole = bookRole;
    if (message.kind !== "malformed") message.eventMs = eventMs;
  }

  /** Adds a part of a message that its connection has sent before: it is told apart, and not read. */
  protected repeated(head: PartHead): void {
    const kind = (head.bookRole ?? "none") === "none" ? "seen" : "repeat";
    this.part({ ...head, bookRole: "none" }, (message) => void (message.kind = kind));
  }

  /** Adds a part that cannot be read and whose instrument cannot be told. It costs no book: where one is missing it, its own proof will show. */
  protected unreadable(problem: string): void {
    this.next().malformed(problem, -1, "book", true);
  }

  private heard(frame: Frame): void {
    if (frame.kind === "recv") this.received(frame);
    else if (frame.kind === "send") this.attempt(() => this.sent(this.parse(frame), frame));
    else if (frame.kind === "rest") this.attempt(() => this.answered(this.parse(frame), frame));
  }

  private received(frame: Frame): void {
    const value = this.parse(frame);
    if (value !== undefined) {
      const problem = this.attempt(() => this.read(value, frame));
      if (problem !== null) this.unreadable(problem);
      return;
    }
    const head = HEAD_TEXT.decode(frame.bytes.subarray(frame.start, Math.min(frame.end, frame.start + HEAD_BYTES)));
    if (this.isKnownText(head)) return;
    const known = this.headOf(head);
    const slot = known === null ? -1 : this.table.index.findNamed(known.symbol);
    this.next().malformed("not JSON text", slot, known?.isBook === false ? "analytics" : "book", known?.isBook !== false);
  }

  /** What is wrong with a message as a whole; null where all is well. Our own words and REST answers may say what they like. */
  private attempt(read: () => void): string | null {
    try {
      read();
      return null;
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return error.message;
    }
  }

  private parse(frame: Frame): unknown {
    return parseJson(frame.bytes, frame.start, frame.end, this.lexemes);
  }

  private next(): Message {
    const at = this.messages.length;
    const message = (this.pool[at] ??= new Message());
    this.messages.push(message);
    return message;
  }
}
