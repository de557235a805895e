import { encodeLadderView, LADDER_LEVELS, type LadderLevel } from "../../core/contract/ladder-view.ts";
import type { Port } from "../../core/contract/port.ts";
import type { BookPart } from "../../core/desk/book-part.ts";
import { ViewFlow } from "./view-flow.ts";

/** 20 a second: more than an eye takes in. */
const INTERVAL_MS = 50;

/** The book of the instrument in focus as one port sees it: whole each time, and never if it may not be read. */
export class LadderStream {
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

  flush(instrument: string, part: BookPart | null, nowMs: number): void {
    if (!this.changed || this.flow.waitMs(nowMs) > 0) return;
    this.changed = false;
    const { merged } = this.flow;
    const book = part?.isReadable === true ? part.book : null;
    const levels = (count: number, at: (rank: number) => LadderLevel): LadderLevel[] =>
      Array.from({ length: Math.min(count, LADDER_LEVELS) }, (_, rank) => at(rank));
    const [bidLevels, askLevels] = [book?.bidLevels ?? 0, book?.askLevels ?? 0];
    this.port.post(
      encodeLadderView({
        seq: this.flow.next(nowMs),
        complete: true,
        merged,
        instrument,
        quality: part?.quality ?? "syncing",
        reason: part === null ? "no message of this instrument yet" : part.reason,
        scale: book?.scale ?? { price: 0, qty: 0 },
        bidLevels,
        askLevels,
        bids: book === null ? [] : levels(bidLevels, (rank) => book.bidAt(rank)),
        asks: book === null ? [] : levels(askLevels, (rank) => book.askAt(rank)),
      }),
    );
  }
}
