import { MINUTE_MS } from "../../core/candles/interval.ts";
import type { Undo } from "../../core/contract/port.ts";
import { Desk } from "../../core/desk/desk.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { Trade } from "../../core/market/trade.ts";
import type { Venue } from "../../core/venues/venue.ts";
import { TapeCursor } from "../replay/tape-cursor.ts";
import type { OpenedTape, TapeSource } from "../replay/tape-source.ts";
import { TapeTimes } from "../replay/tape-times.ts";
import { SessionFileError } from "../store/session-file-error.ts";

/** Short slices: the fold comes first. */
const SLICE_MS = 4;
const FRAMES_PER_LOOK = 64;
/** The exchange's clock may be ahead of ours by so much, and a trade may come so late. */
const AHEAD_MS = 2_000;
const LATE_MS = 60_000;
/** The same minute is not read again before. */
const AGAIN_MS = 20_000;

export interface TradeReadBackOptions {
  readonly venue: Venue;
  /** The recording of this time (Unix ms), closed when it was read; null where there is none. */
  readonly open: (atMs: number) => OpenedTape | null;
  /** The last frame that counts: the one the fold stands at. */
  readonly untilRx: () => number;
  /** How many trade ids the minute holds; null where that is not known any more. */
  readonly wanted: (id: InstrumentId, minute: number) => number | null;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly schedule: (task: () => void, ms: number) => Undo;
  /** All counting trades that the recording holds of the minute. */
  readonly onRead: (id: InstrumentId, minute: number, trades: readonly Trade[]) => void;
}

interface Reading {
  readonly id: InstrumentId;
  readonly minute: number;
  readonly source: TapeSource;
  readonly close: () => void;
  /** Null until its place was looked for. */
  cursor: TapeCursor | null;
  readonly desk: Desk;
  readonly trades: Trade[];
}

/** Reads the trades of single minutes back from a recording, one after another, in slices beside the fold. */
export class TradeReadBack {
  private readonly options: TradeReadBackOptions;
  private readonly queue: { readonly id: InstrumentId; readonly minute: number }[] = [];
  /** When each minute was asked for last, on the monotonic clock. */
  private readonly askedMs = new Map<string, number>();
  private reading: Reading | null = null;
  private cancel: Undo | null = null;

  constructor(options: TradeReadBackOptions) {
    this.options = options;
  }

  /** Asks for a minute (of event time, counted from the epoch). */
  want(id: InstrumentId, minute: number): void {
    const nowMs = this.options.clock();
    for (const [key, atMs] of this.askedMs) if (atMs + AGAIN_MS <= nowMs) this.askedMs.delete(key);
    const key = `${minute} ${id}`;
    if (this.askedMs.has(key)) return;
    this.askedMs.set(key, nowMs);
    this.queue.push({ id, minute });
    this.cancel ??= this.options.schedule(() => this.slice(), 0);
  }

  /** Forgets what was asked for: the fold stands at another moment. */
  clear(): void {
    this.cancel?.();
    this.cancel = null;
    this.end();
    this.queue.length = 0;
    this.askedMs.clear();
  }

  private slice(): void {
    const { clock, schedule, onRead } = this.options;
    this.cancel = null;
    const done = this.readOn(clock() + SLICE_MS);
    if (done !== null) onRead(done.id, done.minute, done.trades);
    if (this.reading !== null || this.queue.length > 0) this.cancel = schedule(() => this.slice(), 0);
  }

  /** The minute that is read as far as it goes by now; null where there is none yet. */
  private readOn(untilMs: number): Reading | null {
    try {
      const reading = (this.reading ??= this.begin());
      if (reading === null || !this.read(reading, untilMs)) return null;
      this.end();
      return reading;
    } catch (error) {
      // What a damaged block held is not known, and so neither are the trades of the minute; the fold has no part in it.
      if (!(error instanceof SessionFileError)) throw error;
      this.end();
      return null;
    }
  }

  private begin(): Reading | null {
    const next = this.queue.shift();
    const opened = next === undefined ? null : this.options.open(next.minute * MINUTE_MS);
    if (next === undefined || opened === null) return null;
    const { id, minute } = next;
    const { source, close } = opened;
    const trades: Trade[] = [];
    const observer = {
      enter: (trade: Trade) => void (trade.counts && Math.floor(trade.eventMs / MINUTE_MS) === minute && trades.push({ ...trade })),
    };
    const desk = new Desk({
      venue: this.options.venue,
      partition: { parts: (other) => (other === id ? ["analytics"] : []), countsControl: false },
      candlesOnly: true,
      beside: () => ({ observers: [observer] }),
    });
    return { id, minute, source, close, cursor: null, desk, trades };
  }

  /** Whether the minute is read as far as it goes. Throws a SessionFileError where the recording is damaged there. */
  private read(reading: Reading, untilMs: number): boolean {
    const { untilRx, wanted, clock } = this.options;
    const { id, minute, source, desk, trades } = reading;
    const fromNs = BigInt(minute * MINUTE_MS - AHEAD_MS) * 1_000_000n;
    const cursor = (reading.cursor ??= new TapeCursor(source, new TapeTimes(source).frameAt(fromNs)));
    const endNs = BigInt((minute + 1) * MINUTE_MS + LATE_MS) * 1_000_000n;
    const [lastRx, count] = [untilRx(), wanted(id, minute)];
    for (let taken = 1; ; taken++) {
      const next = cursor.next();
      if (next === null || (next === "frame" && (cursor.frame.rx > lastRx || cursor.frame.rxNs > endNs))) return true;
      if (next !== "frame") continue;
      desk.apply(cursor.frame);
      if (taken % FRAMES_PER_LOOK !== 0) continue;
      if (count !== null && idsIn(trades) >= count) return true;
      if (clock() >= untilMs) return false;
    }
  }

  private end(): void {
    this.reading?.close();
    this.reading = null;
  }
}

/** How many trade ids these are. */
export function idsIn(trades: readonly Trade[]): number {
  return trades.reduce((sum, { firstId, lastId }) => sum + lastId - firstId + 1, 0);
}
