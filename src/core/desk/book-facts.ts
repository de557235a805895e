import { priceStep } from "../book/price-step.ts";
import type { BookFigures, LiquidityView } from "../contract/liquidity-view.ts";
import { depthWithin } from "../indicators/book/depth-within.ts";
import { imbalance } from "../indicators/book/imbalance.ts";
import { microprice } from "../indicators/book/microprice.ts";
import { spread } from "../indicators/book/spread.ts";
import type { BookPart } from "./book-part.ts";

/** Distances from the middle price within which depth is summed, in hundredths of a per cent. */
const DEPTH_BPS = [10, 25, 50, 100] as const;

type BookFacts = Pick<LiquidityView, "quality" | "reason" | "scale" | "bidLevels" | "askLevels" | "figures" | "history">;

/** Reads what a book says of the market's depth after the last frame, and what it has gone through; null before its first message. */
export function bookFacts(part: BookPart | null): BookFacts {
  if (part === null) return { ...UNMET };
  const { book, isReadable, quality, reason, sync } = part;
  const { gaps, epoch, resyncs, deltas, rejected } = sync;
  return {
    quality,
    reason,
    scale: book.scale,
    bidLevels: isReadable ? book.bidLevels : 0,
    askLevels: isReadable ? book.askLevels : 0,
    figures: bookFigures(part),
    history: {
      epochs: epoch,
      resyncs,
      gaps: gaps.length,
      lastGap: gaps.at(-1) ?? null,
      ...deltas,
      rejected,
      checksums: { ...sync.checked.checksums },
    },
  };
}

const UNMET: BookFacts = {
  quality: "syncing",
  reason: "no message of this instrument yet",
  scale: { price: 0, qty: 0 },
  bidLevels: 0,
  askLevels: 0,
  figures: null,
  history: {
    epochs: 0,
    resyncs: 0,
    gaps: 0,
    lastGap: null,
    applied: 0,
    stale: 0,
    duplicate: 0,
    rejected: 0,
    checksums: { ok: 0, failed: 0 },
  },
};

function bookFigures({ book, isReadable }: BookPart): BookFigures | null {
  if (!isReadable || !book.hasBids || !book.hasAsks) return null;
  const [, spreadBps = Number.NaN] = spread.read(book);
  const [micro = Number.NaN, mid = Number.NaN] = microprice.read(book);
  const [balance = Number.NaN] = imbalance.read(book);
  const depth = DEPTH_BPS.map((bps) => {
    const [bid = Number.NaN, ask = Number.NaN, whole = 0] = depthWithin.read(book, { bps });
    return { bps, bid, ask, whole: whole === 1 };
  });
  const [bid, ask] = [book.bidAt(0).price, book.askAt(0).price];
  return { bid, ask, tick: priceStep(book), spreadBps, mid, microprice: micro, imbalance: balance, depth };
}
