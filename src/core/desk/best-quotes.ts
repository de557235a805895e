import { compare, type Int, rescale } from "../base/decimal.ts";
import type { Frame } from "../contract/frame.ts";
import type { BookPart } from "./book-part.ts";
import type { Scale } from "../market/instrument.ts";

interface Top {
  readonly u: number;
  readonly values: readonly [bid: Int, bidQty: Int, ask: Int, askQty: Int];
  readonly scale: Scale;
}

export interface Verdict {
  readonly compared: number;
  readonly equal: number;
  /** Ids of the depth events where they differ. */
  readonly different: readonly number[];
  /** Depth events before the first quote. */
  readonly without: number;
}

/**
 * The exchange's own best bid and ask as an oracle for the book: after the depth event `u`, the top of the book must be what the last
 * `bookTicker` with an id not above `u` said. Ids order them, not arrival. Diffs that waited for the snapshot are not events of their own.
 */
export class BestQuoteOracle {
  private readonly quotes: Top[] = [];
  private readonly tops: Top[] = [];
  private quoteId = 0;
  private applied = 0;

  /** Notes what a frame that was just folded changed: the quote, or the top of a readable book by a diff that came while it was live. */
  after(frame: Frame, { book, sync, quote, isReadable }: BookPart): void {
    if (quote.updateId !== this.quoteId) {
      this.quoteId = quote.updateId;
      this.quotes.push({ u: quote.updateId, values: [quote.bidPrice, quote.bidQty, quote.askPrice, quote.askQty], scale: quote.scale });
    }
    if (sync.deltas.applied === this.applied) return;
    this.applied = sync.deltas.applied;
    if (!isReadable || frame.kind === "rest") return;
    const [bid, ask] = [book.bidAt(0), book.askAt(0)];
    this.tops.push({ u: Number(sync.lastUpdateId), values: [bid.price, bid.qty, ask.price, ask.qty], scale: book.scale });
  }

  /** How many depth events have a quote to compare with, in how many of them all four values agree, and the ids where they do not. */
  verdict(): Verdict {
    const quotes = this.quotes.toSorted((a, b) => a.u - b.u);
    const different: number[] = [];
    let compared = 0;
    let without = 0;
    let next = 0;
    for (const top of this.tops.toSorted((a, b) => a.u - b.u)) {
      while (next < quotes.length && (quotes[next] as Top).u <= top.u) next++;
      const quote = quotes[next - 1];
      if (quote === undefined) {
        without++;
        continue;
      }
      compared++;
      if (!sameTop(top, quote)) different.push(top.u);
    }
    return { compared, equal: compared - different.length, different, without };
  }
}

function sameTop(a: Top, b: Top): boolean {
  return a.values.every((value, at) => {
    const field = at % 2 === 0 ? "price" : "qty";
    const places = Math.max(a.scale[field], b.scale[field]);
    return compare(rescale(value, a.scale[field], places), rescale(b.values[at] as Int, b.scale[field], places)) === 0;
  });
}
