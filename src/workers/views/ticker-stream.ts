import type { Port } from "../../core/contract/port.ts";
import { encodeTickerView } from "../../core/contract/ticker-view.ts";
import type { AnalyticsPart } from "../../core/desk/analytics-part.ts";
import { tickerFacts } from "../../core/desk/ticker-facts.ts";
import type { TradesBetween } from "../../core/ticker/window-figures.ts";
import { ViewFlow } from "./view-flow.ts";

/** 4 a second: each takes the figures of 1,440 minutes together. */
const INTERVAL_MS = 250;

/** The rolling windows and the candles' standing of the instrument in focus, as one port sees them: whole each time. */
export class TickerStream {
  readonly flow = new ViewFlow(INTERVAL_MS);
  private readonly port: Port;
  private changed = false;

  constructor(port: Port) {
    this.port = port;
  }

  get pending(): boolean {
    return this.changed;
  }

  change(): void {
    if (this.changed) this.flow.merged++;
    this.changed = true;
  }

  flush(instrument: string, part: AnalyticsPart | null, tradesBetween: TradesBetween, nowMs: number): void {
    if (!this.changed || this.flow.waitMs(nowMs) > 0) return;
    this.changed = false;
    const { merged } = this.flow;
    this.port.post(encodeTickerView({ seq: this.flow.next(nowMs), complete: true, merged, instrument, facts: tickerFacts(part, tradesBetween) }));
  }
}
