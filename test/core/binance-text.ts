/** Price levels as the exchange writes them: `"100 1.5, 99 0"` is a quantity of 1.5 at 100 and none at 99. */
export function levelsText(levels: string): string {
  const pairs = levels
    .split(",")
    .map((level) => level.trim())
    .filter((level) => level !== "");
  return `[${pairs
    .map(
      (pair) =>
        `[${pair
          .split(" ")
          .map((part) => `"${part}"`)
          .join(",")}]`,
    )
    .join(",")}]`;
}

export interface DiffText {
  readonly symbol?: string;
  readonly U: number;
  readonly u: number;
  /** Futures only. */
  readonly pu?: number;
  readonly bids?: string;
  readonly asks?: string;
  readonly E?: number;
}

/** A combined-stream `depthUpdate`, members in the exchange's own order. */
export function diffText({ symbol = "BTCUSDT", U, u, pu, bids = "", asks = "", E = 1_723_161_600_000 }: DiffText): string {
  const prev = pu === undefined ? "" : `"T":${E},`;
  const ids = `"U":${U},"u":${u},${pu === undefined ? "" : `"pu":${pu},`}`;
  const data = `{"e":"depthUpdate","E":${E},${prev}"s":"${symbol}",${ids}"b":${levelsText(bids)},"a":${levelsText(asks)}}`;
  return `{"stream":"${symbol.toLowerCase()}@depth","data":${data}}`;
}

/** The body of a REST depth snapshot. */
export function snapshotText(lastUpdateId: number, bids: string, asks: string): string {
  return `{"lastUpdateId":${lastUpdateId},"bids":${levelsText(bids)},"asks":${levelsText(asks)}}`;
}

export interface TradeText {
  readonly symbol?: string;
  readonly id: number;
  readonly ms: number;
  readonly price: string;
  readonly qty: string;
  /** Whether the buyer made the price: the aggressor sold. */
  readonly m?: boolean;
  readonly X?: string;
}

export function tradeText({ symbol = "BTCUSDT", id, ms, price, qty, m = false, X }: TradeText): string {
  const kind = X === undefined ? "" : `,"X":"${X}"`;
  const data = `{"e":"trade","E":${ms + 2},"T":${ms},"s":"${symbol}","t":${id},"p":"${price}","q":"${qty}"${kind},"m":${m}}`;
  return `{"stream":"${symbol.toLowerCase()}@trade","data":${data}}`;
}

export interface QuoteText {
  readonly symbol?: string;
  readonly u: number;
  readonly bid: string;
  readonly ask: string;
}

/** Spot's `bookTicker`; `bid` and `ask` are `"price qty"`. */
export function quoteText({ symbol = "BTCUSDT", u, bid, ask }: QuoteText): string {
  const [b, B] = bid.split(" ");
  const [a, A] = ask.split(" ");
  return `{"stream":"${symbol.toLowerCase()}@bookTicker","data":{"u":${u},"s":"${symbol}","b":"${b}","B":"${B}","a":"${a}","A":"${A}"}}`;
}
