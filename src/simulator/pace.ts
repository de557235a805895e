/** For a while the whole exchange sends so many messages a second in all, over depth, trade and bookTicker. */
export interface Burst {
  /** After the start. */
  readonly atSeconds: number;
  readonly perSecond: number;
  readonly seconds: number;
}

/** How one symbol sends for a while: `perSecond` messages evenly spread, or as life has it where that is null. */
export interface Pace {
  readonly fromMs: number;
  readonly toMs: number;
  readonly perSecond: number | null;
}

export interface PaceOptions {
  readonly startMs: number;
  /** Messages a second of each symbol outside bursts; null for the lifelike mix. */
  readonly rate: number | null;
  readonly bursts: readonly Burst[];
}

/**
 * The paces of one of `count` symbols, one after another without a hole; the last one has no end. A burst is shared so that the
 * symbols together send exactly its rate. Throws a RangeError for bursts that overlap.
 */
export function pacesOf({ startMs, rate, bursts }: PaceOptions, index: number, count: number): Pace[] {
  const paces: Pace[] = [];
  let fromMs = startMs;
  for (const { atSeconds, perSecond, seconds } of bursts.toSorted((a, b) => a.atSeconds - b.atSeconds)) {
    const burstMs = startMs + atSeconds * 1_000;
    if (burstMs < fromMs) throw new RangeError(`a burst at ${atSeconds} s begins before the one before it has ended`);
    if (burstMs > fromMs) paces.push({ fromMs, toMs: burstMs, perSecond: rate });
    fromMs = burstMs + seconds * 1_000;
    const share = Math.floor(perSecond / count) + (index < perSecond % count ? 1 : 0);
    paces.push({ fromMs: burstMs, toMs: fromMs, perSecond: share });
  }
  return [...paces, { fromMs, toMs: Number.POSITIVE_INFINITY, perSecond: rate }];
}

export type Slot = "depth" | "trade" | "bookTicker";

const DEPTHS_PER_SECOND = 10;

/** What the `n`-th message of an even pace is, from 0: depth ten times a second, or each third where there are few; else a trade for two quotes. */
export function slotAt(n: number, perSecond: number): Slot {
  const [part, whole] = perSecond >= 3 * DEPTHS_PER_SECOND ? [DEPTHS_PER_SECOND, perSecond] : [1, 3];
  const depthsBefore = Math.floor((n * part) / whole);
  if (Math.floor(((n + 1) * part) / whole) > depthsBefore) return "depth";
  return (n - depthsBefore) % 3 === 0 ? "trade" : "bookTicker";
}
