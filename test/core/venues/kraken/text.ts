import { KRAKEN_CHECKSUM } from "../../../../src/core/book/checksum.ts";

type Levels = ReadonlyMap<string, string>;

/** Kraken's messages of one book, with the checksum worked out from what was said so far. */
export class KrakenBookText {
  readonly symbol: string;
  private readonly depth: number;
  private bids: Levels = new Map();
  private asks: Levels = new Map();

  constructor(symbol: string, depth = 10) {
    this.symbol = symbol;
    this.depth = depth;
  }

  answer(): string {
    return `{"method":"subscribe","result":{"channel":"book","depth":${this.depth},"snapshot":true,"symbol":"${this.symbol}"},"success":true}`;
  }

  ended(): string {
    return `{"method":"unsubscribe","result":{"channel":"book","depth":${this.depth},"symbol":"${this.symbol}"},"success":true}`;
  }

  /** Levels as text: `price qty, price qty`. */
  snapshot(bids: string, asks: string): string {
    this.bids = new Map();
    this.asks = new Map();
    return this.say("snapshot", bids, asks);
  }

  update(bids: string, asks: string): string {
    return this.say("update", bids, asks);
  }

  private say(type: "snapshot" | "update", bids: string, asks: string): string {
    this.bids = this.after(this.bids, bids, -1);
    this.asks = this.after(this.asks, asks, 1);
    const texts = (side: Levels): string[] => [...side].slice(0, 10).map(([price, qty]) => KRAKEN_CHECKSUM.levelText(price, qty));
    const checksum = KRAKEN_CHECKSUM.of(texts(this.bids), texts(this.asks));
    const list = (levels: string): string => pairs(levels).map(([price, qty]) => `{"price":${price},"qty":${qty}}`).join(); // prettier-ignore
    const data = `{"symbol":"${this.symbol}","bids":[${list(bids)}],"asks":[${list(asks)}],"checksum":${checksum},"timestamp":"2026-08-01T02:53:53.398143Z"}`;
    return `{"channel":"book","type":"${type}","data":[${data}]}`;
  }

  private after(side: Levels, changes: string, sign: number): Levels {
    const levels = new Map(side);
    for (const [price, qty] of pairs(changes)) {
      levels.delete(price);
      if (Number(qty) !== 0) levels.set(price, qty);
    }
    return new Map([...levels].sort(([a], [b]) => sign * (Number(a) - Number(b))).slice(0, this.depth));
  }
}

function pairs(levels: string): [string, string][] {
  return levels
    .split(",")
    .map((level) => level.trim())
    .filter((level) => level !== "")
    .map((level) => level.split(" ") as [string, string]);
}

export const krakenTrade = (symbol: string, id: number, price: string, qty: string, side = "buy"): string =>
  `{"channel":"trade","type":"update","data":[{"symbol":"${symbol}","side":"${side}","price":${price},"qty":${qty},"ord_type":"limit","trade_id":${id},"timestamp":"2026-08-01T02:53:54.000001Z"}]}`;
