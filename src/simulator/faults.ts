import type { StreamMessage } from "./binance-spot-dialect.ts";
import { Random } from "./random.ts";

/**
 * Of a depth message: never sent, sent twice, sent after the next, sent with another checksum than its own, with a price that is no number
 * and no text, or with more blanks behind it than any client takes.
 */
export const DEPTH_FAULTS = ["gap", "duplicate", "reorder", "checksum", "types", "huge"] as const;

export type DepthFault = (typeof DEPTH_FAULTS)[number];

/** How a message is delivered; null: as it is. */
export type Delivery = DepthFault | null;

/** When a fault strikes: so many seconds after the start (drawn from the seed where two bounds are given), or at the n-th message, from 1. */
type When = { readonly atSeconds: number | readonly [number, number] } | { readonly atMessage: number };

/** `symbol` is drawn from the seed where it is absent. */
export type Fault =
  /** What becomes of one depth message of the symbol, see {@link Delivery}. Messages count that somebody is subscribed to. */
  | ({ readonly kind: DepthFault; readonly symbol?: string } & When)
  /** Nothing of the symbol is told for so long, while its connections live. */
  | { readonly kind: "silence"; readonly symbol?: string; readonly atSeconds: number | readonly [number, number]; readonly seconds: number }
  /** Every connection is left standing and neither spoken to nor heard any more: its other end is gone, and has said nothing. */
  | { readonly kind: "half-open"; readonly atSeconds: number | readonly [number, number] }
  /** `times` (1) requests for the symbol's snapshot, from then on, are answered late or with an error. Requests are the messages that count. */
  | ({
      readonly kind: "snapshot";
      readonly symbol?: string;
      readonly times?: number;
      readonly delayMs?: number;
      readonly status?: 418 | 429 | 500;
      readonly retryAfterSeconds?: number;
    } & When)
  /** All connections are closed with this code (1006: without a word), or each one when it was sent so many messages. */
  | ({ readonly kind: "disconnect"; readonly code?: number } & When);

export type SnapshotFault = Extract<Fault, { kind: "snapshot" }>;

/** The close code of a connection that ends without a closing handshake; never on the wire. */
export const ABNORMAL_CLOSURE = 1006;
/** What an exchange says that goes away for a while. */
const GOING_AWAY = 1001;

type DepthMessage = Extract<StreamMessage, { kind: "depth" }>;

/** A depth message that was struck. */
export interface FaultyDepth {
  readonly kind: DepthFault;
  readonly symbol: string;
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
}

interface Armed<Kind extends Fault> {
  readonly fault: Kind;
  readonly symbol: string;
  readonly atMs: number;
  readonly atMessage: number;
  left: number;
}

export interface Disconnect {
  readonly atMs: number;
  readonly atMessage: number;
  readonly code: number;
}

export interface FaultOptions {
  readonly faults: readonly Fault[];
  readonly seed: string;
  readonly symbols: readonly string[];
  readonly startMs: number;
}

/** The faults of one run, and which of them have struck. Throws a RangeError for a symbol that is not there. */
export class FaultScript {
  readonly disconnects: readonly Disconnect[];
  /** When every connection loses its other end. */
  readonly halfOpenMs: readonly number[];
  /** The depth messages that were struck, in order. */
  readonly struck: FaultyDepth[] = [];
  private readonly depths: Armed<Extract<Fault, { kind: DepthFault }>>[] = [];
  private readonly silences: { readonly symbol: string; readonly fromMs: number; readonly toMs: number }[] = [];
  private readonly snapshots: Armed<SnapshotFault>[] = [];
  private readonly depthsSeen = new Map<string, number>();
  private readonly requestsSeen = new Map<string, number>();

  constructor({ faults, seed, symbols, startMs }: FaultOptions) {
    const random = new Random(`${seed}/faults`);
    const disconnects: Disconnect[] = [];
    const halfOpenMs: number[] = [];
    for (const fault of faults) {
      const when = { atMs: Number.POSITIVE_INFINITY, atMessage: Number.POSITIVE_INFINITY, ...momentOf(fault, random, startMs) };
      if (fault.kind === "disconnect") {
        disconnects.push({ ...when, code: fault.code ?? GOING_AWAY });
        continue;
      }
      if (fault.kind === "half-open") {
        halfOpenMs.push(when.atMs);
        continue;
      }
      const symbol = fault.symbol ?? symbols[random.integer(symbols.length)] ?? "";
      if (!symbols.includes(symbol)) throw new RangeError(`a fault of a symbol that is not there: ${JSON.stringify(symbol)}`);
      if (fault.kind === "silence") this.silences.push({ symbol, fromMs: when.atMs, toMs: when.atMs + fault.seconds * 1_000 });
      else if (fault.kind === "snapshot") this.snapshots.push({ fault, symbol, ...when, left: fault.times ?? 1 });
      else this.depths.push({ fault, symbol, ...when, left: 1 });
    }
    this.disconnects = disconnects;
    this.halfOpenMs = halfOpenMs;
  }

  /** Whether nothing of the symbol is told at this time. */
  isSilent(symbol: string, nowMs: number): boolean {
    return this.silences.some((one) => one.symbol === symbol && nowMs >= one.fromMs && nowMs < one.toMs);
  }

  /** How the next depth message of a symbol is delivered. */
  delivery({ symbol, sentMs, firstUpdateId, lastUpdateId }: DepthMessage): Delivery {
    if (this.depths.length === 0) return null;
    const fault = strike(this.depths, symbol, count(this.depthsSeen, symbol), sentMs);
    if (fault === null) return null;
    this.struck.push({ kind: fault.kind, symbol, firstUpdateId, lastUpdateId });
    return fault.kind;
  }

  /** What becomes of the next request for a symbol's snapshot; null where it is answered as it should be. */
  snapshot(symbol: string, nowMs: number): SnapshotFault | null {
    return strike(this.snapshots, symbol, count(this.requestsSeen, symbol), nowMs);
  }
}

function momentOf(fault: Fault, random: Random, startMs: number): { atMs: number } | { atMessage: number } {
  if ("atMessage" in fault) return { atMessage: fault.atMessage };
  const { atSeconds } = fault;
  if (typeof atSeconds === "number") return { atMs: startMs + atSeconds * 1_000 };
  const [from, to] = atSeconds;
  return { atMs: startMs + (from + (to - from) * random.uniform()) * 1_000 };
}

/** The first fault that is due for this message, which has then struck once more. */
function strike<Kind extends Fault>(armed: readonly Armed<Kind>[], symbol: string, message: number, nowMs: number): Kind | null {
  const due = armed.find((one) => one.symbol === symbol && one.left > 0 && (nowMs >= one.atMs || message >= one.atMessage));
  if (due === undefined) return null;
  due.left--;
  return due.fault;
}

function count(seen: Map<string, number>, symbol: string): number {
  const n = (seen.get(symbol) ?? 0) + 1;
  seen.set(symbol, n);
  return n;
}
