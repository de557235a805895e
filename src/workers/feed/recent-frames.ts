import type { InstrumentId } from "../../core/market/instrument.ts";

/** Frames that are remembered: almost a minute of a busy desk. */
const REMEMBERED = 1 << 18;

/** Whose the last frames were, for whoever asks about one of them later. */
export class RecentFrames {
  private readonly conns: string[] = [];
  private readonly epochs: number[] = [];
  private readonly instruments: (InstrumentId | null)[] = [];
  private lastRx = 0;

  note(rx: number, conn: string, epoch: number, instrument: InstrumentId | null): void {
    const at = rx % REMEMBERED;
    this.conns[at] = conn;
    this.epochs[at] = epoch;
    this.instruments[at] = instrument;
    this.lastRx = rx;
  }

  /** Null where the frame is too old, or was another feed's. */
  find(rx: number): { readonly id: string; readonly epoch: number; readonly instrument: InstrumentId | null } | null {
    if (rx > this.lastRx || rx <= this.lastRx - REMEMBERED) return null;
    const at = rx % REMEMBERED;
    const id = this.conns[at];
    return id === undefined ? null : { id, epoch: this.epochs[at] ?? 0, instrument: this.instruments[at] ?? null };
  }
}
