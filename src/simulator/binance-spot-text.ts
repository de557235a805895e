/**
 * The verbatim text of Binance spot's messages: members in the exchange's order, no blanks, every price and quantity with 8 decimals.
 * Source: Binance spot API documents ("WebSocket Streams", "Order book") and recordings of 2023 and 2024.
 */

/** A price and a quantity as wire text; quantity 0 removes the level. */
export type LevelText = readonly [price: string, qty: string];

export interface DepthText {
  readonly symbol: string;
  readonly eventMs: number;
  /** Ids of the first and the last level change that the message sums up. */
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
  /** Best first, as are `asks`. */
  readonly bids: readonly LevelText[];
  readonly asks: readonly LevelText[];
}

export interface TradeText {
  readonly symbol: string;
  readonly eventMs: number;
  readonly id: number;
  readonly price: string;
  readonly qty: string;
  /** When the trade was made; `eventMs` is when the message was, which is no sooner. */
  readonly tradeMs: number;
  readonly buyerIsMaker: boolean;
}

export interface BookTickerText {
  readonly symbol: string;
  readonly updateId: number;
  readonly bid: LevelText;
  readonly ask: LevelText;
}

/** Stream names, as in a subscription. */
export const depthStream = (symbol: string): string => `${symbol.toLowerCase()}@depth@100ms`;
export const tradeStream = (symbol: string): string => `${symbol.toLowerCase()}@trade`;
export const bookTickerStream = (symbol: string): string => `${symbol.toLowerCase()}@bookTicker`;

export function depthText({ symbol, eventMs, firstUpdateId, lastUpdateId, bids, asks }: DepthText): string {
  const ids = `"U":${firstUpdateId},"u":${lastUpdateId}`;
  const data = `{"e":"depthUpdate","E":${eventMs},"s":"${symbol}",${ids},"b":${levelsText(bids)},"a":${levelsText(asks)}}`;
  return combined(depthStream(symbol), data);
}

export function tradeText({ symbol, eventMs, id, price, qty, tradeMs, buyerIsMaker }: TradeText): string {
  // M has no meaning any more; the exchange says true.
  const data = `{"e":"trade","E":${eventMs},"s":"${symbol}","t":${id},"p":"${price}","q":"${qty}","T":${tradeMs},"m":${buyerIsMaker},"M":true}`;
  return combined(tradeStream(symbol), data);
}

/** Spot's bookTicker names neither its event nor a time. */
export function bookTickerText({ symbol, updateId, bid, ask }: BookTickerText): string {
  const data = `{"u":${updateId},"s":"${symbol}","b":"${bid[0]}","B":"${bid[1]}","a":"${ask[0]}","A":"${ask[1]}"}`;
  return combined(bookTickerStream(symbol), data);
}

/** The REST answer of `GET /api/v3/depth`. */
export function snapshotText(lastUpdateId: number, bids: readonly LevelText[], asks: readonly LevelText[]): string {
  return `{"lastUpdateId":${lastUpdateId},"bids":${levelsText(bids)},"asks":${levelsText(asks)}}`;
}

export function subscribeText(streams: readonly string[], id: number): string {
  return JSON.stringify({ method: "SUBSCRIBE", params: streams, id });
}

export function subscribedText(id: number): string {
  return `{"result":null,"id":${id}}`;
}

function combined(stream: string, data: string): string {
  return `{"stream":"${stream}","data":${data}}`;
}

function levelsText(levels: readonly LevelText[]): string {
  let text = "[";
  for (const [price, qty] of levels) text += `${text.length > 1 ? "," : ""}["${price}","${qty}"]`;
  return `${text}]`;
}
