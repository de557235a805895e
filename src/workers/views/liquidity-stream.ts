import { encodeLiquidityView } from "../../core/contract/liquidity-view.ts";
import type { Port } from "../../core/contract/port.ts";
import { bookFacts } from "../../core/desk/book-facts.ts";
import type { BookPart } from "../../core/desk/book-part.ts";
import { ViewFlow } from "./view-flow.ts";

/** 10 a second: figures to read, not to watch move. */
const INTERVAL_MS = 100;

/** What the book of the instrument in focus says of the market's depth, as one port sees it: read after the frame that changed it, whole each time. */
export class LiquidityStream {
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

  /** `sinceMs`: when the book's quality became what it is; null where nothing is known of it. */
  flush(instrument: string, part: BookPart | null, sinceMs: number | null, nowMs: number): void {
    if (!this.changed || this.flow.waitMs(nowMs) > 0) return;
    this.changed = false;
    const { merged } = this.flow;
    this.port.post(encodeLiquidityView({ seq: this.flow.next(nowMs), complete: true, merged, instrument, sinceMs, ...bookFacts(part) }));
  }
}
