import type { Port } from "../../core/contract/port.ts";
import { encodeTickerView } from "../../core/contract/ticker-view.ts";
import type { AnalyticsPart } from "../../core/desk/analytics-part.ts";
import { tickerFacts } from "../../core/desk/ticker-facts.ts";
import type { TradesBetween } from "../../core/ticker/window-figures.ts";
import { WholeFlow } from "./whole-flow.ts";

/** 4 a second: each takes the figures of 1,440 minutes together. */
const INTERVAL_MS = 250;

/** The rolling windows and the candles' standing of the instrument in focus, as one port sees them: whole each time. */
export class TickerStream extends WholeFlow {
  private readonly port: Port;

  constructor(port: Port) {
    super(INTERVAL_MS);
    this.port = port;
  }

  flush(instrument: string, part: AnalyticsPart | null, tradesBetween: TradesBetween, nowMs: number): void {
    const header = this.next(nowMs);
    if (header === null) return;
    this.port.post(encodeTickerView({ ...header, instrument, facts: tickerFacts(part, tradesBetween) }));
  }
}
