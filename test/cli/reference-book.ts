import { type ExactDecimal, compare, exact, plain } from "./exact-decimal.ts";
import type { InstrumentReport } from "./tapedeck.ts";

/** What one part of a frame met, in the order in which the first of them names the whole frame. */
export const OUTCOMES = ["rejected", "buffered", "applied", "duplicate", "stale", "control"] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** The part of a frame that one instrument took; a waiting part learns its outcome later. */
export interface Part {
  readonly rx: number;
  outcome: Outcome;
  /** Why it was rejected. */
  reason?: string;
}

export interface DepthDiff {
  readonly U: number;
  readonly u: number;
  readonly pu?: number;
  readonly b: [string, string][];
  readonly a: [string, string][];
}

export interface DepthSnapshot {
  readonly lastUpdateId: number;
  readonly bids: [string, string][];
  readonly asks: [string, string][];
}

interface Waiting<Body> {
  readonly part: Part;
  readonly body: Body;
}

/** The exchange's numbered rules for keeping a local book, each market's own. */
interface Rules {
  drops(diff: DepthDiff, snapshotId: number): boolean;
  bridges(diff: DepthDiff, snapshotId: number): boolean;
  follows(diff: DepthDiff, lastUpdateId: number): boolean;
}

const SPOT: Rules = {
  drops: (diff, id) => diff.u <= id,
  bridges: (diff, id) => diff.U <= id + 1 && id + 1 <= diff.u,
  follows: (diff, last) => diff.U === last + 1,
};

const FUTURES: Rules = {
  drops: (diff, id) => diff.u < id,
  bridges: (diff, id) => (diff.U <= id && id <= diff.u) || diff.pu === id,
  follows: (diff, last) => diff.pu === last,
};

/** Price text without trailing zeros to quantity. */
type Side = Map<string, { price: ExactDecimal; qty: string }>;

/**
 * One order book as the contract's words have it, with nothing clever: maps, sorted when asked, exact decimals.
 * It shares no code with the program, so that the two can only agree by meaning the same.
 */
export class ReferenceBook {
  conn: string | undefined;
  private readonly rules: Rules;
  private live = false;
  private quality: "syncing" | "gap" | "down" | "stale" = "syncing";
  private bids: Side = new Map();
  private asks: Side = new Map();
  private lastUpdateId: number | null = null;
  private diffs: Waiting<DepthDiff>[] = [];
  private kept: Waiting<DepthSnapshot> | undefined;
  private epoch = 0;
  private resyncs = 0;
  private applied = 0;
  private dropped = 0;
  private duplicate = 0;
  private readonly gaps: InstrumentReport["gaps"] = [];

  constructor(venue: string) {
    this.rules = venue === "binance" ? SPOT : FUTURES;
  }

  diff(part: Part, body: DepthDiff, conn: string): void {
    if (!this.live || body.u > (this.lastUpdateId ?? 0)) this.conn = conn;
    if (this.quality === "down") this.quality = this.openGap() === undefined ? "syncing" : "gap";
    if (this.live) {
      this.quality = "syncing";
      if (!this.continue({ part, body })) this.wait({ part, body });
      return;
    }
    this.wait({ part, body });
    this.bridge(part.rx);
  }

  snapshot(part: Part, body: DepthSnapshot): void {
    if (this.live) {
      part.outcome = "control";
      return;
    }
    if (this.crosses(body.bids, body.asks)) {
      reject(part, "crossed");
      return;
    }
    if (this.kept !== undefined && this.kept.body.lastUpdateId > body.lastUpdateId) {
      part.outcome = "stale";
      return;
    }
    if (this.kept !== undefined) this.kept.part.outcome = "stale";
    this.kept = { part, body };
    part.outcome = "buffered";
    this.bridge(part.rx);
  }

  /** A frame of this stream that could not be read. */
  malformed(rx: number): void {
    this.lose(rx, "malformed");
  }

  /** The feed says that frames of this book are missing. */
  gapNoted(rx: number, cause: string): void {
    this.lose(rx, cause);
  }

  staleNoted(): void {
    if (this.live) this.quality = "stale";
  }

  disconnected(rx: number): void {
    this.lose(rx, "disconnect");
    this.forgetWaiting();
    this.quality = "down";
  }

  /** The connection is open again; `first` where the recording had not seen it opened before. */
  connected(rx: number, first: boolean): void {
    if (!first && this.quality !== "down") this.disconnected(rx);
    if (this.quality === "down") this.quality = this.openGap() === undefined ? "syncing" : "gap";
  }

  report(): Omit<InstrumentReport, "reason" | "trades" | "lastTrade"> {
    const readable = this.live && this.quality !== "stale";
    return {
      quality: readable ? "live" : this.quality,
      epoch: this.epoch,
      resyncs: this.resyncs,
      deltas: { applied: this.applied, stale: this.dropped, duplicate: this.duplicate },
      checksums: { ok: 0, failed: 0 },
      gaps: this.gaps,
      lastUpdateId: this.lastUpdateId,
      bidLevels: readable ? this.bids.size : 0,
      askLevels: readable ? this.asks.size : 0,
      bids: readable ? top(this.bids, -1) : [],
      asks: readable ? top(this.asks, 1) : [],
    };
  }

  private wait(diff: Waiting<DepthDiff>): void {
    diff.part.outcome = "buffered";
    this.diffs.push(diff);
  }

  /** Takes the next diff of a book that stands; false where it does not continue it and has to wait. */
  private continue({ part, body }: Waiting<DepthDiff>): boolean {
    const last = this.lastUpdateId ?? 0;
    if (body.u <= last) {
      part.outcome = "duplicate";
      this.duplicate++;
      return true;
    }
    if (!this.rules.follows(body, last)) {
      this.lose(part.rx, "sequence");
      return false;
    }
    this.apply(part, body);
    return true;
  }

  private apply(part: Part, body: DepthDiff): void {
    for (const level of body.b) put(this.bids, level);
    for (const level of body.a) put(this.asks, level);
    this.lastUpdateId = body.u;
    if (this.isCrossed()) {
      reject(part, "crossed");
      this.lose(part.rx, "crossed");
      return;
    }
    part.outcome = "applied";
    this.applied++;
  }

  private bridge(rx: number): void {
    const { kept } = this;
    if (kept === undefined) return;
    const id = kept.body.lastUpdateId;
    this.diffs = this.diffs.filter(({ part, body }) => {
      if (!this.rules.drops(body, id)) return true;
      part.outcome = "stale";
      this.dropped++;
      return false;
    });
    const [first, ...rest] = this.diffs;
    if (first === undefined) return;
    this.kept = undefined;
    if (!this.rules.bridges(first.body, id)) {
      kept.part.outcome = "stale";
      return;
    }
    kept.part.outcome = "applied";
    this.bids = new Map();
    this.asks = new Map();
    for (const level of kept.body.bids) put(this.bids, level);
    for (const level of kept.body.asks) put(this.asks, level);
    this.live = true;
    this.diffs = [];
    this.apply(first.part, first.body);
    for (const waiting of rest) if (!this.live || !this.continue(waiting)) this.wait(waiting);
    if (this.live) this.becomeLive(rx);
  }

  private becomeLive(rx: number): void {
    this.quality = "syncing";
    this.epoch++;
    const gap = this.openGap();
    if (gap === undefined) return;
    gap.toRx = rx;
    this.resyncs++;
  }

  private lose(rx: number, cause: string): void {
    if (this.live) {
      this.live = false;
      this.quality = "gap";
      if (this.openGap() === undefined) this.gaps.push({ fromRx: rx, toRx: null, cause });
    }
  }

  private forgetWaiting(): void {
    for (const { part } of this.diffs) part.outcome = "stale";
    this.dropped += this.diffs.length;
    this.diffs = [];
  }

  private openGap(): InstrumentReport["gaps"][number] | undefined {
    return this.gaps.find(({ toRx }) => toRx === null);
  }

  private isCrossed(): boolean {
    const [bid] = sorted(this.bids, -1);
    const [ask] = sorted(this.asks, 1);
    return bid !== undefined && ask !== undefined && compare(bid.price, ask.price) >= 0;
  }

  private crosses(bids: [string, string][], asks: [string, string][]): boolean {
    return bids.some(([bid]) => asks.some(([ask]) => compare(exact(bid), exact(ask)) >= 0));
  }
}

function reject(part: Part, reason: string): void {
  part.outcome = "rejected";
  part.reason = reason;
}

function put(side: Side, [priceText, qtyText]: [string, string]): void {
  const price = exact(priceText);
  const qty = exact(qtyText);
  if (qty.digits === 0n) side.delete(plain(price));
  else side.set(plain(price), { price, qty: plain(qty) });
}

function sorted(side: Side, direction: 1 | -1): { price: ExactDecimal; qty: string }[] {
  return [...side.values()].sort((a, b) => direction * compare(a.price, b.price));
}

function top(side: Side, direction: 1 | -1): [string, string][] {
  return sorted(side, direction)
    .slice(0, 10)
    .map(({ price, qty }) => [plain(price), qty]);
}
