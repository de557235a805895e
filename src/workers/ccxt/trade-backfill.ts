import { ccxtFault, type ExchangeClient } from "./exchange-client.ts";

/** Trades asked for at once, and trades of each symbol remembered: those that both hold are what joins the two. */
const TRADES = 1_000;

/**
 * Binance's default through ccxt are aggregates, whose ids are others than those of the stream; and its list of single trades takes no time
 * ("Recent trades list": symbol and limit are all it knows).
 */
const BINANCE_METHODS: Readonly<Record<string, string>> = {
  binance: "publicGetTrades",
  binanceus: "publicGetTrades",
  binanceusdm: "fapiPublicGetTrades",
  binancecoinm: "dapiPublicGetTrades",
};

/** A trade as ccxt has it, with all that makes it the same trade again. */
interface Known {
  readonly id: string;
  readonly timestamp: number;
  readonly price: number;
  readonly amount: number;
}

interface Memory {
  /** By id, oldest first. */
  readonly known: Map<string, Known>;
  /** Ids held when the stream broke; null where nothing is owed. */
  before: ReadonlySet<string> | null;
}

export interface TradeBackfillOptions {
  readonly exchange: ExchangeClient;
  /** A trade that the stream did not tell. */
  readonly onTrade: (trade: unknown) => void;
  /** What became of a break: how many trades were found; where none could be joined, why. */
  readonly onFilled: (symbol: string, trades: number, reason: string) => void;
}

/**
 * Trades that a broken stream did not tell, from the exchange's REST side. They are taken only where its answer holds trades that the stream
 * told before the break, equal in every figure: then its ids are the stream's, and nothing lies unseen between the two.
 */
export class TradeBackfill {
  private readonly options: TradeBackfillOptions;
  private readonly memories = new Map<string, Memory>();

  constructor(options: TradeBackfillOptions) {
    this.options = options;
  }

  /** The stream told a trade; the first one after a break has what lies between asked for. */
  heard(trade: unknown): void {
    const { symbol } = Object(trade) as { readonly symbol?: unknown };
    const known = knownOf(trade);
    if (typeof symbol !== "string" || known === null) return;
    const memory = this.memories.get(symbol) ?? { known: new Map<string, Known>(), before: null };
    this.memories.set(symbol, memory);
    remember(memory, known);
    const { before } = memory;
    if (before === null) return;
    memory.before = null;
    void this.fill(symbol, memory, before);
  }

  /** The stream of a symbol's trades has broken. */
  broken(symbol: string): void {
    const memory = this.memories.get(symbol);
    if (memory !== undefined && memory.known.size > 0) memory.before ??= new Set(memory.known.keys());
  }

  forget(symbol: string): void {
    this.memories.delete(symbol);
  }

  private async fill(symbol: string, memory: Memory, before: ReadonlySet<string>): Promise<void> {
    const { onTrade, onFilled } = this.options;
    try {
      const answer = await this.ask(symbol, memory, before);
      const missing = missingOf(answer, memory, before);
      for (const { trade, known } of missing) {
        remember(memory, known);
        onTrade(trade);
      }
      onFilled(symbol, missing.length, "");
    } catch (error) {
      onFilled(symbol, 0, ccxtFault(error));
    }
  }

  private async ask(symbol: string, memory: Memory, before: ReadonlySet<string>): Promise<unknown> {
    const { exchange } = this.options;
    if (exchange.has["fetchTrades"] !== true) throw new Error("the exchange lists no past trades");
    const method = BINANCE_METHODS[exchange.id];
    if (method !== undefined) return exchange.fetchTrades(symbol, undefined, TRADES, { fetchTradesMethod: method });
    const lastMs = Math.max(...[...before].map((id) => memory.known.get(id)?.timestamp ?? 0));
    return exchange.fetchTrades(symbol, lastMs, TRADES);
  }
}

/** The trades of an answer that the stream never told and that came after one it told before the break, oldest first. Throws where they cannot be joined. */
function missingOf(answer: unknown, { known }: Memory, before: ReadonlySet<string>): { trade: unknown; known: Known }[] {
  const trades = (Array.isArray(answer) ? (answer as unknown[]) : []).flatMap((trade) => {
    const read = knownOf(trade);
    return read === null ? [] : [{ trade, known: read }];
  });
  trades.sort((a, b) => a.known.timestamp - b.known.timestamp);
  let joined = -1;
  for (const [at, { known: past }] of trades.entries()) {
    const live = known.get(past.id);
    if (live === undefined) continue;
    if (live.timestamp !== past.timestamp || live.price !== past.price || live.amount !== past.amount) {
      throw new Error(`its past trades have other ids than its stream: ${past.id}`);
    }
    if (joined < 0 && before.has(past.id)) joined = at;
  }
  if (joined < 0) throw new Error("its past trades do not reach back to the break");
  return trades.slice(joined + 1).filter(({ known: past }) => !known.has(past.id));
}

function knownOf(trade: unknown): Known | null {
  const { id, timestamp, price, amount } = Object(trade) as Record<string, unknown>;
  if (typeof id !== "string" || id === "" || typeof timestamp !== "number" || typeof price !== "number" || typeof amount !== "number") return null;
  return { id, timestamp, price, amount };
}

function remember({ known }: Memory, trade: Known): void {
  known.set(trade.id, trade);
  for (const id of known.keys()) {
    if (known.size <= TRADES) break;
    known.delete(id);
  }
}
