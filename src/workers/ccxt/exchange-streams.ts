import { BackOff } from "../feed/back-off.ts";
import type { Schedule } from "../feed/world.ts";
import { ccxtFault, type ExchangeClient, type SocketClient } from "./exchange-client.ts";
import { type CcxtBook, tapSockets } from "./socket-tap.ts";
import { TradeBackfill } from "./trade-backfill.ts";
import { tapTrades } from "./trade-tap.ts";

/** ccxt is asked again so often whether a stream still stands: what comes meanwhile is heard where it appends it. */
const ASK_MS = 250;
const RETRY = { baseMs: 1_000, capMs: 30_000 };
/** A symbol that nobody wants any more is let go after so long: a book that is to begin anew is wanted again at once. */
const LET_GO_MS = 10_000;
/** Nothing at all for so long, and the exchange's sockets are opened anew; each time in vain twice as long, up to the cap. */
const SILENCE = { firstMs: 30_000, capMs: 600_000 };

export interface ExchangeStreamsOptions {
  readonly exchange: ExchangeClient;
  readonly schedule: Schedule;
  readonly random: () => number;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  /** A trade as ccxt has it; `backfill` where its stream was broken and the exchange's REST side told it. */
  readonly onTrade: (trade: unknown, backfill: boolean) => void;
  /** What became of a break in a symbol's trades; see {@link TradeBackfill}. */
  readonly onFilled: (symbol: string, trades: number, reason: string) => void;
  readonly onBook: (book: CcxtBook) => void;
  /** A stream of this symbol has broken and is asked for again; a book begins anew then. */
  readonly onBroken: (symbol: string, stream: StreamKind, reason: string) => void;
}

export type StreamKind = "book" | "trade";

interface Wanted {
  count: number;
  latest: CcxtBook | null;
  /** The socket that each of its streams last came by; absent while it does not flow. */
  readonly sockets: Map<StreamKind, SocketClient>;
}

/** The trades and books of the symbols that are wanted, kept coming whatever ccxt fails with. */
export class ExchangeStreams {
  private readonly options: ExchangeStreamsOptions;
  private readonly wanted = new Map<string, Wanted>();
  private readonly backfill: TradeBackfill;
  private heardMs: number;
  private silenceMs = SILENCE.firstMs;
  private stopped = false;

  constructor(options: ExchangeStreamsOptions) {
    this.options = options;
    const { exchange, clock, onTrade, onBook, onFilled } = options;
    this.backfill = new TradeBackfill({ exchange, onTrade: (trade) => onTrade(trade, true), onFilled });
    this.heardMs = clock();
    tapTrades(exchange, (trade) => {
      this.hear();
      onTrade(trade, false);
      this.backfill.heard(trade);
    });
    tapSockets(exchange, {
      onBook: (book, socket) => {
        this.hear();
        const wanted = this.wanted.get(book.symbol);
        if (wanted === undefined) return;
        wanted.latest = book;
        wanted.sockets.set("book", socket);
        onBook(book);
      },
      onTrades: (symbol, socket) => void this.wanted.get(symbol)?.sockets.set("trade", socket),
      onEnd: (socket) => this.ended(socket),
    });
  }

  /** The book of a symbol as ccxt holds it; null where it holds none. */
  book(symbol: string): CcxtBook | null {
    return this.wanted.get(symbol)?.latest ?? null;
  }

  /** The symbols whose books are known. */
  flowing(): string[] {
    return [...this.wanted].filter(([, { latest }]) => latest !== null).map(([symbol]) => symbol);
  }

  want(symbol: string): void {
    const wanted = this.wanted.get(symbol);
    if (wanted !== undefined) {
      wanted.count++;
      return;
    }
    const fresh: Wanted = { count: 1, latest: null, sockets: new Map() };
    this.wanted.set(symbol, fresh);
    const { exchange } = this.options;
    void this.keep(symbol, fresh, "book", () => exchange.watchOrderBook(symbol));
    void this.keep(symbol, fresh, "trade", () => exchange.watchTrades(symbol));
  }

  drop(symbol: string): void {
    const wanted = this.wanted.get(symbol);
    if (wanted === undefined || --wanted.count > 0) return;
    this.options.schedule(() => {
      if (wanted.count > 0 || this.wanted.get(symbol) !== wanted) return;
      this.wanted.delete(symbol);
      this.backfill.forget(symbol);
      void this.letGo(symbol);
    }, LET_GO_MS);
  }

  /** Called now and then: an exchange that has said nothing for long is spoken to anew. ccxt's own watch goes by a clock that may be set. */
  check(): void {
    const nowMs = this.options.clock();
    if (this.wanted.size === 0) this.heardMs = nowMs;
    if (nowMs - this.heardMs < this.silenceMs) return;
    this.heardMs = nowMs;
    this.silenceMs = Math.min(SILENCE.capMs, this.silenceMs * 2);
    // Whatever waits on its sockets fails then, and is asked for again.
    this.options.exchange.close().catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wanted.clear();
    await this.options.exchange.close();
  }

  private hear(): void {
    this.heardMs = this.options.clock();
    this.silenceMs = SILENCE.firstMs;
  }

  /** Asks ccxt for one stream again and again, as long as its symbol is wanted. */
  private async keep(symbol: string, wanted: Wanted, stream: StreamKind, watch: () => Promise<unknown>): Promise<void> {
    const { random } = this.options;
    let backOff = new BackOff(RETRY, random);
    while (this.isWanted(symbol, wanted)) {
      try {
        await watch();
        backOff = new BackOff(RETRY, random);
        await this.pause(ASK_MS);
      } catch (error) {
        if (!this.isWanted(symbol, wanted)) return;
        this.broken(symbol, wanted, stream, ccxtFault(error));
        await this.pause(Math.max(ASK_MS, backOff.next()));
      }
    }
  }

  /** What came by this socket is broken, and is asked for again within moments. */
  private ended(socket: SocketClient): void {
    for (const [symbol, wanted] of this.wanted) {
      for (const [stream, carrier] of wanted.sockets) {
        if (carrier === socket) this.broken(symbol, wanted, stream, "the exchange's socket has ended");
      }
    }
  }

  private broken(symbol: string, wanted: Wanted, stream: StreamKind, reason: string): void {
    wanted.sockets.delete(stream);
    if (stream === "book") wanted.latest = null;
    else this.backfill.broken(symbol);
    this.options.onBroken(symbol, stream, reason);
  }

  private isWanted(symbol: string, wanted: Wanted): boolean {
    return !this.stopped && this.wanted.get(symbol) === wanted;
  }

  /** Exchanges that cannot be told to end a stream go on sending it, to nobody. */
  private async letGo(symbol: string): Promise<void> {
    const { exchange } = this.options;
    const can = (name: string): boolean => exchange.has[name] === true;
    try {
      if (can("unWatchOrderBook")) await exchange.unWatchOrderBook?.(symbol);
      if (can("unWatchTrades")) await exchange.unWatchTrades?.(symbol);
    } catch (error) {
      this.options.exchange.log(`${symbol}: ${ccxtFault(error)}`);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.options.schedule(resolve, ms));
  }
}
