import { type Outcome, Settled } from "../book/frame-counts.ts";
import type { CandleRow } from "../candles/candle-row.ts";
import type { Frame } from "../contract/frame.ts";
import { type InstrumentId, instrumentId } from "../market/instrument.ts";
import type { Trade } from "../market/trade.ts";
import { Ledger } from "../session/ledger.ts";
import { FOLD_VERSION } from "../session/fold-version.ts";
import type { Keyframe, Mark, Part } from "../session/mark.ts";
import type { Message } from "../venues/message.ts";
import type { Decoder, Venue } from "../venues/venue.ts";
import { AnalyticsPart, type AnalyticsPartOptions } from "./analytics-part.ts";
import { BookPart } from "./book-part.ts";
import { readFeedNote } from "./feed-note.ts";
import { decodeState, type PartState } from "./part-state.ts";

/** What one worker holds of a desk. */
export interface Partition {
  /** The parts of an instrument that are this worker's; pure, so that all workers agree. */
  parts(instrument: InstrumentId): readonly Part[];
  /** Whether this worker counts the frames that belong to no instrument: exactly one of them does. */
  readonly countsControl: boolean;
  /** Whether this worker's ledger is brought together with those of the others: then frames of which others have parts too are kept aside. */
  readonly sharesLedger?: boolean;
}

export const WHOLE_DESK: Partition = { parts: () => ["book", "analytics"], countsControl: true };

const NOTHING = new Uint8Array(0);

export interface DeskOptions {
  readonly venue: Venue;
  readonly partition?: Partition;
  /** Receives the 1 m candles that can no longer change. */
  readonly onCandle?: (instrument: InstrumentId, row: CandleRow) => void;
  /** Receives each trade that the tape shows, once, in the order they came; the object is reused. */
  readonly onTrade?: (instrument: InstrumentId, trade: Trade) => void;
  /** What else is to be told of an instrument's trades and figures; asked once for each whose aggregates are held. */
  readonly beside?: (instrument: InstrumentId) => Pick<AnalyticsPartOptions, "observers" | "onFigures">;
  /** Whether of the aggregates only the candles are asked for, see {@link AnalyticsPartOptions}: no keyframe can be made of them. */
  readonly candlesOnly?: boolean;
}

/** One instrument as far as this worker holds it. */
export interface HeldInstrument {
  readonly id: InstrumentId;
  readonly book: BookPart | null;
  readonly analytics: AnalyticsPart | null;
}

/**
 * The fold: frames in, state out. The state after frame n is a pure function of frames 1..n and the marks between them, whether
 * they come from a socket or a file, at any pace, and however the instruments are spread over desks.
 */
export class Desk {
  readonly ledger = new Ledger();
  /** The greatest event time among the messages this worker read, in Unix ms; 0 before the first. */
  eventMs = 0;
  /** The instrument whose weight the last frame adds to, for the rule that places keyframes; -1 where none. */
  lastSlot = -1;
  /** Whether the last frame brought an in-band snapshot: for the same rule. */
  lastIsSnapshot = false;
  private readonly venue: Venue;
  private readonly partition: Partition;
  private readonly onCandle: DeskOptions["onCandle"];
  private readonly onTrade: DeskOptions["onTrade"];
  private readonly beside: DeskOptions["beside"];
  private readonly candlesOnly: boolean;
  private readonly decoder: Decoder;
  private readonly settled = new Settled();
  private readonly held: HeldInstrument[] = [];
  private readonly byId = new Map<string, HeldInstrument>();
  /** Those whose view may have changed, once each, and by slot whether they are among them. */
  private dirty: HeldInstrument[] = [];
  private readonly isDirty: boolean[] = [];

  constructor({ venue, partition = WHOLE_DESK, onCandle, onTrade, beside, candlesOnly = false }: DeskOptions) {
    this.venue = venue;
    this.partition = partition;
    this.onCandle = onCandle;
    this.onTrade = onTrade;
    this.beside = beside;
    this.candlesOnly = candlesOnly;
    this.decoder = venue.decoder((symbol) => partition.parts(instrumentId(venue.name, symbol)));
  }

  /** Folds the next frame; `frame.rx` is one more than that of the frame before. */
  apply(frame: Frame): void {
    this.lastSlot = -1;
    this.lastIsSnapshot = false;
    if (frame.quarantined !== undefined) return this.passOver(frame, frame.quarantined);
    if (frame.kind === "gap" || frame.kind === "stale" || frame.kind === "request" || frame.kind === "quarantine") return this.feedNote(frame);
    const messages = this.decoder.decode(frame);
    this.loseConnection(frame);
    if (messages.length === 1) {
      const outcome = this.take(messages[0] as Message, frame);
      if (outcome !== null) this.ledger.count(outcome);
    } else this.takeParts(messages, frame);
    if (frame.kind === "open" || frame.kind === "close") this.connection(frame);
    this.ledger.settle(this.settled);
  }

  /** Passes over a frame whose instruments are restored from later keyframes: only what it says of its connection is taken. */
  pass(frame: Frame): void {
    if (this.decoder.context === undefined || frame.quarantined !== undefined) return;
    this.decoder.decode(frame);
    this.loseConnection(frame);
  }

  /** Begins in mid-session: what the decoder knew of its connections there, or (not `exact`) a little later. */
  resume(decoderContext: Uint8Array, exact: boolean): void {
    if (decoderContext.length > 0) this.decoder.resume?.(decoderContext, exact);
  }

  /** Folds a mark: the venue's event time reaches every instrument, quiet ones too. */
  mark(mark: Mark): void {
    const eventMs = mark.eventMs.get(this.venue.name);
    if (eventMs === undefined) return;
    for (const instrument of this.held) instrument.analytics?.analytics.onMark(eventMs);
    this.held.forEach(({ analytics }, slot) => {
      if (analytics !== null) this.soil(slot);
    });
  }

  /** The instruments met so far, in order of first appearance. */
  instruments(): readonly HeldInstrument[] {
    return this.held;
  }

  find(id: string): HeldInstrument | undefined {
    return this.byId.get(id);
  }

  /** Ids of the instruments whose view may have changed since the last call. */
  takeDirty(): InstrumentId[] {
    const ids = this.dirty.map(({ id }) => id);
    this.dirty = [];
    this.isDirty.fill(false);
    return ids;
  }

  /** Restores one part of an instrument from a keyframe, before any frame of it is applied. */
  restore(id: InstrumentId, part: Part, state: PartState): void {
    const slot = this.decoder.table.meet(id.slice(this.venue.name.length + 1));
    this.meet(slot);
    (this.held[slot] as HeldInstrument)[part]?.restore(state);
  }

  /** Restores what a keyframe holds where it is this worker's. Throws where another version of the fold made it. */
  restoreOwn({ instrument, part, foldVersion, bytes }: Keyframe): void {
    if (!this.partition.parts(instrument).includes(part)) return;
    if (foldVersion !== FOLD_VERSION) throw new Error(`a keyframe of fold ${foldVersion} cannot be gone on from by fold ${FOLD_VERSION}`);
    this.restore(instrument, part, decodeState(bytes));
  }

  private takeParts(messages: readonly Message[], frame: Frame): void {
    this.settled.several.add(frame.rx);
    const outcomes = messages.map((message) => this.take(message, frame)).filter((outcome) => outcome !== null);
    this.ledger.countParts(frame.rx, outcomes, this.partition.sharesLedger === true, this.settled);
  }

  /** What becomes of one message; null where another worker counts it. */
  private take(message: Message, frame: Frame): Outcome | null {
    const { kind, slot, part } = message;
    if (slot < 0) {
      if (!this.partition.countsControl) return null;
      return kind === "malformed" ? "malformed" : "control";
    }
    this.meet(slot);
    this.lastSlot = slot;
    if (message.bookRole === "snapshot") this.lastIsSnapshot = true;
    const instrument = this.held[slot] as HeldInstrument;
    if (kind === "foreign" || instrument[part] === null) return null;
    if (message.eventMs > this.eventMs) this.eventMs = message.eventMs; // read whole: a refused message moves no clock
    this.soil(slot);
    if (kind === "control") return "control";
    return part === "book" ? (instrument.book as BookPart).take(message, frame) : (instrument.analytics as AnalyticsPart).take(message);
  }

  /** Connects and disconnects change books; a connection's first `open` changes none. */
  private connection(frame: Frame): void {
    this.eachBook(
      (book) => book.sync.conn === frame.conn,
      frame.rx,
      ({ sync, connEpoch }) => {
        const reopened = frame.kind === "open" && connEpoch > 0 && frame.epoch > connEpoch;
        if (frame.kind === "close" || (reopened && !sync.down)) sync.disconnect(frame.rx);
        if (frame.kind === "open") sync.down = false;
      },
    );
  }

  /** The frame showed that its connection lost something: no book on it is known to be true any more. */
  private loseConnection({ conn, rx }: Frame): void {
    const cause = this.decoder.connectionLoss;
    if (!cause) return;
    this.eachBook(
      (book) => book.sync.conn === conn,
      rx,
      ({ sync }) => sync.lost(cause, rx),
    );
  }

  /** Nothing of a message in quarantine is read: whatever it said is lost to its instrument, or to every one of its connection. */
  private passOver({ conn, rx }: Frame, instrument: string): void {
    if (this.partition.countsControl) this.ledger.count("quarantined");
    this.eachBook(
      (book, id) => (instrument === "" ? book.sync.conn === conn : instrument === id),
      rx,
      ({ sync }) => sync.lost("quarantined", rx),
    );
    this.ledger.settle(this.settled);
  }

  /** What the feed wrote down of its own doing. */
  private feedNote(frame: Frame): void {
    const note = readFeedNote(frame);
    if (this.partition.countsControl) this.ledger.count(note === undefined ? "malformed" : "control");
    if (note === undefined || note.kind === "request" || note.kind === "quarantine") return;
    this.eachBook(
      (book, id) => (note.instrument === "" ? book.sync.conn === frame.conn : note.instrument === id),
      frame.rx,
      ({ sync }) => (note.kind === "stale" ? sync.silence() : sync.lost(note.cause, frame.rx)),
    );
    this.ledger.settle(this.settled);
  }

  private eachBook(concerns: (book: BookPart, id: InstrumentId) => boolean, rx: number, visit: (book: BookPart) => void): void {
    this.held.forEach(({ book, id }, slot) => {
      if (book === null || !concerns(book, id)) return;
      visit(book);
      book.noteQuality(rx);
      this.soil(slot);
    });
  }

  private soil(slot: number): void {
    if (this.isDirty[slot] === true) return;
    this.isDirty[slot] = true;
    this.dirty.push(this.held[slot] as HeldInstrument);
  }

  private meet(slot: number): void {
    const { venue, partition } = this;
    while (this.held.length <= slot) {
      const id = instrumentId(venue.name, this.decoder.table.index.symbols[this.held.length] as string);
      const parts = partition.parts(id);
      const instrument: HeldInstrument = {
        id,
        book: parts.includes("book") ? new BookPart(venue.sequence, this.settled, () => this.decoder.context?.() ?? NOTHING) : null,
        analytics: parts.includes("analytics") ? new AnalyticsPart(this.analyticsOptions(id)) : null,
      };
      this.held.push(instrument);
      this.isDirty.push(false);
      this.byId.set(id, instrument);
    }
  }

  private analyticsOptions(id: InstrumentId): AnalyticsPartOptions {
    const { onCandle, onTrade, beside, candlesOnly } = this;
    const { candles: convention } = this.venue;
    return {
      candlesOnly,
      ...(convention && { convention }),
      ...(onCandle && { onEvicted: (row: CandleRow) => onCandle(id, row) }),
      ...(onTrade && { onTrade: (trade: Trade) => onTrade(id, trade) }),
      ...beside?.(id),
    };
  }
}
