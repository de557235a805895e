import type { InstrumentView } from "../../core/desk/instrument-view.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import { MAX_ID_LENGTH } from "../../core/contract/desk.ts";
import type { WatchlistRow } from "../../core/contract/view.ts";

interface Since {
  rx: number;
  ms: number;
}

/** Numbers the instruments in the order they appear, and dates the quality of each on the replay clock. Numbers outlive a restart. */
export class WatchlistRows {
  /** Ids by number, as the page is to show them. */
  readonly ids: string[] = [];
  private readonly instruments: InstrumentId[] = [];
  private readonly numbers = new Map<InstrumentId, number>();
  private since: Since[] = [];
  /** Clock of each frame since {@link settle}; `rx` counts without holes, so the first is enough to find the others. */
  private readonly clocksMs: number[] = [];
  private firstRx = 0;
  /** The replay clock at a frame of any time before, in Unix ms. */
  private readonly clockMs: (rx: number) => number;
  private readonly touched = new Set<number>();

  constructor(clockMs: (rx: number) => number) {
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

  /** Numbers of the instruments seen since the start or the last restart. */
  present(): number[] {
    return Object.keys(this.since).map(Number);
  }

  /** A frame was applied at this time of the replay clock. */
  frame(rx: number, tapeNs: bigint): void {
    const ms = Number(tapeNs / 1_000n) / 1e3;
    if (this.clocksMs.length === 0) this.firstRx = rx;
    this.clocksMs.push(ms);
  }

  touch(number: number): void {
    this.touched.add(number);
  }

  /** Dates every quality that changed since the last call, while the clocks of those frames are still at hand. */
  settle(viewOf: (id: InstrumentId) => InstrumentView): void {
    for (const number of this.touched) {
      const rx = viewOf(this.instruments[number] as InstrumentId).qualitySinceRx;
      if (this.since[number]?.rx === rx) continue;
      this.since[number] = { rx, ms: this.clocksMs[rx - this.firstRx] ?? this.clockMs(rx) };
    }
    this.touched.clear();
    this.clocksMs.length = 0;
  }

  row(number: number, viewOf: (id: InstrumentId) => InstrumentView): WatchlistRow {
    const view = viewOf(this.instruments[number] as InstrumentId);
    const { bid, ask, last, volume24h, scale, lastScale } = view;
    return {
      instrument: number,
      last: last && { mantissa: last.price, scale: lastScale.price },
      bid: bid && { mantissa: bid.price, scale: scale.price },
      ask: ask && { mantissa: ask.price, scale: scale.price },
      volume: volume24h && { mantissa: volume24h.volume, scale: volume24h.scale },
      quality: view.quality,
      sinceMs: this.since[number]?.ms ?? this.clockMs(0),
      reason: view.reason,
    };
  }

  restart(): void {
    this.since = [];
    this.touched.clear();
    this.clocksMs.length = 0;
  }
}
