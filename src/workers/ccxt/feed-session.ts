import * as z from "zod";
import type { UnifiedAudit, UnifiedEvent, UnifiedTrade } from "../../core/venues/ccxt/unified-event.ts";
import type { CcxtBook } from "./socket-tap.ts";
import { ccxtFault, type ExchangeClient } from "./exchange-client.ts";
import type { ExchangeStreams, StreamKind } from "./exchange-streams.ts";
import { RecordedBook } from "./recorded-book.ts";

const names = z.array(z.string().min(1).max(64)).max(1_000);
const requestSchema = z.strictObject({ op: z.enum(["subscribe", "unsubscribe"]), id: z.int(), book: names, trade: names });

export interface FeedSessionOptions {
  readonly exchange: ExchangeClient;
  readonly streams: ExchangeStreams;
  /** Monotonic milliseconds. */
  readonly clock: () => number;
  readonly send: (event: UnifiedEvent) => void;
}

/** A name that the feed asked for, the exchange's market behind it, and what of it was asked for. */
interface Asked {
  readonly name: string;
  readonly symbol: string;
  book: RecordedBook | null;
  trades: boolean;
}

/** One socket of the feed: what it subscribed, and what it was told. */
export class FeedSession {
  private readonly options: FeedSessionOptions;
  private readonly byName = new Map<string, Asked>();
  /** A market may be asked for by its name and by the exchange's id. */
  private readonly bySymbol = new Map<string, readonly Asked[]>();

  constructor(options: FeedSessionOptions) {
    this.options = options;
  }

  /** Takes a message of the feed; throws where it is no request. */
  hear(text: string): void {
    const { op, id, book, trade } = requestSchema.parse(JSON.parse(text));
    const { send, streams } = this.options;
    if (op === "unsubscribe") {
      for (const name of book) this.forget(name, "book");
      for (const name of trade) this.forget(name, "trades");
      send({ unified: "answer", id, error: null });
      return;
    }
    const symbols = new Map<string, string>();
    try {
      for (const name of [...book, ...trade]) symbols.set(name, this.options.exchange.market(name).symbol);
    } catch (error) {
      send({ unified: "answer", id, error: ccxtFault(error) });
      return;
    }
    send({ unified: "answer", id, error: null });
    for (const [name, symbol] of symbols) {
      const asked = this.ask(name, symbol);
      asked.trades ||= trade.includes(name);
      if (!book.includes(name)) continue;
      asked.book = new RecordedBook(name);
      const known = streams.book(symbol);
      if (known !== null) this.tell(asked.book.update(known, this.options.clock()));
    }
  }

  book(book: CcxtBook): void {
    for (const asked of this.bySymbol.get(book.symbol) ?? []) this.tell(asked.book?.update(book, this.options.clock()) ?? null);
  }

  trade(trade: UnifiedTrade): void {
    for (const { name, trades } of this.bySymbol.get(trade.symbol) ?? []) if (trades) this.options.send({ ...trade, symbol: name });
  }

  audit(event: UnifiedAudit): void {
    for (const { name, book } of this.bySymbol.get(event.symbol) ?? []) if (book?.isKnown === true) this.options.send({ ...event, symbol: name });
  }

  broken(symbol: string, stream: StreamKind, reason: string): void {
    for (const { name, book, trades } of this.bySymbol.get(symbol) ?? []) {
      if (stream === "book") this.tell(book?.lose(reason) ?? null);
      else if (trades) this.tell({ unified: "break", symbol: name, stream, reason });
    }
  }

  filled(symbol: string, trades: number, reason: string): void {
    for (const asked of this.bySymbol.get(symbol) ?? []) if (asked.trades) this.tell({ unified: "backfill", symbol: asked.name, trades, reason });
  }

  /** Called now and then: a book that does not change is told whole in its turn too. */
  check(): void {
    const nowMs = this.options.clock();
    for (const { symbol, book } of this.byName.values()) {
      const known = this.options.streams.book(symbol);
      if (book?.isDue(nowMs) === true && known !== null) this.tell(book.update(known, nowMs));
    }
  }

  end(): void {
    for (const { symbol } of this.byName.values()) this.options.streams.drop(symbol);
    this.byName.clear();
    this.bySymbol.clear();
  }

  private ask(name: string, symbol: string): Asked {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const asked: Asked = { name, symbol, book: null, trades: false };
    this.byName.set(name, asked);
    this.bySymbol.set(symbol, [...(this.bySymbol.get(symbol) ?? []), asked]);
    this.options.streams.want(symbol);
    return asked;
  }

  private forget(name: string, what: "book" | "trades"): void {
    const asked = this.byName.get(name);
    if (asked === undefined) return;
    if (what === "book") asked.book = null;
    else asked.trades = false;
    if (asked.book !== null || asked.trades) return;
    this.byName.delete(name);
    const others = (this.bySymbol.get(asked.symbol) ?? []).filter((other) => other !== asked);
    if (others.length > 0) this.bySymbol.set(asked.symbol, others);
    else this.bySymbol.delete(asked.symbol);
    this.options.streams.drop(asked.symbol);
  }

  private tell(event: UnifiedEvent | null): void {
    if (event !== null) this.options.send(event);
  }
}
