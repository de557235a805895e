import { toNumber } from "../../src/core/base/decimal.ts";
import { blankFrame, type RecordedFrame } from "../../src/core/contract/frame.ts";
import { Desk } from "../../src/core/desk/desk.ts";
import type { BookPart } from "../../src/core/desk/book-part.ts";
import { BINANCE_SPOT } from "../../src/core/venues/binance/venues.ts";
import { loadCcxt, loadTardis, type CcxtBook, type TardisBook, type TardisMapper } from "../peers.ts";

/** Best bid price and quantity, best ask price and quantity. */
export type Best = Float64Array;

/** Books of Binance spot that are kept from the verbatim text of its messages. */
export interface Books {
  /** A REST depth snapshot of a symbol; `bytes[start..end)` is its text. */
  snapshot(symbol: string, bytes: Buffer, start: number, end: number): void;
  /** A message of the combined stream. */
  message(bytes: Buffer, start: number, end: number): void;
  /** Reads the best bid and ask of the book that the last message changed; absent where a contestant keeps no book. */
  best?(best: Best): void;
}

/** Messages between two looks at which instruments changed: about what one block of frames holds. */
const BLOCK = 100;

/** What a book worker runs, live and in replay: frames in, the desk's books out. */
class TapedeckBooks implements Books {
  private readonly desk = new Desk({ venue: BINANCE_SPOT, partition: { parts: () => ["book"], countsControl: true } });
  private readonly frame: RecordedFrame = { ...blankFrame(), conn: "ws-1" };

  snapshot(symbol: string, bytes: Buffer, start: number, end: number): void {
    this.frame.kind = "rest";
    this.frame.url = `https://api.binance.com/api/v3/depth?symbol=${symbol}&limit=1000`;
    this.apply(bytes, start, end);
    this.frame.kind = "recv";
    this.frame.url = "";
  }

  message(bytes: Buffer, start: number, end: number): void {
    this.apply(bytes, start, end);
  }

  best(best: Best): void {
    const { desk } = this;
    const { book: part } = desk.instruments()[desk.lastSlot] as { book: BookPart };
    if (!part.isReadable) throw new Error(`a book is not live: ${part.reason}`);
    const { book: levels } = part;
    const { scale } = levels;
    const bid = levels.bidAt(0);
    const ask = levels.askAt(0);
    best[0] = toNumber(bid.price, scale.price);
    best[1] = toNumber(bid.qty, scale.qty);
    best[2] = toNumber(ask.price, scale.price);
    best[3] = toNumber(ask.qty, scale.qty);
  }

  private apply(bytes: Buffer, start: number, end: number): void {
    const { frame } = this;
    frame.rx++;
    frame.bytes = bytes;
    frame.start = start;
    frame.end = end;
    this.desk.apply(frame);
    if (frame.rx % BLOCK === 0) this.desk.takeDirty();
  }
}

/** `JSON.parse` of the same bytes, and nothing else. */
class ParsedOnly implements Books {
  private messages = 0;

  snapshot(): void {}

  message(bytes: Buffer, start: number, end: number): void {
    const message = JSON.parse(bytes.toString("utf8", start, end)) as { readonly data?: unknown };
    if (message.data !== undefined) this.messages++;
  }
}

/** tardis-dev: its Binance mapper and its order book. */
class TardisBooks implements Books {
  private readonly mapper: TardisMapper;
  private readonly books = new Map<string, TardisBook>();
  private readonly newBook: () => TardisBook;
  private readonly now = new Date();
  private last: TardisBook | undefined;

  constructor() {
    const { OrderBook, normalizeBookChanges } = loadTardis();
    this.mapper = normalizeBookChanges("binance", this.now);
    this.newBook = () => new OrderBook();
  }

  snapshot(symbol: string, bytes: Buffer, start: number, end: number): void {
    this.books.set(symbol, this.newBook());
    const data: unknown = JSON.parse(bytes.toString("utf8", start, end));
    this.apply({ stream: `${symbol.toLowerCase()}@depthSnapshot`, generated: true, data });
  }

  message(bytes: Buffer, start: number, end: number): void {
    this.apply(JSON.parse(bytes.toString("utf8", start, end)));
  }

  best(best: Best): void {
    const [bid, ask] = [this.last?.bestBid(), this.last?.bestAsk()];
    if (bid === undefined || ask === undefined) throw new Error("tardis-dev has no best bid and ask");
    best[0] = bid.price;
    best[1] = bid.amount;
    best[2] = ask.price;
    best[3] = ask.amount;
  }

  private apply(message: unknown): void {
    for (const change of this.mapper.map(message, this.now) ?? []) {
      this.last = this.books.get((change as { symbol: string }).symbol);
      this.last?.update(change);
    }
  }
}

/** ccxt pro: what `watchOrderBook` runs on each message; the socket is a stub. */
class CcxtBooks implements Books {
  private readonly exchange: InstanceType<ReturnType<typeof loadCcxt>["pro"]["binance"]>;
  private readonly books = new Map<string, CcxtBook>();
  private readonly client = {
    url: "wss://stream.binance.com:9443/ws",
    subscriptions: {},
    resolve: (): void => {},
    reject: (error: unknown): never => {
      throw error;
    },
  };
  private last: CcxtBook | undefined;

  constructor(symbols: readonly string[]) {
    this.exchange = new (loadCcxt().pro.binance)({ newUpdates: false });
    this.exchange.setMarkets(
      symbols.map((id) => {
        const base = id.slice(0, -"USDT".length);
        return { id, lowercaseId: id.toLowerCase(), symbol: `${base}/USDT`, base, quote: "USDT", type: "spot", spot: true, active: true };
      }),
    );
  }

  snapshot(symbol: string, bytes: Buffer, start: number, end: number): void {
    const { exchange } = this;
    const unified = symbol.replace(/USDT$/, "/USDT");
    const answer = JSON.parse(bytes.toString("utf8", start, end)) as { readonly lastUpdateId: number };
    const book = exchange.orderBook({}, 5_000);
    book.reset({ ...exchange.parseOrderBook(answer, unified), nonce: answer.lastUpdateId });
    exchange.orderbooks[unified] = book;
    this.books.set(symbol, book);
  }

  message(bytes: Buffer, start: number, end: number): void {
    const { data } = JSON.parse(bytes.toString("utf8", start, end)) as { readonly data: { readonly s: string } };
    this.exchange.handleOrderBook(this.client, data);
    this.last = this.books.get(data.s);
  }

  best(best: Best): void {
    const [bid, ask] = [this.last?.bids[0], this.last?.asks[0]];
    if (bid === undefined || ask === undefined) throw new Error("ccxt has no best bid and ask");
    best[0] = bid[0];
    best[1] = bid[1];
    best[2] = ask[0];
    best[3] = ask[1];
  }
}

export const CONTESTANTS: Readonly<Record<string, (symbols: readonly string[]) => Books>> = {
  tapedeck: () => new TapedeckBooks(),
  "JSON.parse": () => new ParsedOnly(),
  "tardis-dev": () => new TardisBooks(),
  "ccxt pro": (symbols) => new CcxtBooks(symbols),
};
