import type { Port } from "../../core/contract/port.ts";
import { encodeTapeView } from "../../core/contract/tape-view.ts";
import type { InstrumentId } from "../../core/market/instrument.ts";
import type { RecentTrades } from "./recent-trades.ts";
import { ViewFlow } from "./view-flow.ts";

const INTERVAL_MS = 50;

/** The trades of the instrument in focus as one port sees them: the recent ones first, then each as it comes. */
export class TapeStream {
  readonly flow = new ViewFlow(INTERVAL_MS);
  private readonly port: Port;
  private resetDue = false;
  private seen = 0;
  private total = 0;

  constructor(port: Port) {
    this.port = port;
  }

  get pending(): boolean {
    return this.resetDue || this.total > this.seen;
  }

  /** Another instrument, or another moment: what the page shows is to be forgotten. */
  reset(): void {
    this.resetDue = true;
    this.seen = 0;
  }

  /** So many trades of the instrument were taken by now. */
  change(total: number): void {
    this.total = total;
  }

  flush(instrument: string, trades: RecentTrades, nowMs: number): void {
    if (!this.pending || this.flow.waitMs(nowMs) > 0) return;
    const stretch = trades.since(instrument as InstrumentId, this.seen);
    const reset = this.resetDue;
    // Trades from before the page looked are history, not something it missed.
    const skipped = reset ? 0 : stretch.skipped;
    this.flow.merged += skipped;
    this.seen = this.total = trades.total(instrument as InstrumentId);
    this.resetDue = false;
    const { merged } = this.flow;
    this.port.post(encodeTapeView({ ...stretch, seq: this.flow.next(nowMs), complete: true, merged, instrument, reset, skipped }));
  }
}
