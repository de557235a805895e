import type { StreamMessage } from "./binance-spot-dialect.ts";
import type { Market } from "./market.ts";
import type { PriceLadder } from "./price-ladder.ts";
import type { SimulatedExchange } from "./simulated-exchange.ts";

export interface TrueLevel {
  readonly ticks: number;
  readonly lots: number;
}

/** A depth message that was made but never sent: the ids of its first and last level change. */
export interface WithheldDepth {
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
}

/** What really happened to one symbol, whatever anybody received of it. */
export interface SymbolTruth {
  readonly market: Market;
  /** The whole book at the end, best first. */
  readonly bids: readonly TrueLevel[];
  readonly asks: readonly TrueLevel[];
  readonly lastUpdateId: number;
  /** The trades sent; their ids have no hole between the first and the last (both 0 where there was none). */
  readonly trades: { readonly count: number; readonly firstId: number; readonly lastId: number; readonly lots: number };
  /** Messages sent, by stream, and REST snapshots. */
  readonly sent: Readonly<Record<StreamMessage["kind"] | "snapshot", number>>;
  readonly withheld: readonly WithheldDepth[];
}

interface Account {
  readonly market: Market;
  readonly sent: Record<StreamMessage["kind"] | "snapshot", number>;
  readonly trades: { count: number; firstId: number; lastId: number; lots: number };
  readonly withheld: WithheldDepth[];
}

/** Keeps the truth beside a simulated session, so that what a program made of its messages can be compared with it. */
export class TruthLedger {
  private readonly accounts = new Map<string, Account>();

  constructor(markets: readonly Market[]) {
    for (const market of markets) {
      const sent = { depth: 0, trade: 0, bookTicker: 0, snapshot: 0 };
      this.accounts.set(market.symbol, { market, sent, trades: { count: 0, firstId: 0, lastId: 0, lots: 0 }, withheld: [] });
    }
  }

  sent(message: StreamMessage): void {
    const { sent, trades } = this.account(message.symbol);
    sent[message.kind]++;
    if (message.kind !== "trade") return;
    if (trades.count === 0) trades.firstId = message.tradeId;
    trades.count++;
    trades.lastId = message.tradeId;
    trades.lots += message.lots;
  }

  sentSnapshot(symbol: string): void {
    this.account(symbol).sent.snapshot++;
  }

  /** A depth message that was made and not sent. */
  withheld(message: StreamMessage): void {
    if (message.kind !== "depth") throw new Error(`only depth messages are withheld, not ${message.kind}`);
    const { symbol, firstUpdateId, lastUpdateId } = message;
    this.account(symbol).withheld.push({ firstUpdateId, lastUpdateId });
  }

  /** The truth of every symbol, in the order of the markets, with the books as they stand at the exchange now. */
  close(exchange: SimulatedExchange): ReadonlyMap<string, SymbolTruth> {
    const truths = new Map<string, SymbolTruth>();
    for (const [symbol, account] of this.accounts) {
      const { bids, asks, lastUpdateId } = exchange.engine(symbol);
      truths.set(symbol, { ...account, bids: levelsOf(bids), asks: levelsOf(asks), lastUpdateId });
    }
    return truths;
  }

  private account(symbol: string): Account {
    const account = this.accounts.get(symbol);
    if (account === undefined) throw new RangeError(`no account of ${symbol}`);
    return account;
  }
}

function levelsOf(ladder: PriceLadder): TrueLevel[] {
  return ladder.top(ladder.depth).map(({ ticks, lots }) => ({ ticks, lots }));
}
