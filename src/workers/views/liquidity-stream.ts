import { encodeLiquidityView } from "../../core/contract/liquidity-view.ts";
import type { Port } from "../../core/contract/port.ts";
import { bookFacts } from "../../core/desk/book-facts.ts";
import type { BookPart } from "../../core/desk/book-part.ts";
import { WholeFlow } from "./whole-flow.ts";

/** 10 a second: figures to read, not to watch move. */
const INTERVAL_MS = 100;

/** What the book of the instrument in focus says of the market's depth, as one port sees it: read after the frame that changed it, whole each time. */
export class LiquidityStream extends WholeFlow {
  private readonly port: Port;

  constructor(port: Port) {
    super(INTERVAL_MS);
    this.port = port;
  }

  /** `sinceMs`: when the book's quality became what it is; null where nothing is known of it. */
  flush(instrument: string, part: BookPart | null, sinceMs: number | null, nowMs: number): void {
    const header = this.next(nowMs);
    if (header === null) return;
    this.port.post(encodeLiquidityView({ ...header, instrument, sinceMs, ...bookFacts(part) }));
  }
}
