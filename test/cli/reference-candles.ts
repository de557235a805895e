import { type ExactDecimal, ZERO, compare, exact, plain, plus, times } from "./exact-decimal.ts";
import type { InstrumentReport } from "./tapedeck.ts";
import type { Part } from "./reference-book.ts";

const MINUTE_MS = 60_000;
const BOUND_MS = 1_000;
const LATENESS_MS = 3_600_000;

export interface TradeMessage {
  readonly t: number;
  readonly T: number;
  readonly p: string;
  readonly q: string;
  readonly m: boolean;
  readonly X?: string;
}

export interface AggTradeMessage extends Omit<TradeMessage, "t" | "X"> {
  readonly f: number;
  readonly l: number;
}

/** Something that moves a candle: a trade, or all the trades `f..l` of an aggregate. */
interface Fill {
  readonly id: number;
  readonly count: number;
  readonly T: number;
  readonly price: ExactDecimal;
  readonly qty: ExactDecimal;
  readonly takerBuys: boolean;
}

interface Minute {
  fills: Fill[];
  revision: number;
}

/** The trades of one instrument and the one-minute candles they make: every fill is kept, every row computed from all of them. */
export class ReferenceTrades {
  private readonly futures: boolean;
  private readonly trades = new Map<number, TradeMessage>();
  /** Trade id to trade time, of all ids the recording holds. */
  private readonly held = new Map<number, number>();
  private readonly aggregated = new Set<number>();
  private readonly minutes = new Map<number, Minute>();
  private eventMs = Number.NEGATIVE_INFINITY;

  constructor(venue: string) {
    this.futures = venue !== "binance";
  }

  trade(part: Part, message: TradeMessage): void {
    if (this.trades.has(message.t)) {
      part.outcome = "duplicate";
      return;
    }
    part.outcome = "applied";
    this.trades.set(message.t, message);
    const fed = this.held.has(message.t);
    if (fed) return;
    this.held.set(message.t, message.T);
    if (!this.futures || message.X === "MARKET") this.fill(message, message.t, 1);
  }

  aggTrade(part: Part, message: AggTradeMessage): void {
    const ids = Array.from({ length: message.l - message.f + 1 }, (_, n) => message.f + n);
    part.outcome = ids.every((id) => this.aggregated.has(id)) ? "duplicate" : "applied";
    const fresh = this.trades.size === 0 && !ids.some((id) => this.held.has(id));
    for (const id of ids) this.aggregated.add(id);
    if (!fresh) return;
    for (const id of ids) this.held.set(id, message.T);
    this.fill(message, message.f, ids.length);
  }

  /** Moves the event time of the instrument; called after its message was taken. */
  seen(eventMs: number): void {
    this.eventMs = Math.max(this.eventMs, eventMs);
  }

  report(): Pick<InstrumentReport, "trades" | "lastTrade"> {
    const last = [...this.trades.values()].sort((a, b) => a.T - b.T || a.t - b.t).at(-1);
    if (last === undefined) return { trades: 0, lastTrade: null };
    return {
      trades: this.trades.size,
      lastTrade: { price: plain(exact(last.p)), qty: plain(exact(last.q)), side: last.m ? "sell" : "buy", eventMs: last.T },
    };
  }

  /** All rows as CSV lines without the header; `venueEventMs` is the greatest event time the mark at the end carries. */
  rows(venueEventMs: number): string[] {
    const watermark = Math.max(venueEventMs, this.eventMs) - BOUND_MS;
    return [...this.minutes]
      .sort(([a], [b]) => a - b)
      .map(([openMs, { fills, revision }]) => {
        const ordered = fills.toSorted((a, b) => a.T - b.T || a.id - b.id);
        const prices = ordered.map(({ price }) => price).sort(compare);
        const takers = ordered.filter(({ takerBuys }) => takerBuys);
        const [first, last, low, high] = [ordered[0], ordered.at(-1), prices[0], prices.at(-1)];
        if (first === undefined || last === undefined || low === undefined || high === undefined) throw new Error("a minute without a fill");
        const decimals = [first.price, high, low, last.price, base(ordered), quote(ordered)].map(plain);
        const count = ordered.reduce((sum, fill) => sum + fill.count, 0);
        const final = openMs + MINUTE_MS <= watermark;
        return [openMs, ...decimals, count, plain(base(takers)), plain(quote(takers)), revision, final, this.isComplete(openMs)].join(",");
      });
  }

  private fill(message: TradeMessage | AggTradeMessage, id: number, count: number): void {
    const openMs = Math.floor(message.T / MINUTE_MS) * MINUTE_MS;
    const watermark = this.eventMs - BOUND_MS;
    if (openMs + MINUTE_MS + LATENESS_MS <= watermark) return;
    const minute = this.minutes.get(openMs) ?? { fills: [], revision: 0 };
    this.minutes.set(openMs, minute);
    if (openMs + MINUTE_MS <= watermark) minute.revision++;
    minute.fills.push({ id, count, T: message.T, price: exact(message.p), qty: exact(message.q), takerBuys: !message.m });
  }

  /** Whether the recording holds a trade before the minute, one after it, and every trade id between. */
  private isComplete(openMs: number): boolean {
    const ids = [...this.held].sort(([a], [b]) => a - b);
    const before = ids.filter(([, T]) => T < openMs).at(-1)?.[0];
    const after = ids.find(([, T]) => T >= openMs + MINUTE_MS)?.[0];
    if (before === undefined || after === undefined) return false;
    for (let id = before; id < after; id++) if (!this.held.has(id)) return false;
    return true;
  }
}

function base(fills: readonly Fill[]): ExactDecimal {
  return fills.reduce((sum, { qty }) => plus(sum, qty), ZERO);
}

function quote(fills: readonly Fill[]): ExactDecimal {
  return fills.reduce((sum, { price, qty }) => plus(sum, times(price, qty)), ZERO);
}
