import { encodeLadderView, LADDER_LEVELS, type LadderLevel } from "../../core/contract/ladder-view.ts";
import type { Port } from "../../core/contract/port.ts";
import type { BookPart } from "../../core/desk/book-part.ts";
import { WholeFlow } from "./whole-flow.ts";

/** 20 a second: more than an eye takes in. */
const INTERVAL_MS = 50;

/** The book of the instrument in focus as one port sees it: whole each time, and never if it may not be read. */
export class LadderStream extends WholeFlow {
  private readonly port: Port;

  constructor(port: Port) {
    super(INTERVAL_MS);
    this.port = port;
  }

  flush(instrument: string, part: BookPart | null, nowMs: number): void {
    const header = this.next(nowMs);
    if (header === null) return;
    const book = part?.isReadable === true ? part.book : null;
    const levels = (count: number, at: (rank: number) => LadderLevel): LadderLevel[] =>
      Array.from({ length: Math.min(count, LADDER_LEVELS) }, (_, rank) => at(rank));
    const [bidLevels, askLevels] = [book?.bidLevels ?? 0, book?.askLevels ?? 0];
    this.port.post(
      encodeLadderView({
        ...header,
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
