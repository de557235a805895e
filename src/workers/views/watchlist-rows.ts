import type { HeldInstrument } from "../../core/desk/desk.ts";
import { analyticsHalf, bookHalf } from "../../core/desk/watchlist-halves.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { MAX_ID_LENGTH } from "../../core/contract/desk.ts";
import type { WatchlistRow } from "../../core/contract/view.ts";
import type { Part } from "../../core/session/mark.ts";

/** Finds an instrument in the fold. */
export type Find = (id: InstrumentId) => HeldInstrument | undefined;

interface Since {
  rx: number;
  ms: number;
}

/** Numbers the instruments in the order they appear, and dates the quality of each on the desk's clock. Numbers outlive a restart. */
export class WatchlistRows {
  /** Ids by number, as the page is to show them. */
  readonly ids: string[] = [];
  /** Which halves its rows carry. */
  readonly parts: readonly Part[];
  private readonly instruments: InstrumentId[] = [];
  private readonly numbers = new Map<InstrumentId, number>();
  private since: Since[] = [];
  /** Clock of each frame since {@link settle}; `rx` counts without holes, so the first is enough to find the others. */
  private readonly clocksMs: number[] = [];
  private firstRx = 0;
  /** The desk's clock at a frame of any time before, in Unix ms. */
  private readonly clockMs: (rx: number) => number;
  private readonly touched = new Set<number>();

  constructor(parts: readonly Part[], clockMs: (rx: number) => number) {
    this.parts = parts;
    this.clockMs = clockMs;
  }

  numberOf(id: InstrumentId): number {
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    const number = this.instruments.length;
    this.numbers.set(id, number);
    this.instruments.push(id);
    this.ids.push(id.length > MAX_ID_LENGTH ? `${id.slice(0, MAX_ID_LENGTH)}…` : id);
    return number;
  }

  idOf(number: number): InstrumentId {
    return this.instruments[number] as InstrumentId;
  }

  /** When the instrument's quality became what it is, Unix ms on the desk's clock; null where nothing of it was seen. */
  sinceMs(id: InstrumentId): number | null {
    const number = this.numbers.get(id);
    return (number === undefined ? undefined : this.since[number]?.ms) ?? null;
  }

  /** Numbers of the instruments seen since the start or the last restart. */
  present(): number[] {
    return Object.keys(this.since).map(Number);
  }

  /** A frame was applied at this time of the desk's clock, Unix nanoseconds. */
  frame(rx: number, clockNs: bigint): void {
    const ms = Number(clockNs / 1_000n) / 1e3;
    if (this.clocksMs.length === 0) this.firstRx = rx;
    this.clocksMs.push(ms);
  }

  touch(number: number): void {
    this.touched.add(number);
  }

  /**
   * Dates every quality that changed since the last call, while the clocks of those frames are still at hand: as {@link frame} told
   * them, or as `recentMs` knows them (null: it does not).
   */
  settle(find: Find, recentMs: (rx: number) => number | null = () => null): void {
    for (const number of this.touched) {
      const rx = find(this.idOf(number))?.book?.qualitySinceRx ?? 0;
      if (this.since[number]?.rx === rx) continue;
      this.since[number] = { rx, ms: this.clocksMs[rx - this.firstRx] ?? recentMs(rx) ?? this.clockMs(rx) };
    }
    this.touched.clear();
    this.clocksMs.length = 0;
  }

  row(number: number, find: Find): WatchlistRow {
    const id = this.idOf(number);
    const { book = null, analytics = null } = find(id) ?? {};
    const [wantsBook, wantsAnalytics] = [this.parts.includes("book"), this.parts.includes("analytics")];
    if ((wantsBook && book === null) || (wantsAnalytics && analytics === null)) throw new Error(`${id} is not held here`);
    return {
      instrument: number,
      book: wantsBook && book ? bookHalf(book, this.since[number]?.ms ?? this.clockMs(0)) : null,
      analytics: wantsAnalytics && analytics ? analyticsHalf(analytics) : null,
    };
  }

  restart(): void {
    this.since = [];
    this.touched.clear();
    this.clocksMs.length = 0;
  }
}
