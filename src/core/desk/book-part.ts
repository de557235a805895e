import { ByteReader, ByteWriter } from "../base/bytes.ts";
import { type Int, rescale, shortestScale } from "../base/decimal.ts";
import { isRejected, type Outcome, type Settled } from "../book/frame-counts.ts";
import { OrderBook } from "../book/order-book.ts";
import type { SequencePolicy } from "../book/sequence-policy.ts";
import { Synchroniser } from "../book/synchroniser.ts";
import { auditBook, type BookAudit } from "../book/book-audit.ts";
import { readSynchroniser, writeSynchroniser } from "../book/synchroniser-codec.ts";
import type { Frame } from "../contract/frame.ts";
import type { BookIndicatorDefinition } from "../indicators/book/book-indicator.ts";
import type { IndicatorParameters } from "../indicators/indicator.ts";
import type { Quality } from "../market/quality.ts";
import { BestQuote, type Message } from "../venues/message.ts";
import type { PartState } from "./part-state.ts";

const NOTHING = new Uint8Array(0);

/** One instrument's book, its synchroniser and the venue's own best bid and ask: what a book worker holds. */
export class BookPart {
  readonly book = new OrderBook();
  readonly sync: Synchroniser;
  readonly quote = new BestQuote();
  quality: Quality = "syncing";
  qualitySinceRx = 0;
  /** How the book stood when the venue was last asked about it, where nothing else proves it; null before that. */
  audit: BookAudit | null = null;
  /** The epoch of the connection the book's diffs come over; 0 where no opening was recorded before them. */
  connEpoch = 0;

  private readonly decoderContext: () => Uint8Array;

  /** `decoderContext`: what the decoder knows of its connections now; it goes into keyframes, where a decoder that starts there finds it. */
  constructor(policy: SequencePolicy, settled: Settled, decoderContext: () => Uint8Array = () => NOTHING) {
    this.sync = new Synchroniser(this.book, policy, settled);
    this.decoderContext = decoderContext;
  }

  take(message: Message, frame: Frame): Outcome {
    const outcome = this.apply(message, frame);
    if (isRejected(outcome)) this.sync.rejected++;
    if (this.sync.quality !== this.quality) this.noteQuality(frame.rx);
    return outcome;
  }

  /** Notes since when the quality is what it is; called after whatever may have changed it. */
  noteQuality(rx: number): void {
    if (this.sync.quality === this.quality) return;
    this.quality = this.sync.quality;
    this.qualitySinceRx = rx;
  }

  /** Whether the levels may be shown. */
  get isReadable(): boolean {
    return this.quality === "live" || this.quality === "unverified";
  }

  /** Why the book is not live, for a person, and how it stands where nothing proves it; empty where it is live. */
  get reason(): string {
    const { sync } = this;
    if (this.quality === "live") return "";
    if (this.quality === "unverified") return this.standing();
    if (sync.down) return `connection ${sync.conn || "unknown"} is closed`;
    if (sync.state === "live") return "no update although the stream should speak";
    const gap = sync.openGap;
    const lost = gap === null ? "" : `${gap.cause === "quarantined" ? "message quarantined" : gap.cause} at frame ${gap.fromRx}`;
    return [lost, sync.trouble, this.waiting()].filter((part) => part !== "").join("; ");
  }

  private standing(): string {
    const { audit } = this;
    if (audit === null) return "nothing the exchange sends proves this book";
    return `nothing in its stream proves this book; by a REST answer at frame ${audit.rx}, ${audit.different} of ${audit.levels} levels differ`;
  }

  private waiting(): string {
    const { sync } = this;
    if (sync.state === "bridging") return "a snapshot waits for the update that continues it";
    if (sync.state === "buffering") return `${sync.buffer.size} updates wait for a snapshot`;
    if (sync.policy.snapshots === "in-band") return "waits for the stream's next snapshot";
    return "no book update yet";
  }

  /** A figure over the book after the last frame, one number per output, NaN where it has none; null while the book may not be read. */
  indicator<P extends IndicatorParameters>(definition: BookIndicatorDefinition<P>, parameters?: Partial<P>): Float64Array | null {
    return this.isReadable ? definition.read(this.book, parameters) : null;
  }

  state(): PartState {
    const w = new ByteWriter(4096);
    writeSynchroniser(w, this.sync);
    this.book.write(w);
    const { quote } = this;
    w.uint(quote.updateId);
    for (const [value, scale] of [
      [quote.bidPrice, quote.scale.price],
      [quote.bidQty, quote.scale.qty],
      [quote.askPrice, quote.scale.price],
      [quote.askQty, quote.scale.qty],
    ] as const) {
      const places = shortestScale(value, scale);
      w.uint(places);
      w.int(rescale(value, scale, places));
    }
    w.uint(this.qualitySinceRx);
    return { hashed: w.finish(), context: this.context() };
  }

  private context(): Uint8Array {
    const w = new ByteWriter(64);
    w.string(this.sync.conn);
    w.uint(this.connEpoch);
    if (this.sync.policy.snapshots === "in-band") {
      w.bytes(this.decoderContext());
      w.bool(this.audit !== null);
      if (this.audit !== null) for (const value of [this.audit.rx, this.audit.levels, this.audit.different]) w.uint(value);
      this.sync.checked.texts?.write(w, this.book);
      this.sync.checked.orders.write(w);
    }
    w.uint(this.sync.rejected);
    return w.finish();
  }

  restore({ hashed, context }: PartState): void {
    const r = new ByteReader(hashed);
    readSynchroniser(r, this.sync);
    this.book.read(r);
    this.restoreQuote(r);
    this.qualitySinceRx = r.uint();
    const where = new ByteReader(context);
    this.sync.conn = where.string();
    this.connEpoch = where.uint();
    if (this.sync.policy.snapshots === "in-band") {
      where.bytes();
      if (where.bool()) this.audit = { rx: where.uint(), levels: where.uint(), different: where.uint() };
      this.sync.checked.texts?.read(where, this.book);
      this.sync.checked.orders.read(where);
    }
    // A file of before these were counted has none.
    if (!where.done) this.sync.rejected = where.uint();
    this.quality = this.sync.quality;
  }

  private restoreQuote(r: ByteReader): void {
    const { quote } = this;
    quote.updateId = r.uint();
    const values = Array.from({ length: 4 }, (): [number, Int] => [r.uint(), r.int()]) as [
      [number, Int],
      [number, Int],
      [number, Int],
      [number, Int],
    ];
    const [bid, bidQty, ask, askQty] = values;
    quote.scale = { price: Math.max(bid[0], ask[0]), qty: Math.max(bidQty[0], askQty[0]) };
    quote.bidPrice = rescale(bid[1], bid[0], quote.scale.price);
    quote.bidQty = rescale(bidQty[1], bidQty[0], quote.scale.qty);
    quote.askPrice = rescale(ask[1], ask[0], quote.scale.price);
    quote.askQty = rescale(askQty[1], askQty[0], quote.scale.qty);
  }

  private apply(message: Message, { rx, conn, epoch }: Frame): Outcome {
    if (message.kind === "depth") {
      const outcome = this.sync.diff(message.depth, rx, conn);
      if (outcome !== "duplicate") this.connEpoch = epoch;
      return outcome;
    }
    if (message.kind === "snapshot") {
      if (this.sync.policy.snapshots === "in-band") this.connEpoch = epoch;
      return this.sync.snapshot(message.depth, rx, conn);
    }
    if (message.kind === "audit") {
      if (this.quality === "unverified") this.audit = auditBook(this.book, message.depth, rx);
      return "control";
    }
    if (message.kind === "repeat") return this.sync.repeated();
    if (message.kind === "seen") return "duplicate";
    if (message.kind === "ended") {
      this.sync.end();
      return "control";
    }
    if (message.kind === "bbo") {
      this.quote.copyFrom(message.quote);
      return "applied";
    }
    if (message.lostDepth) this.sync.lost("malformed", rx);
    return "malformed";
  }
}

/** What the decoder knew of its connections at the keyframe of an in-band book; empty where the venue's books are none. */
export function decoderContextOf({ context }: PartState, policy: SequencePolicy): Uint8Array {
  if (policy.snapshots === "rest") return NOTHING;
  const r = new ByteReader(context);
  r.string();
  r.uint();
  return r.bytes();
}
