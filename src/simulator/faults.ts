import type { StreamMessage } from "./binance-spot-dialect.ts";
import { Random } from "./random.ts";

/** When a fault strikes: so many seconds after the start (drawn from the seed where two bounds are given), or at the n-th message, from 1. */
type When = { readonly atSeconds: number | readonly [number, number] } | { readonly atMessage: number };

/** `symbol` is drawn from the seed where it is absent. */
export type Fault =
  /** A depth message of the symbol is never sent, or sent twice. Messages count that somebody is subscribed to. */
  | ({ readonly kind: "gap" | "duplicate"; readonly symbol?: string } & When)
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

/** A depth message that was not sent, or sent twice. */
export interface FaultyDepth {
  readonly kind: "gap" | "duplicate";
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
  /** The depth messages that were struck, in order. */
  readonly struck: FaultyDepth[] = [];
  private readonly depths: Armed<Extract<Fault, { kind: "gap" | "duplicate" }>>[] = [];
  private readonly snapshots: Armed<SnapshotFault>[] = [];
  private readonly depthsSeen = new Map<string, number>();
  private readonly requestsSeen = new Map<string, number>();

  constructor({ faults, seed, symbols, startMs }: FaultOptions) {
    const random = new Random(`${seed}/faults`);
    const disconnects: Disconnect[] = [];
    for (const fault of faults) {
      const when = { atMs: Number.POSITIVE_INFINITY, atMessage: Number.POSITIVE_INFINITY, ...momentOf(fault, random, startMs) };
      if (fault.kind === "disconnect") {
        disconnects.push({ ...when, code: fault.code ?? GOING_AWAY });
        continue;
      }
      const symbol = fault.symbol ?? symbols[random.integer(symbols.length)] ?? "";
      if (!symbols.includes(symbol)) throw new RangeError(`a fault of a symbol that is not there: ${JSON.stringify(symbol)}`);
      if (fault.kind === "snapshot") this.snapshots.push({ fault, symbol, ...when, left: fault.times ?? 1 });
      else this.depths.push({ fault, symbol, ...when, left: 1 });
    }
    this.disconnects = disconnects;
  }

  /** How often the next depth message of a symbol is sent: 0, 1 or 2 times. */
  depthCopies({ symbol, sentMs, firstUpdateId, lastUpdateId }: DepthMessage): number {
    if (this.depths.length === 0) return 1;
    const fault = strike(this.depths, symbol, count(this.depthsSeen, symbol), sentMs);
    if (fault === null) return 1;
    this.struck.push({ kind: fault.kind, symbol, firstUpdateId, lastUpdateId });
    return fault.kind === "gap" ? 0 : 2;
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
